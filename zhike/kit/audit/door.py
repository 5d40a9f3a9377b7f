"""The door the present work came through, set once at each entrance."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from zhike.kit.audit.models import Door

_door: ContextVar[str] = ContextVar("door", default=Door.SCREEN)


def current_door() -> str:
    """The door of the work being done now."""
    return _door.get()


@contextmanager
def through(door: str) -> Iterator[None]:
    """Everything traced inside came through `door`."""
    token = _door.set(door)
    try:
        yield
    finally:
        _door.reset(token)
