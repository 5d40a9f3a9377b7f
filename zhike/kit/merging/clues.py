"""What makes two rows of a noun look like one: declared by its domain, weighed the same way everywhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from zhike.matching.kinds import KINDS, OTHER, SAME
from zhike.matching.scoring import Pattern, Weights

PRIOR = -12.0  # bits: of two rows that share a key, about one pair in four thousand is one thing
SHOWN = 3  # characters of a personal value


@dataclass(frozen=True)
class Clue:
    """One way in which two rows resemble each other.

    name    what it is called among the clues of its noun
    path    the field, by way of relations where it lies further off; rows may have several values
    kind    how values are read and compared, see `zhike.matching.kinds`
    bits    what the levels same, near, alike and other are worth: log2 of how much likelier they make one thing
    says    a sentence for each level worth saying; `%(value)s` is what the rows share
    only    a condition on rows further off
    beside  a field with which the beginning of the value is reason enough to compare two rows
    masked  shown by its first characters only
    """

    name: str
    path: str
    kind: str
    bits: tuple[float, float, float, float]
    says: tuple[Any, ...]
    only: Mapping[str, Any] = field(default_factory=dict)
    beside: str = ""
    compares: bool = True
    masked: bool = False


_clues: dict[type[Model], tuple[Clue, ...]] = {}


def recognise(model: type[Model], *clues: Clue) -> None:
    """Declare by what duplicates of a noun are found."""
    _clues[model] = clues


def clues_of(model: type[Model]) -> tuple[Clue, ...]:
    """The clues of a noun; none where it declares none."""
    return _clues.get(model, ())


def nouns() -> list[type[Model]]:
    """Every noun whose duplicates can be found."""
    return list(_clues)


def clean(clue: Clue, value: Any) -> str:
    """A value as it is compared; empty where it says nothing."""
    return KINDS[clue.kind].clean(str(value)) if value not in (None, "") else ""


def compare(clues: Sequence[Clue], a: Sequence[Iterable[str]], b: Sequence[Iterable[str]]) -> Pattern:
    """The level at which two rows agree in each clue; the best one where they have several values."""
    return tuple(_level(clue, mine, yours) for clue, mine, yours in zip(clues, a, b, strict=True))


def score(clues: Sequence[Clue], pattern: Pattern, *, common: float = 0) -> float:
    """How probably two rows are one thing, 0 to 1; `common` are bits less for sharing what many share."""
    return Weights([clue.bits for clue in clues], PRIOR - common).probability(pattern)


def reasons(clues: Sequence[Clue], pattern: Pattern, values: Sequence[Iterable[str]]) -> list[list[Any]]:
    """Why, as plain JSON: the name of each clue that speaks for it, its level, and a value they share."""
    return [
        [clue.name, level, _shown(clue, min(shared, default=""))]
        for clue, level, shared in zip(clues, pattern, values, strict=True)
        if level is not None and level < len(clue.says)
    ]


def sentences(model: type[Model], why: Iterable[Sequence[Any]]) -> list[str]:
    """The reasons in the reader's language."""
    said = {clue.name: clue.says for clue in clues_of(model)}
    return [said[name][level] % {"value": value} for name, level, value in why if level < len(said.get(name, ()))]


def _level(clue: Clue, mine: Iterable[str], yours: Iterable[str]) -> int | None:
    if not mine or not yours:
        return None
    if set(mine) & set(yours):
        return SAME
    level = KINDS[clue.kind].level
    return min((level(a, b) for a in mine for b in yours), default=OTHER)


def _shown(clue: Clue, value: str) -> str:
    return f"{value[:SHOWN].removeprefix('+86')}…" if clue.masked else value
