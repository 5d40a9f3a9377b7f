"""The trace of every change, written in the same transaction as the change."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Door(models.TextChoices):
    """Through what a change came."""

    SCREEN = "screen", _("screen")
    API = "api", _("API")
    COMMAND = "command", _("command line")
    JOB = "job", _("background job")


NOW = Cast(Cast(models.Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField())


class Trace(models.Model):
    """One act on one row. Rows are only ever added.

    How it came in is told by `Entrance`; `why` is the reason somebody gave. `xact` numbers the transaction that wrote
    the entry and is set by the database: an entry below the oldest transaction still open is there for good.
    """

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey("kit.Staff", models.PROTECT, related_name="+")
    verb = models.CharField(max_length=80)
    noun = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    object_title = models.CharField(max_length=200)
    changes = models.JSONField(default=dict)
    door = models.CharField(max_length=10, choices=Door.choices, default=Door.SCREEN)
    program = models.CharField(max_length=80, default="")
    address = models.CharField(max_length=45, default="")
    request = models.CharField(max_length=32, default="")
    why = models.CharField(max_length=300, default="")
    xact = models.BigIntegerField(db_default=NOW, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["noun", "object_id", "-id"], name="trace_of_object"),
            BrinIndex(fields=["xact"], name="trace_by_xact", autosummarize=True, pages_per_range=32),
            BrinIndex(fields=["at"], name="trace_by_day", autosummarize=True, pages_per_range=32),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(door__in=Door.values), name="trace_door_known")]

    def __str__(self) -> str:
        return f"{self.actor} {self.verb} {self.object_title}"
