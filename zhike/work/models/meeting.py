"""Meetings and what was agreed there."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Contact, Customer
from zhike.kit.record import Record
from zhike.work.models.regarding import Regarding
from zhike.work.models.task import Task


class MeetingStatus(models.TextChoices):
    """Whether a meeting was held."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Was held")
    CANCELLED = "cancelled", _("Cancelled")


class Meeting(Regarding, Record):
    """An appointment of several people, or of one. `uid` is its name in the calendar it was read from."""

    title = models.CharField(_("title"), max_length=120)
    starts_at = models.DateTimeField(_("starts"), default=timezone.now)
    lasts = models.PositiveIntegerField(_("duration"), default=60)  # minutes
    is_all_day = models.BooleanField(_("all day"), default=False)
    place = models.CharField(_("place"), max_length=200, blank=True)
    customer = models.ForeignKey(
        Customer, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("customer")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("staff member")
    )
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", editable=False)
    contacts = models.ManyToManyField(Contact, related_name="+", editable=False)
    agenda = models.TextField(_("agenda"), blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=MeetingStatus.choices, default=MeetingStatus.PLANNED, editable=False
    )
    minutes = models.TextField(_("minutes"), blank=True, editable=False)
    no_next = models.CharField(_("why there is no next step"), max_length=120, blank=True, editable=False)
    uid = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        indexes = [
            models.Index(fields=["-starts_at", "-id"], name="meeting_by_start"),
            models.Index(fields=["owner", "-starts_at", "-id"], name="meeting_of_owner_by_start"),
            models.Index(fields=["customer", "-starts_at", "-id"], name="meeting_of_customer_by_start"),
            models.Index(fields=["status", "-starts_at", "-id"], name="meeting_of_status_by_start"),
            *Regarding.Meta.indexes,
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=MeetingStatus.values), name="meeting_status_known"),
            models.UniqueConstraint(fields=["owner", "uid"], condition=~Q(uid=""), name="meeting_once_of_each_uid"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ends_at(self) -> datetime:
        """The moment it ends."""
        return self.starts_at + timedelta(minutes=self.lasts)


class MinuteKind(models.TextChoices):
    """What a line of the minutes says."""

    DECISION = "decision", _("Decision")
    TASK = "task", _("Task")


class MinuteItem(models.Model):
    """One line of the minutes: what was decided, or what somebody has to do."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=MinuteKind.choices)
    text = models.CharField(max_length=200)
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("line of the minutes")
        verbose_name_plural = _("lines of the minutes")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MinuteKind.values), name="minute_kind_known"),
            models.UniqueConstraint(fields=["meeting", "position"], name="minute_once_at_each_place"),
        ]

    def __str__(self) -> str:
        return self.text
