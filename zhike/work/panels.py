"""What work puts on the customer page: what to do now, the last contact and the next step, and what was done."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.advice import advice
from zhike.customers.models import Customer
from zhike.kit.access.rows import may, rows
from zhike.kit.surfaces.offers import TimelineEntry, offer_panel, offer_timeline
from zhike.work.models import Call, Meeting, MeetingStatus, Status, Task, Visit, VisitStatus
from zhike.work.pages.calling import call_form, results

SHOWN = 6


def now(customer: Customer, *, by) -> dict[str, Any]:
    """The customer's open tasks, the most pressing first, and what its rung asks for."""
    tasks = rows(Task, by=by).filter(customer=customer, status=Status.OPEN).select_related("assignee")
    rung = customer.believed.get("rung")
    return {
        "tasks": tasks.order_by("due_on", "priority", "pk")[:SHOWN],
        "today": timezone.localdate(),
        "rung": rung,
        "advice": advice(rung),
    }


def activities(customer: Customer, *, by) -> dict[str, Any]:
    """When somebody was last in touch with the customer, what is planned, and the form that logs a call."""
    calls = rows(Call, by=by).filter(customer=customer).select_related("owner").order_by("-started_at")[:1]
    seen = rows(Visit, by=by).filter(customer=customer).select_related("owner")
    left = seen.filter(status=VisitStatus.DONE).order_by("-planned_at")[:1]
    coming = seen.filter(status__in=(VisitStatus.PLANNED, VisitStatus.THERE)).order_by("planned_at")[:2]
    last = sorted([*((row.started_at, row) for row in calls), *((row.planned_at, row) for row in left)], key=_moment)
    return {
        "last": last[-1][1] if last else None,
        "last_at": last[-1][0] if last else None,
        "last_slug": "calls" if last and isinstance(last[-1][1], Call) else "visits",
        "days": (timezone.localdate() - timezone.localtime(last[-1][0]).date()).days if last else None,
        "coming": list(coming),
        "may_log": may(by, "log", Call),
        "form": call_form(customer),
        "results": results(),
        "next": f"/customers/{customer.pk}/",
    }


def tasks_done(customer: Customer, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """Finished tasks."""
    done = rows(Task, by=by).filter(customer=customer, done_at__isnull=False).select_related("assignee")
    found = _latest(done, "done_at", "assignee", before=before, limit=limit, person=person)
    return [_entry(task.done_at, "task", _("Task done: %(title)s"), task, task.assignee) for task in found]


def calls(customer: Customer, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """Calls, with how they ended and what was said."""
    some = rows(Call, by=by).filter(customer=customer).select_related("owner")
    found = _latest(some, "started_at", "owner", before=before, limit=limit, person=person)
    return [
        _entry(call.started_at, "call", _("Call: %(title)s") + f" · {call.get_result_display()}", call, call.owner)
        for call in found
    ]


def visits(customer: Customer, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """Visits that took place, with what came of them."""
    some = rows(Visit, by=by).filter(customer=customer, checked_in_at__isnull=False).select_related("owner")
    found = _latest(some, "checked_in_at", "owner", before=before, limit=limit, person=person)
    return [_entry(row.checked_in_at, "visit", _("Visit: %(title)s") + _result(row), row, row.owner) for row in found]


def meetings(customer: Customer, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """Meetings that were held."""
    some = rows(Meeting, by=by).filter(customer=customer, status=MeetingStatus.HELD).select_related("owner")
    found = _latest(some, "starts_at", "owner", before=before, limit=limit, person=person)
    return [_entry(row.starts_at, "meeting", _("Meeting: %(title)s"), row, row.owner) for row in found]


def _latest(some: Any, at: str, who: str, *, before: datetime | None, limit: int, person: int | None) -> Any:
    if before:
        some = some.filter(**{f"{at}__lt": before})
    if person:
        some = some.filter(**{who: person})
    return some.order_by(f"-{at}")[:limit]


def _entry(at: Any, kind: str, text: str, row: Any, who: Any) -> TimelineEntry:
    return TimelineEntry(at=at, kind=kind, text=text % {"title": row}, url=f"/{kind}s/{row.pk}/", who=str(who or ""))


def _result(visit: Visit) -> str:
    return f" · {visit.get_result_display()}" if visit.result else ""


def _moment(pair: tuple[datetime, Any]) -> datetime:
    return pair[0]


offer_panel(Customer, template="work/now.html", context=now, place="right", order=10)
offer_panel(Customer, template="work/activities.html", context=activities, place="right", order=12)
offer_timeline(Customer, tasks_done, kind="task", label=gettext_lazy("Tasks"))
offer_timeline(Customer, calls, kind="call", label=gettext_lazy("Calls"))
offer_timeline(Customer, visits, kind="visit", label=gettext_lazy("Visits"))
offer_timeline(Customer, meetings, kind="meeting", label=gettext_lazy("Meetings"))
