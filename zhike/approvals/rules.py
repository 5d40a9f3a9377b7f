"""Who has to agree to what: from a matrix and the figures of a document to steps, without a database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal


@dataclass(frozen=True)
class Figures:
    """What a document is judged by: its amount in the firm's currency, its discount in percent, the teams it is of."""

    amount: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    teams: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Step:
    """Whom to ask: the asker's manager, holders of a role (built-in or the firm's own), or one person."""

    approver: str
    role: str = ""
    own_role: int | None = None
    person: int | None = None
    needs_all: bool = False
    own_too: bool = False
    label: str = ""

    @property
    def whom(self) -> tuple:
        """What makes two steps the same question."""
        return (self.approver, self.role, self.own_role, self.person)


@dataclass(frozen=True)
class Row:
    """A row of the matrix: from which figures on its step is needed, and where in the order it stands."""

    step: Step
    position: int = 1
    from_amount: Decimal | None = None
    from_discount: Decimal | None = None
    team: int | None = None


def steps(matrix: Iterable[Row], figures: Figures) -> list[Step]:
    """The steps a document needs, in order; whom several rows name is asked once, at the first of them.

    A step that several rows name needs all where any of them does, and lets askers agree only where all of them do.
    """
    found: dict[tuple, Step] = {}
    for row in sorted((row for row in matrix if _reached(row, figures)), key=lambda row: row.position):
        one, known = row.step, found.get(row.step.whom)
        if known:
            one = _both(known, one)
        found[one.whom] = one
    return list(found.values())


@dataclass(frozen=True)
class Person:
    """Somebody at work, as far as it matters for who agrees; `rank` grows with the built-in role."""

    key: int
    rank: int
    own_role: int | None = None
    team: int | None = None


def managers_of(asker: Person, people: Sequence[Person], *, above: Sequence[int], least: int) -> list[int]:
    """Who stands above somebody: the managers of the nearest team that has one, beginning with their own.

    `above` are the teams from the asker's own upward; a manager is of `least` rank. Where no team has another manager
    than the asker, it is whoever stands highest in the firm and belongs to no team or another one.
    """
    others = [one for one in people if one.key != asker.key and one.rank >= least]
    for team in above:
        if found := [one.key for one in others if one.team == team]:
            return found
    top = max((one.rank for one in others), default=0)
    return [one.key for one in others if one.rank == top and top > least]


def _reached(row: Row, figures: Figures) -> bool:
    return (
        (row.from_amount is None or figures.amount >= row.from_amount)
        and (row.from_discount is None or figures.discount >= row.from_discount)
        and (row.team is None or row.team in figures.teams)
    )


def _both(known: Step, other: Step) -> Step:
    strict, own = known.needs_all or other.needs_all, known.own_too and other.own_too
    return replace(known, needs_all=strict, own_too=own)
