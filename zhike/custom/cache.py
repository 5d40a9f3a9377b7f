"""The fields that people added, as this process knows them.

A change is known at once where it was made, and in every other process when what that one read is five seconds old: no
request asks the database more than once, and most do not ask at all.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model

FRESH_FOR = 5.0  # seconds
Known = dict[type[Model], Sequence[Any]]
_known: tuple[float, Known] = (0.0, {})


def known(load: Callable[[], Known]) -> Known:
    """What is known, read anew where it is too old."""
    global _known
    until, held = _known
    if until < time.monotonic():
        held = load()
        remember(held, seconds=FRESH_FOR)
    return held


def remember(held: Known, *, seconds: float) -> None:
    """Take this as known for a while."""
    global _known
    _known = (time.monotonic() + seconds, held)


def forget() -> None:
    """Read anew, now and again once the present transaction is committed: until then others read what was."""
    remember({}, seconds=-1)
    transaction.on_commit(lambda: remember({}, seconds=-1))
