"""Being reminded in time, and reading one's calendar elsewhere."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.work.models.activity import Visit
from zhike.work.models.meeting import Meeting
from zhike.work.models.task import Task

INCLUDED = ("tasks", "visits", "meetings", "days")


class Reminder(models.Model):
    """Somebody wants to hear of a task, visit or meeting so many minutes before.

    `told_for` is the moment it was about when they were told: where that is moved, they are told again.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    task = models.ForeignKey(Task, models.CASCADE, null=True, related_name="reminders")
    visit = models.ForeignKey(Visit, models.CASCADE, null=True, related_name="reminders")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, related_name="reminders")
    minutes_before = models.PositiveIntegerField()
    told_for = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.CheckConstraint(
                condition=Q(task__isnull=False, visit=None, meeting=None)
                | Q(task=None, visit__isnull=False, meeting=None)
                | Q(task=None, visit=None, meeting__isnull=False),
                name="reminder_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["owner", "task", "visit", "meeting"], nulls_distinct=False, name="reminder_once_for_each"
            ),
        ]

    def __str__(self) -> str:
        return str(self.about)

    @property
    def about(self) -> Task | Visit | Meeting:
        """The one thing it is about."""
        found = self.task or self.visit or self.meeting
        assert found is not None  # the database sees to it
        return found


class CalendarFeed(models.Model):
    """An address where a calendar program reads what somebody has to do. Of the secret in it only a digest is kept.

    `parts` are of INCLUDED; `with_names` tells the names of customers beside the titles.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    parts = ArrayField(models.CharField(max_length=10), default=list)
    with_names = models.BooleanField(_("with the names of customers"), default=False)
    made_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("calendar to subscribe to")
        verbose_name_plural = _("calendars to subscribe to")
        indexes = [models.Index(fields=["owner", "-id"], condition=Q(ended_at=None), name="feed_of_owner")]

    def __str__(self) -> str:
        return self.name
