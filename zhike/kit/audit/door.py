"""How the present work came in: through which door, by what program, from where; set once at each entrance."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from zhike.kit.audit.models import Door


@dataclass(frozen=True)
class Entrance:
    """Where work comes from, under the names of the trace's columns.

    `program` is the name of a token, a job or a command, empty for a person at the screen; `address` that of the
    caller; `request` a random name that all entries of one request share, and the log.
    """

    door: str = Door.SCREEN
    program: str = ""
    address: str = ""
    request: str = ""


_entrance: ContextVar[Entrance] = ContextVar("entrance", default=Entrance())  # noqa: B039 - it is frozen


def current_entrance() -> Entrance:
    """How the work being done now came in."""
    return _entrance.get()


@contextmanager
def through(door: str, *, program: str = "") -> Iterator[None]:
    """Everything traced inside came through `door`, by way of a `program` where it has a name."""
    yield from _within(replace(_entrance.get(), door=door, program=program[:80]))


@contextmanager
def asked_from(address: str, *, request: str) -> Iterator[None]:
    """Everything traced inside was asked for from this address, in the request of that name."""
    yield from _within(replace(_entrance.get(), address=address[:45], request=request))


def _within(entrance: Entrance) -> Iterator[None]:
    token = _entrance.set(entrance)
    try:
        yield
    finally:
        _entrance.reset(token)
