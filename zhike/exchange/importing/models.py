"""One import of one file, and the rows it could not take."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

UNDO_DAYS = 30


class ImportRun(models.Model):
    """A file on its way into the tables of one target.

    `counts` holds the figures of the report by name: read, rejected and whatever the target counts; every row read is
    in exactly one of the target's outcome figures, so that the report adds up. `done` of `total` rows is the progress.
    """

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("waiting for a mapping")
        WAITING = "waiting", _("queued")
        RUNNING = "running", _("running")
        DONE = "done", _("finished")
        FAILED = "failed", _("stopped by an error")
        STOPPED = "stopped", _("stopped")
        UNDONE = "undone", _("undone")

    target = models.CharField(max_length=40)
    file = models.CharField(max_length=200)
    file_name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64, db_index=True)
    options = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    header = models.JSONField(default=list)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.UPLOADED)
    phase = models.CharField(max_length=20, blank=True)
    total = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    rows_per_second = models.PositiveIntegerField(default=0)
    stop_asked = models.BooleanField(default=False)
    message = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["target", "-id"], name="import_latest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    status__in=["uploaded", "waiting", "running", "done", "failed", "stopped", "undone"]
                ),
                name="import_status_known",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_going(self) -> bool:
        return self.status in (self.Status.WAITING, self.Status.RUNNING)

    @property
    def has_ended(self) -> bool:
        return self.status in (self.Status.DONE, self.Status.FAILED, self.Status.STOPPED)

    @property
    def can_be_undone(self) -> bool:
        """Whether what it did is still written down; that is so for UNDO_DAYS days."""
        return self.has_ended and not self.is_stale and self.journal.exists()

    @property
    def is_stale(self) -> bool:
        return self.undo_until is not None and timezone.now() > self.undo_until

    @property
    def undo_until(self) -> datetime | None:
        return self.finished_at and self.finished_at + timedelta(days=UNDO_DAYS)

    def report(self, **figures: Any) -> None:
        """Write progress or results down (`done`, `phase`, `counts` …), for this object and for who watches."""
        type(self).objects.filter(pk=self.pk).update(**figures)
        for name, value in figures.items():
            setattr(self, name, value)
        self.watch(self)

    # Called after each report; a command puts its progress line here.
    watch: Callable[["ImportRun"], None] = staticmethod(lambda run: None)

    @property
    def percent(self) -> int:
        """Progress in whole percent."""
        return min(100, int(100 * self.done / self.total)) if self.total else 0


class Reject(models.Model):
    """A row that was not taken: as it stood in the file, and why, in the language of the person who imported it."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rejects")
    row_number = models.BigIntegerField()
    raw = models.JSONField(default=list)
    reason = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "row_number"], name="one_reject_per_row")]

    def __str__(self) -> str:
        return f"{self.row_number}: {self.reason}"


class ImportedRow(models.Model):
    """What an import did to one row: `before` holds the whole row as it stood, and is none where the import made it.

    `version` is the row's version after the import; a row of a table without versions is kept whole in `after`.
    `kept` is why an undo left the row as it is.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="journal")
    noun = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    version = models.PositiveIntegerField(null=True)
    kept = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "noun", "object_id"], name="one_journal_line_per_row")]

    def __str__(self) -> str:
        return f"{self.noun} {self.object_id}"


class RememberedMapping(models.Model):
    """How a person mapped the columns of a file with this header the last time."""

    target = models.CharField(max_length=40)
    header = models.CharField(max_length=64)
    mapping = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["target", "header"], name="one_mapping_per_header")]

    def __str__(self) -> str:
        return f"{self.target} {self.header[:8]}"
