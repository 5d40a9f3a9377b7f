"""Who is asked in a step, and who stands in for whom."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from zhike.approvals.models import Approval, ApprovalStep, Approver, Delegation
from zhike.approvals.rules import Person, managers_of
from zhike.kit.access.models import RANKS, Role, Staff


def asked_in(step: ApprovalStep, *, asker: Staff) -> list[Staff]:
    """The people a step asks: without the asker, unless the rule lets them agree to their own.

    Where nobody else is found, administrators are asked. Nobody at all is left where the asker is the only one.
    """
    people = {one.pk: one for one in Staff.objects.working()}
    keys = set(_named(step, asker, list(people.values())))
    if step.own_too and step.approver == Approver.MANAGER and asker.is_at_least(Role.MANAGER):
        keys.add(asker.pk)
    if not step.own_too:
        keys.discard(asker.pk)
    if not keys & people.keys():
        keys = {one.pk for one in people.values() if one.role == Role.ADMIN and one != asker}
    return [one for key, one in people.items() if key in keys]


def answering_for(by: Staff, *, on: date | None = None) -> QuerySet[Any]:
    """Somebody and the people whom they answer for on a day (today), as keys for a condition."""
    held = Delegation.holding(on=on or timezone.localdate()).filter(stand_in=by).values("owner")
    return Staff.objects.filter(Q(pk=by.pk) | Q(pk__in=held)).values("pk")


def stand_ins_of(people: Iterable[Staff], *, on: date | None = None) -> list[Staff]:
    """Who answers for any of these people on a day (today)."""
    on = on or timezone.localdate()
    held = Delegation.holding(on=on).filter(owner__in=list(people)).values("stand_in")
    return list(Staff.objects.filter(pk__in=held, is_active=True).order_by("name"))


def taking_part(approval: Approval) -> list[Staff]:
    """Who asked, who is or was asked, and who stands in for those today."""
    turns = approval.turns.order_by("pk").select_related("person", "given_by")
    people = [approval.asked_by, *(one for turn in turns for one in (turn.person, turn.given_by) if one)]
    return list(dict.fromkeys([*people, *stand_ins_of(people[1:])]))


def _named(step: ApprovalStep, asker: Staff, people: Sequence[Staff]) -> list[int]:
    if step.approver == Approver.PERSON:
        return [step.person_id] if step.person_id else []
    if step.approver == Approver.MANAGER:
        some = [_person(one) for one in people]
        return managers_of(_person(asker), some, above=_upward(asker), least=RANKS[Role.MANAGER])
    if step.own_role_id:
        return [one.pk for one in people if one.grants.get("role") == step.own_role_id]
    return [one.pk for one in people if one.role == step.role]


def _person(one: Staff) -> Person:
    return Person(one.pk, RANKS[one.role], one.grants.get("role"), one.team_id)


def _upward(asker: Staff) -> list[int]:
    """The teams from somebody's own to the topmost."""
    teams, team = list[int](), asker.team
    while team is not None and team.pk not in teams:
        teams.append(team.pk)
        team = team.parent
    return teams
