"""What work puts on the customer page: what to do now, and tasks in the timeline."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.advice import advice
from zhike.customers.models import Customer
from zhike.kit.access.rows import rows
from zhike.kit.surfaces.offers import TimelineEntry, offer_panel, offer_timeline
from zhike.work.models import Status, Task

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


def story(customer: Customer, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """Finished tasks."""
    done = rows(Task, by=by).filter(customer=customer, done_at__isnull=False).select_related("assignee")
    if before:
        done = done.filter(done_at__lt=before)
    if person:
        done = done.filter(assignee=person)
    return [
        TimelineEntry(
            at=task.done_at,
            kind="task",
            text=_("Task done: %(title)s") % {"title": task.title},
            url=f"/tasks/{task.pk}/",
            who=str(task.assignee or ""),
        )
        for task in done.order_by("-done_at")[:limit]
        if task.done_at
    ]


offer_panel(Customer, template="work/now.html", context=now, place="right", order=10)
offer_timeline(Customer, story, kind="task", label=gettext_lazy("Tasks"))
