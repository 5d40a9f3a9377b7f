"""The birth certificates of numbers: which rules, which run."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.insight.cubes.models import Dashboard, Report, SavedCube, Sending, Tile

__all__ = ["Dashboard", "Report", "RuleBook", "Run", "SavedCube", "Sending", "Tile"]


class RuleBook(models.Model):
    """One version of the settings of a measure. A change adds a version; the newest one is in force."""

    measure = models.CharField(_("measure"), max_length=40)
    version = models.PositiveIntegerField(_("version"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=200, blank=True)
    settings = models.JSONField(_("settings"), default=dict)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("rule version")
        verbose_name_plural = _("rule versions")
        constraints = [models.UniqueConstraint(fields=["measure", "version"], name="one_rule_version")]

    def __str__(self) -> str:
        return f"{self.measure} {self.label}"

    @property
    def label(self) -> str:
        """How evidence names this version: v3."""
        return f"v{self.version}"


class Run(models.Model):
    """One computation: what was computed, as of which day (exclusive), with which parameters, over how much."""

    class Status(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    measure = models.CharField(max_length=40)
    as_of = models.DateField()
    parameters = models.JSONField(default=dict)
    rule_version = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RUNNING)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    rows_read = models.BigIntegerField(default=0)
    customers = models.BigIntegerField(default=0)
    warnings = models.JSONField(default=list)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        indexes = [models.Index(fields=["measure", "-as_of", "-id"], name="run_latest")]

    def __str__(self) -> str:
        return f"{self.measure} {self.as_of}"

    @property
    def seconds(self) -> float | None:
        """How long it took; None while it works."""
        return (self.finished_at - self.started_at).total_seconds() if self.finished_at else None
