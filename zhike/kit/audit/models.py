"""The trace of every change, written in the same transaction as the change."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Door(models.TextChoices):
    """Through what a change came."""

    SCREEN = "screen", _("screen")
    API = "api", _("API")
    COMMAND = "command", _("command line")
    JOB = "job", _("background job")


class Trace(models.Model):
    """One act on one row. Rows are only ever added.

    `program` is what the program is called that did it for the actor: the name of its token.
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

    class Meta:
        indexes = [models.Index(fields=["noun", "object_id", "-id"], name="trace_of_object")]
        constraints = [models.CheckConstraint(condition=models.Q(door__in=Door.values), name="trace_door_known")]

    def __str__(self) -> str:
        return f"{self.actor} {self.verb} {self.object_title}"
