"""What people of the firm have to do, once or again and again."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Customer
from zhike.kit.record import Record
from zhike.work.models.regarding import Regarding


class Status(models.TextChoices):
    """Whether a task still has to be done."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class Priority(models.IntegerChoices):
    """How much a task presses."""

    HIGH = 1, _("High")
    NORMAL = 2, _("Normal")
    LOW = 3, _("Low")


class TaskKind(models.TextChoices):
    """By what a task is done."""

    TODO = "todo", _("To do")
    CALL = "call", _("Phone call")
    MESSAGE = "message", _("Message")


class Recurrence(models.Model):
    """What makes a task come again: a rule of RFC 5545 counted from `starts_on`, and what the next task will say.

    One task of it is open at a time. `ended_at` is when somebody said that it comes no more.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    rule = models.CharField(_("rule"), max_length=200)
    starts_on = models.DateField(_("starts on"))
    shift = models.SmallIntegerField(_("days"), default=0)  # between the day of the rule and the day it is due
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=TaskKind.choices, default=TaskKind.TODO)
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="+")
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.NORMAL)
    note = models.TextField(_("note"), blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("recurrence")
        verbose_name_plural = _("recurrences")

    def __str__(self) -> str:
        return self.title


class TaskQuerySet(models.QuerySet):
    """Questions about tasks."""

    def open(self):
        """Those that still have to be done."""
        return self.filter(status=Status.OPEN)


class Task(Regarding, Record):
    """One thing to do, by one person, by one day. `slot` is the day of its recurrence that it stands for."""

    title = models.CharField(_("title"), max_length=120)
    customer = models.ForeignKey(
        Customer, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("customer")
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("assignee")
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=TaskKind.choices, default=TaskKind.TODO)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.NORMAL)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OPEN, editable=False)
    note = models.TextField(_("note"), blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, editable=False)
    recurrence = models.ForeignKey(
        Recurrence, models.SET_NULL, null=True, editable=False, related_name="tasks", verbose_name=_("recurrence")
    )
    slot = models.DateField(null=True, editable=False)
    # What was put off stands lower on the day's list until then; the day it was due before can be had back.
    snoozed_until = models.DateTimeField(null=True, editable=False)
    due_before = models.DateField(null=True, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            models.Index(fields=["assignee", "due_on", "id"], condition=Q(status="open"), name="task_open_by_due"),
            models.Index(fields=["customer", "-id"], name="task_of_customer"),
            models.Index(fields=["due_on", "id"], name="task_by_due"),
            models.Index(fields=["status", "due_on", "id"], name="task_of_status_by_due"),
            models.Index(fields=["priority", "due_on", "id"], name="task_of_priority_by_due"),
            *Regarding.Meta.indexes,
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="task_status_known"),
            models.CheckConstraint(condition=Q(kind__in=TaskKind.values), name="task_kind_known"),
            models.UniqueConstraint(fields=["recurrence", "slot"], name="task_once_of_each_slot"),
            models.CheckConstraint(condition=Q(status="done") ^ Q(done_at=None), name="task_done_has_a_time"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.status == Status.OPEN

    def is_overdue(self, *, on=None) -> bool:
        """Whether it should have been done before the day `on` (default today in the business zone)."""
        return self.is_open and self.due_on is not None and self.due_on < (on or timezone.localdate())
