"""The door the present work came through, and which program came, set once at each entrance."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from zhike.kit.audit.models import Door

_door: ContextVar[tuple[str, str]] = ContextVar("door", default=(Door.SCREEN, ""))


def current_door() -> str:
    """The door of the work being done now."""
    return _door.get()[0]


def current_program() -> str:
    """What the program is called that came through it; empty for a person."""
    return _door.get()[1]


@contextmanager
def through(door: str, *, program: str = "") -> Iterator[None]:
    """Everything traced inside came through `door`, by way of a `program` where it has a name."""
    token = _door.set((door, program))
    try:
        yield
    finally:
        _door.reset(token)
