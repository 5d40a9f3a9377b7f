"""Customers whom other rules move, as a condition of their list: by a draft that was tried, or by a version.

draft-12                        whom the rules of a draft would move
ladder-v4                       whom version 4 of the ladder moved
ladder-v4.behaviour             who moved by what they did, when it came into force
ladder-v4.rules.active.core     those of one cell; an empty place is "not judged"
"""

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.asking import bring
from zhike.customers.kinds import KINDS
from zhike.customers.models import Customer
from zhike.insight.actions import may_draft
from zhike.insight.models import Move, Trial
from zhike.insight.questions.trials import place
from zhike.insight.words import MEASURES, MOVING, kind_of
from zhike.kit import registry
from zhike.kit.fields import Field

TYPED = re.compile(
    r"(?:draft-(?P<draft>\d{1,18})|(?P<measure>[a-z_]+)-v(?P<version>\d{1,9}))"
    r"(?:\.(?P<cause>rules|behaviour)(?P<cell>\.(?P<was>\w*)\.(?P<now>\w*))?)?"
)
OFFERED = 20  # trials to pick from


class Moves(NamedTuple):
    """What a value asks for: a trial, the cause, and a cell of its matrix."""

    trial: Q
    cause: str
    cell: tuple[str, str] | None


class MovedByRules(Field):
    """Whether other rules move a customer."""

    kind = "choice"
    operators = ("in",)
    is_personal = True
    label = gettext_lazy("moved by rules")

    def __init__(self, by: Any = None):
        super().__init__("moved_by_rules", filter=True, edit=False, sort=False)
        self.by = by

    def of_person(self, by: Any) -> "MovedByRules":
        return MovedByRules(by)

    @property
    def trials(self) -> Any:
        """The trials a person may know of: drafts take the right to draft, and the standing that moves must be seen."""
        seen = {field.name for field in registry.entity_of(Customer).seen_by(self.by).all_fields}
        known = [name for name in MOVING if kind_of(name) not in KINDS or kind_of(name) in seen]
        drafted = Q(draft__measure__in=known) if self.by and may_draft(self.by) else Q()
        return Trial.objects.filter(Q(book__measure__in=known) | drafted)

    @property
    def choices(self) -> Sequence[tuple[str, Any]]:
        some = self.trials.select_related("draft", "book").order_by("-pk")[:OFFERED]
        return [(value_of(trial), words_of(trial)) for trial in some]

    def named(self, values: Iterable[str]) -> dict[str, str]:
        return {value: self.in_words(value) for value in values if value != "none"}

    def _typed(self, value: str) -> Moves:
        asked = TYPED.fullmatch(value)
        if asked is None:
            raise ValueError(value)
        trial = Q(book__measure=asked["measure"], book__version=asked["version"])
        trial = Q(draft=asked["draft"]) if asked["draft"] else trial
        return Moves(trial, asked["cause"] or Move.Cause.RULES, (asked["was"], asked["now"]) if asked["cell"] else None)

    def condition(self, operator: str, values: list[Any]) -> Q:
        """Those whom any of the trials moves; whoever may not know of one finds nobody by it."""
        if operator == "empty":
            return ~Q(Exists(_moves(self.trials)))
        asked = [self._moved(value) for value in values if value is not None]
        return reduce(or_, [*asked, *([self.condition("empty", [])] if None in values else [])])

    def _moved(self, asked: Moves) -> Q:
        first = self.trials.filter(asked.trial).order_by("pk").values("pk")[:1]
        moved = _moves(Subquery(first)).filter(cause=asked.cause)
        if asked.cell:
            moved = moved.filter(was=asked.cell[0], now=asked.cell[1])
        return Q(Exists(moved))

    def in_words(self, value: str) -> str:
        """A value as people read it; of a trial that the reader may not know of nothing is said."""
        asked = self.read(value)
        trial = self.trials.filter(asked.trial).select_related("draft", "book").order_by("pk").first()
        if trial is None:
            return "—"
        told = words_of(trial)
        if asked.cell:
            was, now = (place(measure_of(trial), code).words or _("not judged") for code in asked.cell)
            told = _("%(trial)s: %(was)s → %(now)s") % {"trial": told, "was": was, "now": now}
        return _("%(moved)s (by behaviour)") % {"moved": told} if asked.cause == Move.Cause.BEHAVIOUR else told


def value_of(trial: Trial) -> str:
    """How a trial is named in an address."""
    return f"draft-{trial.draft_id}" if trial.draft else f"{trial.book.measure}-{trial.book.label}"  # type: ignore[union-attr]


def asked_for(trial: Trial, *, cause: str = Move.Cause.RULES, cell: tuple[str, str] | None = None) -> str:
    """The value that finds those whom a trial moves, all or of one cell, for one cause."""
    if cell is not None:
        return ".".join((value_of(trial), cause, *cell))
    return value_of(trial) if cause == Move.Cause.RULES else f"{value_of(trial)}.{cause}"


def words_of(trial: Trial) -> str:
    """A trial as people know it: “Loyalty ladder v4”, or the draft by why the rules should change."""
    if trial.draft is None:
        return f"{MEASURES[measure_of(trial)]} {trial.book.label}"  # type: ignore[union-attr]
    return _("%(measure)s, draft “%(note)s”") % {"measure": MEASURES[measure_of(trial)], "note": trial.draft.note}


def measure_of(trial: Trial) -> str:
    """The measure whose rules were tried."""
    return (trial.draft or trial.book).measure  # type: ignore[union-attr]


def _moves(trials: Any) -> Any:
    return Move.objects.filter(trial__in=trials, day=F("trial__as_of"), customer=OuterRef("pk"))


bring(MovedByRules())
