"""The birth certificates of numbers: which rules, which run."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.insight.cubes.models import Dashboard, Report, SavedCube, Sending, Tile

__all__ = ["Dashboard", "Report", "RuleBook", "Run", "SavedCube", "Sending", "Tile"]


class RuleBook(models.Model):
    """One version of the rules of a measure. A change adds a version; the newest whose day has come is in force.

    `conditions` bend verdicts by the filter language (`insight.conditions`); `effective_from` is empty for rules that
    hold from the beginning; `back_to` is the version whose rules this one brought back.
    """

    measure = models.CharField(_("measure"), max_length=40)
    version = models.PositiveIntegerField(_("version"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=200, blank=True)
    settings = models.JSONField(_("settings"), default=dict)
    conditions = models.JSONField(_("conditions"), default=list, db_default=[])
    effective_from = models.DateField(_("in force from"), null=True)
    back_to = models.PositiveIntegerField(null=True)
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


class Draft(models.Model):
    """Rules that somebody thinks of: kept, tried on history, then published or discarded; begun from `version`."""

    measure = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=200, blank=True)
    settings = models.JSONField(default=dict)
    conditions = models.JSONField(default=list)
    batch = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("rule draft")
        verbose_name_plural = _("rule drafts")

    def __str__(self) -> str:
        return f"{self.measure} v{self.version} + {self.pk}"

    @property
    def edition(self) -> str:
        """A mark of what it says; another one as soon as somebody has changed it."""
        said = [self.version, self.note, self.settings, self.conditions]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]

    def as_book(self) -> RuleBook:
        """The version it would become, not saved."""
        return RuleBook(
            measure=self.measure, version=self.version + 1, settings=self.settings, conditions=self.conditions
        )


class Trial(models.Model):
    """Who stands elsewhere because of other rules: tried with a draft, or found when a version came into force.

    Of the settings of risk signals nobody stands elsewhere; `signals` tells which alerts come and go.
    """

    draft = models.OneToOneField(Draft, models.CASCADE, null=True, related_name="trial")
    book = models.ForeignKey(RuleBook, models.PROTECT, null=True, related_name="trials")
    earlier = models.CharField(max_length=20)
    as_of = models.DateField()
    days = models.JSONField(default=list)
    signals = models.JSONField(default=dict, db_default={})
    customers = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.draft or self.book} {self.as_of}"


class Move(models.Model):
    """One customer who stands elsewhere on a day, because the rules are others or because of what they did since."""

    class Cause(models.TextChoices):
        RULES = "rules", _("the rules")
        BEHAVIOUR = "behaviour", _("behaviour")

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="moves", db_index=False)
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="+")
    day = models.DateField()
    cause = models.CharField(max_length=10, choices=Cause.choices, default=Cause.RULES)
    was = models.CharField(max_length=20, blank=True)
    now = models.CharField(max_length=20, blank=True)
    was_evidence = models.JSONField(default=dict)
    now_evidence = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["trial", "day", "cause", "was", "now"], name="move_in_trial")]

    def __str__(self) -> str:
        return f"{self.was} > {self.now}"


class SignalCheck(models.Model):
    """What somebody found who looked into an alert. Its key changes with its papers: with another it is asked again."""

    class Verdict(models.TextChoices):
        FINE = "fine", _("In order")
        REAL = "real", _("Real")

    alert = models.CharField(max_length=40, unique=True)
    rule = models.CharField(max_length=20)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("checked alert")
        verbose_name_plural = _("checked alerts")

    def __str__(self) -> str:
        return f"{self.rule} {self.alert[:8]}"
