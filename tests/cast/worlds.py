"""What all tests of a file begin with, made once for them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.test import override_settings
from django.utils import translation


@contextmanager
def a_world(django_db_blocker: Any, make: Callable[[], Any], **settings: Any) -> Iterator[Any]:
    """What `make` makes under these settings stands in the database while the block lasts; each test finds it anew.

    For a fixture of a file (`scope="module"`): the tests are inside its transaction, each in a savepoint of its own.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(**settings), translation.override("en"):
            world = make()
        with django_db_blocker.block():
            yield world
        transaction.set_rollback(True)
