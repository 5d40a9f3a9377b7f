"""What stands before a call and what comes after it: numbers that may be called, the log, a task, what a lead hears."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.customers.models import ContactPoint, Customer
from zhike.customers.models.contact import Medium
from zhike.kit import search, writing
from zhike.kit.access.rows import rows
from zhike.kit.audit import trace
from zhike.leads.actions import contact
from zhike.leads.models import Lead, LeadPoint, Status
from zhike.telesales.models import Attempt, PlannedCall, SealedNumber
from zhike.work.actions import log_call
from zhike.work.models import Call, Task, work_calendar

Point = ContactPoint | LeadPoint


def numbers(who: Customer | Lead) -> list[Point]:
    """The telephone numbers of a customer that hold today, the primary one first; of a lead the one it has."""
    if isinstance(who, Lead):
        return list(who.points.current().filter(medium=Medium.PHONE))
    points = who.contact_points.valid(timezone.localdate()).filter(medium=Medium.PHONE)
    return list(points.order_by("-is_primary", "-is_preferred", "pk"))


def callable_numbers(who: Customer | Lead) -> list[Point]:
    """Those of them that nobody asked us not to call."""
    return _open(numbers(who))


def dialled(attempt: Attempt) -> Point | None:
    """The number that was called: the one said, else the first that may be called."""
    some = numbers(attempt.planned.who)
    return next((point for point in some if point.pk == attempt.dialled), None)


def is_forbidden(number: str) -> bool:
    """Whether a number stands on the do-not-call list today."""
    return SealedNumber.objects.saying(number).filter(_in_force()).exists()


def why_not(who: Customer | Lead) -> str:
    """Why somebody may not be called; nothing where they may. One number that may be called is enough."""
    if isinstance(who, Lead) and not who.is_open:
        return _("This lead is closed: %(status)s.") % {"status": who.get_status_display()}
    points = numbers(who)
    return why_closed(points) if points else _("No telephone number is known.")


def why_closed(points: list[Point]) -> str:
    """Why none of these numbers may be called; nothing where one may."""
    if _open(points):
        return ""
    entry = _forbidden(points).select_related("entry").order_by("entry__since", "entry")[0].entry
    told = {"since": entry.since.isoformat(), "why": entry.reason}
    return _("On the do-not-call list since %(since)s: %(why)s") % told


def remind(planned: PlannedCall, *, by: Any) -> None:
    """A task for whoever called, for the next working day."""
    title = _("Call list “%(name)s”: look after %(customer)s")
    values = {
        "title": (title % {"name": planned.call_list, "customer": planned.name})[:120],
        "customer": planned.customer,
    }
    due_on = work_calendar().workday(timezone.localdate() + timedelta(days=1))
    writing.create(Task, by=by, values=values | {"assignee": by, "due_on": due_on})


def hear(lead: Lead, *, by: Any) -> None:
    """Somebody spoke with the person of a lead: it is contacted, and the clock of the first response stops."""
    if lead.status == Status.NEW and rows(Lead, by=by, to=contact.right).filter(pk=lead.pk).exists():
        contact(lead, by=by)


def log(attempt: Attempt, *, by: Any) -> None:
    """Put an attempt into the log of calls, once."""
    if attempt.call_id or attempt.result is None or attempt.ended_at is None:
        return
    minutes = -(-(attempt.ended_at - attempt.opened_at).seconds // 60)
    summary = " · ".join(part for part in (str(attempt.result), attempt.note) if part)
    told: dict[str, Any] = {"result": attempt.result.logged_as, "minutes": minutes, "summary": summary}
    planned, point = attempt.planned, dialled(attempt)
    told |= {"number": point.value if point else "", "no_next": str(planned.call_list)}
    about = f"leads.lead {planned.lead_id}" if planned.lead_id else ""
    made: Any = log_call(by=by, customer=planned.customer, about=about, **told)
    attempt.call = made
    attempt.save(update_fields=["call"])


def unlog(attempt: Attempt, *, by: Any) -> None:
    """Take an attempt out of the log of calls, where it is there already."""
    if (call := attempt.call) is None:
        return
    attempt.call = None
    attempt.save(update_fields=["call"])
    trace.record("unload", call, by=by, changes={})
    search.forget(Call, [call.pk])
    call.delete()


def allow_again(attempt: Attempt, *, by: Any) -> None:
    """Take the number that an attempt forbade off the do-not-call list."""
    point, today = dialled(attempt), timezone.localdate()
    said = SealedNumber.objects.saying(point.value).filter(_in_force()) if point else SealedNumber.objects.none()
    for sealed in said.filter(entry__since=today, entry__reason=str(attempt.result)).select_related("entry"):
        sealed.entry.until = today
        sealed.entry.save()
        trace.record("telesales.allow", sealed.entry, by=by, changes={"until": [None, today.isoformat()]})


def _forbidden(points: list[Point]):
    return SealedNumber.objects.saying(*(point.value for point in points)).filter(_in_force())


def _in_force() -> Q:
    today = timezone.localdate()
    return Q(entry__since__lte=today) & (Q(entry__until=None) | Q(entry__until__gt=today))


def _marks(number: str) -> list[bytes]:
    index: Any = SealedNumber._meta.get_field("number_index")
    marks: list[bytes] = index.marks(number)
    return marks


def _open(points: list[Point]) -> list[Point]:
    closed = {one.number_index for one in _forbidden(points)}
    return [point for point in points if not closed & set(_marks(point.value))]
