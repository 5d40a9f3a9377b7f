"""What was asked of many rows, how far it is, and what came of it."""

from collections.abc import Sequence

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

TOLD = 200  # refusals that the page of a batch tells; its file tells all


class Stopped(Exception):
    """Somebody asked the work to stop."""


class Batch(models.Model):
    """One piece of work on many rows. `asked` holds plain JSON, `state` where the work goes on after a kill."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    noun = models.CharField(max_length=60, blank=True)
    asked = models.JSONField(default=dict)
    by = models.ForeignKey("kit.Staff", models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    total = models.BigIntegerField(null=True)
    done = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    refusals = models.JSONField(default=list)
    state = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    file = models.CharField(max_length=200, blank=True)
    message = models.TextField(blank=True)
    stop_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["by", "-id"], name="batch_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["waiting", "running", "done", "failed", "stopped"]),
                name="batch_status_known",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_going(self) -> bool:
        return self.status in (self.Status.WAITING, self.Status.RUNNING)

    @property
    def percent(self) -> int | None:
        """How far it is, where the number of rows is known."""
        return min(100 * self.done // self.total, 100) if self.total else None

    @property
    def seconds(self) -> float | None:
        """How long it has been running, or ran; none where it did not begin."""
        return ((self.finished_at or timezone.now()) - self.started_at).total_seconds() if self.started_at else None

    @property
    def rows_per_second(self) -> int | None:
        return round(self.done / self.seconds) if self.seconds else None

    def report(self, **values) -> None:
        """Write some values at once."""
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=list(values))

    def went(self, done: int, refusals: Sequence[tuple[str, str]] = (), **state) -> None:
        """Count `done` rows more, of them these refused (title, sentence). Raises Stopped where that was asked for."""
        room = max(TOLD - len(self.refusals), 0)
        self.report(
            done=self.done + done,
            refused=self.refused + len(refusals),
            refusals=[*self.refusals, *(list(refusal) for refusal in refusals[:room])],
            state={**self.state, **state},
        )
        RefusedRow.objects.bulk_create(RefusedRow(batch=self, title=title, sentence=why) for title, why in refusals)
        if type(self).objects.filter(pk=self.pk, stop_asked=True).exists():
            raise Stopped


class RefusedRow(models.Model):
    """A row that a batch left as it was, by its title, and why."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="refused_rows")
    title = models.CharField(max_length=200)
    sentence = models.TextField()

    def __str__(self) -> str:
        return self.title
