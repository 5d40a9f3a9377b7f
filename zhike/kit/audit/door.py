"""How the present work came in: through which door, by what program, from where; set once at each entrance."""

from collections.abc import Iterator
from contextlib import _GeneratorContextManager, contextmanager
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
def entering(**known: str) -> Iterator[None]:
    """Everything traced inside came in this way, as far as is known: values for fields of `Entrance`."""
    token = _entrance.set(replace(_entrance.get(), **known))
    try:
        yield
    finally:
        _entrance.reset(token)


def through(door: str, *, program: str = "") -> _GeneratorContextManager[None]:
    """Everything traced inside came through `door`, by way of a `program` where it has a name."""
    return entering(door=door, program=program[:80])
