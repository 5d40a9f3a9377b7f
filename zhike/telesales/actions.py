"""The verbs of the desk: fill and close a list, open a call, say what came of it, and what numbers nobody may call."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import Customer
from zhike.customers.models.contact import Medium
from zhike.customers.rules import is_usable, masked
from zhike.deals.actions import open_deal
from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.audit import trace
from zhike.kit.refusal import Refusal
from zhike.leads.actions import convert
from zhike.telesales import following
from zhike.telesales.models import (
    REACHED,
    Attempt,
    CallList,
    DoNotCall,
    Follows,
    PlannedCall,
    ResultCode,
    SealedNumber,
    State,
)
from zhike.telesales.rules import within_hours


@action(
    CallList,
    title=gettext_lazy("End this list"),
    past=gettext_lazy("ended this call list"),
    announces="telesales.list_ended",
    offered=lambda one: one.is_open,
    undo="telesales.open_again",
)
def end(one: CallList, *, by: Staff) -> None:
    """Nobody is called from it any more."""
    if not one.is_open:
        raise Refusal(_("This call list has ended already."))
    one.status = CallList.Status.CLOSED
    one.save()


@action(
    CallList,
    title=gettext_lazy("Open again"),
    past=gettext_lazy("opened this call list again"),
    offered=lambda one: not one.is_open,
)
def open_again(one: CallList, *, by: Staff) -> None:
    """People are called from it after all."""
    if one.is_open:
        raise Refusal(_("This call list is open."))
    one.status = CallList.Status.OPEN
    one.save()


@action(
    PlannedCall,
    title=gettext_lazy("Call now"),
    past=gettext_lazy("opened this call"),
    needs="call",
    announces="telesales.call_opened",
    offered=lambda planned: False,
)
def open_call(planned: PlannedCall, *, by: Staff) -> None:
    """It stands on the screen of one seller; where no number may be called, it is put aside with the reason."""
    if planned.state != State.WAITING:
        raise Refusal(_("Somebody else has this call, or it is finished."))
    if Attempt.objects.filter(caller=by, wrapped_at=None).exists():
        raise Refusal(_("Finish the call on your screen first."))
    if why := following.why_not(planned.who):
        planned.state, planned.reason, planned.next_at = State.BLOCKED, why[:200], None
        planned.save()
        return
    planned.state = State.CALLING
    planned.save()
    script = planned.call_list.script
    Attempt.objects.create(planned=planned, caller=by, edition=script.latest if script else None)
    shown = [str(point) for point in following.callable_numbers(planned.who)]
    trace.seen(planned.who, shown, by=by, why=str(planned.call_list))


@action(
    PlannedCall,
    title=gettext_lazy("Say what came of the call"),
    past=gettext_lazy("called"),
    needs="call",
    announces="telesales.called",
    offered=lambda planned: False,
    labels={
        "result": gettext_lazy("result of a call"),
        "words": gettext_lazy("note"),
        "call_at": gettext_lazy("call again at"),
        "way": gettext_lazy("way through the script"),
        "dialled": gettext_lazy("number dialled"),
    },
)
def say(
    planned: PlannedCall,
    *,
    by: Staff,
    result: ResultCode,
    words: str = "",
    call_at: str = "",
    way: str = "",
    dialled: int = 0,
) -> None:
    """The call ended; what follows is what its result says. `dialled` is the key of the number."""
    attempt = planned.tries.filter(caller=by, ended_at=None).first()
    if attempt is None:
        raise Refusal(_("This call is not on your screen."))
    now, numbers = timezone.now(), following.callable_numbers(planned.who)
    attempt.dialled = next((point.pk for point in numbers if dialled in (0, point.pk)), None)
    attempt.ended_at, attempt.result, attempt.note = now, result, words.strip()
    attempt.way = [part for part in way.splitlines() if part][:50]
    planned.attempts, planned.result = planned.attempts + 1, result
    planned.next_at = _again(planned, result, call_at=call_at, now=now)
    planned.state = State.WAITING if planned.next_at else State.DONE
    planned.reason = ""
    if result.follows in (Follows.AGAIN, Follows.ASKED) and planned.next_at is None:
        planned.reason = _("Called as often as the list allows.")
    attempt.save()
    planned.save()
    _follow(planned, result, by=by, dialled=attempt.dialled)


@action(
    PlannedCall,
    title=gettext_lazy("Put this call back"),
    past=gettext_lazy("put this call back"),
    needs="call",
    offered=lambda planned: planned.state == State.CALLING,
)
def put_back(planned: PlannedCall, *, by: Staff) -> None:
    """It was not made, and waits again for whoever comes."""
    now = timezone.now()
    if planned.state != State.CALLING:
        raise Refusal(_("Nobody has this call on the screen."))
    planned.tries.filter(ended_at=None).update(ended_at=now, wrapped_at=now)
    planned.state = State.WAITING
    planned.save()


@action(
    PlannedCall,
    title=gettext_lazy("Take the result back"),
    past=gettext_lazy("took the result of this call back"),
    needs="call",
    offered=lambda planned: False,
)
def unsay(planned: PlannedCall, *, by: Staff) -> None:
    """The wrong key was pressed: the call is on the screen again, with its note."""
    attempt = planned.tries.filter(caller=by, wrapped_at=None, result__isnull=False).select_related("result").first()
    if attempt is None:
        raise Refusal(_("Only what was said of your last call, and before the next one, is taken back."))
    said: Any = attempt.result
    if said.makes_something:
        raise Refusal(_("“%(result)s” made a deal or a task; take that back on its own page.") % {"result": said})
    if said.follows == Follows.FORBID:
        following.allow_again(attempt, by=by)
    following.unlog(attempt, by=by)
    attempt.result, attempt.ended_at, attempt.dialled = None, None, None
    attempt.save()
    last = planned.tries.exclude(result=None).order_by("-pk").first()
    planned.attempts, planned.result = planned.attempts - 1, last.result if last else None
    planned.state, planned.next_at, planned.reason = State.CALLING, None, ""
    planned.save()


@action(
    DoNotCall,
    title=gettext_lazy("Add a number"),
    past=gettext_lazy("put this number on the do-not-call list"),
    needs="forbid",
    announces="telesales.forbidden",
    labels={
        "number": gettext_lazy("telephone number"),
        "reason": gettext_lazy("reason"),
        "customer": gettext_lazy("customer"),
        "until": gettext_lazy("until (nothing: for good)"),
    },
)
def forbid(
    *,
    by: Staff,
    number: str,
    reason: str,
    customer: Customer = None,  # type: ignore[assignment]
    until: date = None,  # type: ignore[assignment]  # noqa: RUF013
) -> DoNotCall:
    """Nobody may call this number. It is kept sealed; lists and traces hold only enough of it to recognise."""
    if not is_usable(Medium.PHONE, number):
        raise Refusal(_("This is no telephone number."), field="number")
    if not reason.strip():
        raise Refusal(_("Say why; it is shown to whoever wants to call."), field="reason")
    entry = DoNotCall(shown=recognisable(number), reason=reason.strip()[:200], customer=customer, until=until)
    entry.full_clean()
    entry.save()
    SealedNumber.objects.create(entry=entry, number=number.strip())
    return entry


@action(
    DoNotCall,
    title=gettext_lazy("May be called again"),
    past=gettext_lazy("took this number off the do-not-call list"),
    announces="telesales.allowed",
    offered=lambda entry: entry.until is None,
)
def allow(entry: DoNotCall, *, by: Staff) -> None:
    """From today the number may be called."""
    if entry.until is not None and entry.until <= timezone.localdate():
        raise Refusal(_("This number may be called already."))
    entry.until = max(timezone.localdate(), entry.since)
    entry.save()


def _follow(planned: PlannedCall, result: ResultCode, *, by: Staff, dialled: int | None) -> None:
    """What a result asks for beyond the list itself."""
    if planned.lead and result.logged_as in REACHED:
        following.hear(planned.lead, by=by)
    if result.follows == Follows.FORBID:
        for point in following.callable_numbers(planned.who):
            if point.pk == dialled:
                forbid(by=by, number=point.value, reason=str(result), customer=planned.customer)
    elif result.follows == Follows.DEAL and planned.lead:
        convert(planned.lead, by=by)
    elif result.follows == Follows.DEAL and planned.customer:
        open_deal(
            by=by,
            customer=planned.customer,
            name=f"{planned.call_list} · {planned.name}"[:120],
            source=str(planned.call_list)[:60],
        )
    elif result.follows == Follows.TASK:
        following.remind(planned, by=by)


def recognisable(number: str) -> str:
    """A number masked in one word, so that an entry is found by what is shown of it."""
    return masked(Medium.PHONE, number).replace(" ", "")


def _again(planned: PlannedCall, result: ResultCode, *, call_at: str, now: datetime) -> datetime | None:
    """When to call next; none where nothing follows, or the list allows no further attempt."""
    one = planned.call_list
    if result.follows == Follows.ASKED:
        asked = _moment(call_at)
        if asked is None or asked <= now:
            raise Refusal(_("Say when they want to be called; it has to lie ahead."), field="call_at")
        if not one.is_time(asked):
            raise Refusal(one.hours, field="call_at")
        return asked if planned.attempts < one.most_attempts else None
    if result.follows == Follows.AGAIN and planned.attempts < one.most_attempts:
        then = timezone.localtime(now + timedelta(hours=result.hours or 24))
        return within_hours(then, opens=one.opens_at, closes=one.closes_at)
    return None


def _moment(typed: str) -> datetime | None:
    try:
        moment = parse_datetime(typed.strip())
    except ValueError:
        return None
    return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment
