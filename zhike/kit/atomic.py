"""One act on the database: all of it or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _
from psycopg import errors

from zhike.kit.refusal import Refusal

BUSY = (errors.LockNotAvailable, errors.DeadlockDetected, errors.SerializationFailure)


@contextmanager
def one_act() -> Iterator[None]:
    """A transaction in which a clash with somebody else's act is a refusal; other errors stay errors."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if isinstance(error.__cause__, errors.UniqueViolation):
            raise Refusal(_("Somebody else saved the same just now. Reload and look at theirs.")) from error
        raise
    except OperationalError as error:
        if isinstance(error.__cause__, BUSY):
            raise Refusal(_("Somebody else is changing this right now. Try again in a moment.")) from error
        raise
