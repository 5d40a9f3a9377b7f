"""What waits for whose word."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from zhike.approvals.knowing import as_known
from zhike.approvals.models import Approval, Delegation, State, Turn
from zhike.approvals.people import answering_for
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows

SHOWN = 60


class Waiting(NamedTuple):
    """An approval, for whom somebody would answer (nobody: for themselves), and who has not answered yet."""

    approval: Approval
    in_place_of: str
    waits_for: str


def asked(by: Staff) -> QuerySet[Turn]:
    """The questions that wait for somebody, one turn of each."""
    return _open(by).distinct("approval")


def for_me(by: Staff) -> list[Waiting]:
    """What somebody is asked now, the oldest first."""
    turns = _open(by).select_related("person").order_by("pk")
    whose = {turn.approval_id: "" if turn.person_id == by.pk else turn.person.name for turn in reversed(turns)}
    found = rows(Approval, by=by).filter(pk__in=whose).select_related("asked_by").order_by("asked_at", "pk")
    return [Waiting(one, whose[one.pk], "") for one in as_known(found[:SHOWN], by=by)]


def turn_in(approval: Approval, *, by: Staff) -> Turn | None:
    """What somebody is asked in one approval now, for themselves before those they stand in for."""
    turns = _open(by).filter(approval=approval).select_related("person")
    return min(turns, key=lambda turn: turn.person_id != by.pk, default=None)


def asked_by_me(by: Staff) -> list[Waiting]:
    """What somebody asked for and is not decided."""
    found = as_known(
        rows(Approval, by=by).filter(asked_by=by, state=State.WAITING).order_by("-asked_at")[:SHOWN], by=by
    )
    names = _names(found)
    return [Waiting(one, "", ", ".join(names.get(one.pk, []))) for one in found]


def my_stand_ins(by: Staff) -> QuerySet[Delegation]:
    """Who answers for somebody, today or later."""
    return rows(Delegation, by=by).filter(owner=by, **_not_over()).select_related("stand_in").order_by("begins_on")


def i_stand_in(by: Staff) -> list[Staff]:
    """For whom somebody answers today."""
    return list(Staff.objects.filter(pk__in=answering_for(by)).exclude(pk=by.pk).order_by("name"))


def _open(by: Staff) -> QuerySet[Turn]:
    return Turn.open(answering_for(by)).exclude(approval__asked_by=by, step__own_too=False)


def _not_over() -> dict:
    return {"ended_at": None, "ends_on__gte": timezone.localdate()}


def _names(some: Iterable[Approval]) -> dict[int, list[str]]:
    """Who has not answered yet, by approval."""
    turns = Turn.objects.filter(approval__in=list(some), answer="", step__state=State.WAITING)
    found: dict[int, list[str]] = {}
    for key, name in turns.order_by("person__name").values_list("approval", "person__name"):
        found.setdefault(key, []).append(name)
    return found
