"""The desk of one seller: whom to call next, what is on the screen, pauses, and the pace of the day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.customers.models import Customer
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows
from zhike.kit.refusal import Refusal
from zhike.leads.models import Lead
from zhike.telesales.actions import open_call
from zhike.telesales.models import REACHED, Attempt, CallList, Pause, PlannedCall, State, Why
from zhike.telesales.rules import Pace, at_the_desk

MOST_PASSED = 50  # calls that may not be made, put aside in one go


def lists(*, by: Staff) -> list[CallList]:
    """The open lists that somebody calls from, each with how many wait for them now (`left`)."""
    waiting = Count("entries", filter=Q(entries__in=_reachable(by).filter(_is_due())))
    found = rows(CallList, by=by).filter(_mine(by), status=CallList.Status.OPEN)
    return list(found.annotate(left=waiting).select_related("script").order_by("name", "pk"))


def on_screen(by: Staff) -> Attempt | None:
    """The call somebody has open or is still wrapping up."""
    told = Attempt.objects.filter(caller=by, wrapped_at=None)
    return told.select_related("planned__customer", "planned__lead", "planned__call_list", "edition", "result").first()


def next_call(one: CallList, *, by: Staff) -> tuple[Attempt | None, list[PlannedCall]]:
    """The next call of a list, and those that may not be made and were passed over on the way to it.

    Those due come first, by the time they were promised for; then the others, the most valuable first. What another
    seller is taking at this moment is skipped, so that nobody waits and no two get the same.
    """
    _require_at_work(one, by)
    wrap_up(by)
    passed: list[PlannedCall] = []
    while len(passed) < MOST_PASSED:
        with transaction.atomic():
            due = _due(one, by).select_for_update(skip_locked=True, of=("self",)).first()
            if due is None:
                return None, passed
            opened: Any = open_call(due, by=by)
        if opened.state == State.CALLING:
            return on_screen(by), passed
        passed.append(opened)
    return None, passed


def wrap_up(by: Staff) -> None:
    """What was to be done after the last call is done."""
    Attempt.objects.filter(caller=by, wrapped_at=None, ended_at__isnull=False).update(wrapped_at=timezone.now())


def rest(by: Staff, *, why: str) -> None:
    """Take no calls for a while."""
    if why not in Why.values:
        raise Refusal(_("Say why you pause."), field="why")
    _require_off_the_phone(by)
    wrap_up(by)
    Pause.objects.get_or_create(caller=by, ended_at=None, defaults={"why": why})


def resume(by: Staff) -> None:
    """Be back at the desk."""
    Pause.objects.filter(caller=by, ended_at=None).update(ended_at=timezone.now())


def pausing(by: Staff) -> Pause | None:
    """The pause somebody takes now."""
    return Pause.objects.filter(caller=by, ended_at=None).first()


@dataclass(frozen=True)
class Caller:
    """One seller on the board of a day."""

    person: Staff
    pace: Pace
    now: Attempt | None
    pause: Pause | None
    last_at: datetime | None


def board(people: Iterable[Staff], *, now: datetime) -> list[Caller]:
    """What each of these people did at the desk since midnight, those with most calls first."""
    begins = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    everybody = list(people)
    attempts = Attempt.objects.filter(caller__in=everybody, opened_at__gte=begins).select_related("planned", "result")
    pauses = Pause.objects.filter(caller__in=everybody).exclude(ended_at__lt=begins)
    told = [
        _caller(
            one,
            [attempt for attempt in attempts if attempt.caller_id == one.pk],
            [pause for pause in pauses if pause.caller_id == one.pk],
            now,
        )
        for one in everybody
    ]
    return sorted(told, key=lambda one: (-one.pace.calls, one.person.name))


def _caller(person: Staff, attempts: list[Attempt], pauses: list[Pause], now: datetime) -> Caller:
    made = [one for one in attempts if one.result_id]
    talking = sum((one.ended_at - one.opened_at).total_seconds() for one in made if one.ended_at)
    wrapping = sum(((one.wrapped_at or now) - one.ended_at).total_seconds() for one in made if one.ended_at)
    spans = [(one.opened_at, one.wrapped_at or now) for one in attempts]
    seconds = at_the_desk(spans, [(one.began_at, one.ended_at or now) for one in pauses])
    reached = sum(one.result is not None and one.result.logged_as in REACHED for one in made)
    return Caller(
        person,
        Pace(len(made), reached, talking, wrapping, seconds),
        next((one for one in attempts if one.wrapped_at is None), None),
        next((one for one in pauses if one.ended_at is None), None),
        max((one.opened_at for one in attempts), default=None),
    )


def _require_off_the_phone(by: Staff) -> None:
    if Attempt.objects.filter(caller=by, ended_at=None).exists():
        raise Refusal(_("Finish the call on your screen first."))


def _require_at_work(one: CallList, by: Staff) -> None:
    if not one.is_open or not rows(CallList, by=by).filter(_mine(by), pk=one.pk).exists():
        raise Refusal(_("You do not call from this list."))
    if pausing(by):
        raise Refusal(_("You are pausing; go on first."))
    _require_off_the_phone(by)
    if not one.is_time(timezone.now()):
        raise Refusal(one.hours)


def _mine(by: Staff) -> Q:
    """The lists of one's teams, and those that are of no team."""
    return Q(team=None) | Q(team__in=by.above_ids) | Q(team__in=by.team_ids) | Q(owner=by)


def _reachable(by: Staff) -> QuerySet[PlannedCall]:
    """Calls that wait and that somebody may make: they are about somebody in sight today."""
    in_sight = Q(customer__in=rows(Customer, by=by)) | Q(lead__in=rows(Lead, by=by))
    return rows(PlannedCall, by=by, to="call").filter(in_sight, state=State.WAITING)


def _is_due() -> Q:
    return Q(next_at=None) | Q(next_at__lte=timezone.now())


def _due(one: CallList, by: Staff) -> QuerySet[PlannedCall]:
    waiting = _reachable(by).filter(_is_due(), call_list=one)
    return waiting.select_related("customer", "lead", "call_list").order_by(
        F("next_at").asc(nulls_last=True), "-worth", "pk"
    )
