"""What work puts on the customer page: what to do now, the last contact and the next step, and what was done."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import F, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.advice import advice
from zhike.customers.models import Customer
from zhike.kit.access.rows import may, rows
from zhike.kit.surfaces.cells import address_of
from zhike.kit.surfaces.offers import TimelineEntry, asked_for, offer_panel, offer_timeline
from zhike.work.actions.meetings import lines_of
from zhike.work.forms import call_form, results
from zhike.work.models import Call, CallResult, Meeting, MeetingStatus, Status, Task, Visit, VisitResult, VisitStatus
from zhike.work.phrasing import words
from zhike.work.rules.places import is_far

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
    planned = rows(Visit, by=by).filter(customer=customer, status__in=(VisitStatus.PLANNED, VisitStatus.THERE))
    coming = _told(planned, "coming", "planned_at", "purpose", "status").order_by("at")[:2]
    latest = [some.order_by("-at")[:1] for some in _each(customer, by=by)]
    found = sorted(Done(*row) for row in coming.union(*latest, all=True))
    last = next((row for row in reversed(found) if row.kind != "coming"), None)
    return {
        "last": last,
        "days": (timezone.localdate() - timezone.localtime(last.at).date()).days if last else None,
        "coming": [row for row in found if row.kind == "coming"],
        "may_log": may(by, "log", Call),
        "form": call_form(customer),
        "results": results(),
        "next": address_of(customer),
    }


def tasks_done(customer: Customer, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """Finished tasks."""
    done = rows(Task, by=by).filter(customer=customer, done_at__isnull=False).select_related("assignee")
    done = asked_for(done, at="done_at", before=before, who="assignee", person=person)
    return [
        TimelineEntry(
            at=task.done_at,
            kind="task",
            text=_("Task done: %(title)s") % {"title": task.title},
            url=address_of(task),
            who=str(task.assignee or ""),
        )
        for task in done.order_by("-done_at")[:limit]
        if task.done_at
    ]


def contacts(customer: Customer, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """Calls with how they ended, visits with what came of them, and meetings. One query."""
    found = _done(customer, by=by, before=before, person=person).order_by("-at")[:limit]
    return [Done(*row).entry for row in found]


class Done(NamedTuple):
    """A call, visit or meeting, as the three are asked for together."""

    at: datetime
    kind: str
    title: str
    pk: int
    result: str
    who: str | None

    @property
    def slug(self) -> str:
        """Its noun in addresses."""
        return f"{self.kind}s"

    @property
    def entry(self) -> TimelineEntry:
        """It as the timeline tells it."""
        texts = {"call": _("Call: %(title)s"), "visit": _("Visit: %(title)s"), "meeting": _("Meeting: %(title)s")}
        choices: Any = {"call": CallResult, "visit": VisitResult}.get(self.kind)
        result = f" · {choices(self.result).label}" if choices and self.result else ""
        text = texts[self.kind] % {"title": self.title} + result
        return TimelineEntry(at=self.at, kind="contact", text=text, url=f"/{self.slug}/{self.pk}/", who=self.who or "")


def _done(customer: Customer, *, by: Any, before: datetime | None, person: int | None) -> QuerySet[Any]:
    """All three together, before a moment and of one person where they are given."""
    some = _each(customer, by=by)
    if before:
        some = [one.filter(at__lt=before) for one in some]
    if person:
        some = [one.filter(owner=person) for one in some]
    return some[0].union(*some[1:], all=True)


def _each(customer: Customer, *, by: Any) -> list[QuerySet[Any]]:
    """The calls with a customer, the visits that began and the meetings that were held."""
    calls = rows(Call, by=by).filter(customer=customer)
    visits = rows(Visit, by=by).filter(customer=customer, checked_in_at__isnull=False)
    meetings = rows(Meeting, by=by).filter(customer=customer, status=MeetingStatus.HELD)
    return [
        _told(calls, "call", "started_at", "title", "result"),
        _told(visits, "visit", "checked_in_at", "purpose", "result"),
        _told(meetings, "meeting", "starts_at", "title", "status"),
    ]


def _told(some: QuerySet[Any], kind: str, at: str, title: str, result: str) -> QuerySet[Any]:
    named = some.annotate(at=F(at), kind_of=Value(kind), said=F(title), outcome=F(result), who=F("owner__name"))
    return named.values_list("at", "kind_of", "said", "pk", "outcome", "who")


def on_site(visit: Visit, *, by) -> dict[str, Any]:
    """The way to the page on site, where it began, how long it lasted and what follows."""
    there, left = visit.checked_in_at, visit.checked_out_at
    return {
        "is_open": visit.status in (VisitStatus.PLANNED, VisitStatus.THERE),
        "minutes": (left - there) // timedelta(minutes=1) if there and left and left > there else None,
        "is_far": is_far(visit.distance, accuracy=visit.accuracy),
        "next_task": _seen(visit.next_task_id, by),
    }


def agreed(meeting: Meeting, *, by) -> dict[str, Any]:
    """Who was there, what was decided, who does what by when, and what else was said."""
    return {
        "people": list(meeting.people.order_by("pk")),
        "contacts": list(meeting.contacts.order_by("pk")),
        "items": list(meeting.items.select_related("task").order_by("position")),
        "said": [line.text for line in lines_of(meeting.minutes) if line.kind == "said"],
        "is_open": meeting.status != MeetingStatus.CANCELLED,
    }


def again(task: Task, *, by) -> dict[str, Any] | None:
    """How a task comes again, where it does, and of what one is reminded."""
    reminder = task.reminders.filter(owner=by).first()
    rule = words(task.recurrence.rule) if task.recurrence else ""
    return {"rule": rule, "reminder": reminder} if rule or reminder else None


def follows(call: Call, *, by) -> dict[str, Any]:
    """What comes next after a call."""
    return {"next_task": _seen(call.next_task_id, by), "minutes": round(call.seconds / 60)}


def _seen(key: int | None, by: Any) -> Task | None:
    return rows(Task, by=by).filter(pk=key).first() if key else None


offer_panel(Visit, template="work/visit_panel.html", context=on_site, place="main", order=5)
offer_panel(Meeting, template="work/meeting_panel.html", context=agreed, place="main", order=5)
offer_panel(Task, template="work/task_panel.html", context=again, place="main", order=5)
offer_panel(Call, template="work/call_panel.html", context=follows, place="main", order=5)
offer_panel(Customer, template="work/now.html", context=now, place="right", order=10)
offer_panel(Customer, template="work/activities.html", context=activities, place="right", order=12)
offer_timeline(Customer, tasks_done, kind="task", label=gettext_lazy("Tasks"))
offer_timeline(Customer, contacts, kind="contact", label=gettext_lazy("Calls and visits"))
