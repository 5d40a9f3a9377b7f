"""The nouns of work."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Role
from zhike.kit.access.rows import Rights
from zhike.kit.board import Board
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.rights.scopes import owner_team_or_all
from zhike.work.actions import cancel, complete, drop, reopen
from zhike.work.models import Call, Meeting, SpecialDay, Task, Visit


class TaskEntity(Entity):
    """One thing to do, by one person, by one day."""

    model = Task
    about = _("What has to be done, by whom, until when.")
    title = "title"
    sort = "due_on"
    visible_to = owner_team_or_all("assignee")
    board = Board("status", drop={"open": reopen, "done": complete, "dropped": drop}, late=Task.is_overdue)
    fields = (
        Field("title", show=True, find=True),
        Field("customer", show=True, filter=True, find=True, key="customer__name_sort"),
        Field("due_on", show=True, filter=True, bulk=True),
        Field("kind", filter=True, bulk=True),
        Field("priority", show=True, filter=True, bulk=True),
        Field("status", show=True, filter=True),
        Field("assignee", show=True, filter=True, bulk=True, key="assignee__name"),
        Field("note", find=True),
    )


@dataclass(frozen=True)
class CallRights(Rights):
    """A call is logged, with what comes next, and in no other way."""

    log: str | None = Role.STAFF


class CallEntity(Entity):
    """One telephone call, and what comes next."""

    model = Call
    about = _("Who was called, how it ended, and what comes next. Log a call from the page of a customer.")
    title = "title"
    sort = "-started_at"
    visible_to = owner_team_or_all("owner")
    rights = CallRights(create=None)
    merges = False
    board = Board("result")
    fields = (
        Field("title", show=True, find=True),
        Field("customer", show=True, filter=True, find=True, edit=False, key="customer__name_sort"),
        Field("started_at", show=True, filter=True, edit=False),
        Field("direction", filter=True),
        Field("number", sort=False, personal="contact"),
        Field("result", show=True, filter=True),
        Field("seconds", unit=_("seconds")),
        Field("owner", show=True, filter=True, edit=False, key="owner__name"),
        Field("summary", find=True, personal="note"),
    )


class VisitEntity(Entity):
    """One visit to a customer, from the plan to what came of it."""

    model = Visit
    about = _("Where you go, when and what for; on the way, check in with one tap.")
    title = "purpose"
    sort = "-planned_at"
    visible_to = owner_team_or_all("owner")
    board = Board("status", drop={"cancelled": cancel})
    merges = False
    fields = (
        Field("purpose", show=True, find=True),
        Field("customer", show=True, filter=True, find=True, key="customer__name_sort"),
        Field("planned_at", show=True, filter=True),
        Field("place", find=True),
        Field("status", show=True, filter=True),
        Field("result", filter=True),
        Field("owner", show=True, filter=True, bulk=True, key="owner__name"),
        Field("summary", find=True, personal="note", ask=False),
    )


class MeetingEntity(Entity):
    """An appointment of several people, or of one."""

    model = Meeting
    about = _("When people meet, about what, and what was agreed. Calendars of others can be read in.")
    title = "title"
    sort = "-starts_at"
    visible_to = owner_team_or_all("owner")
    board = Board("status")
    merges = False
    fields = (
        Field("title", show=True, find=True),
        Field("customer", show=True, filter=True, find=True, key="customer__name_sort"),
        Field("starts_at", show=True, filter=True),
        Field("lasts", unit=_("min")),
        Field("is_all_day"),
        Field("place", find=True),
        Field("status", show=True, filter=True),
        Field("owner", show=True, filter=True, key="owner__name"),
        Field("agenda", find=True, personal="note"),
    )


class SpecialDayEntity(Entity):
    """A day, or several in a row, on which the firm rests or works otherwise."""

    model = SpecialDay
    about = _(
        "When the firm rests or works otherwise than the public calendar says, or when that knows no holidays of a "
        "year as yet. Calendar, targets and due days go by it."
    )
    sort = "-starts_on"
    merges = False
    rights = Rights(create=Role.ADMIN, change=Role.ADMIN, load=Role.ADMIN)
    fields = (
        Field("name", show=True, find=True),
        Field("kind", show=True, filter=True, bulk=True),
        Field("starts_on", show=True, filter=True),
        Field("ends_on", show=True, filter=True, sort=False),
    )
