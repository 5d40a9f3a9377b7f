"""The nouns of work."""

from django.utils.translation import gettext_lazy as _

from zhike.kit.board import Board
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.rights.scopes import owner_team_or_all
from zhike.work.actions import complete, drop, reopen
from zhike.work.models import Task


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
