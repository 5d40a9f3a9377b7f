"""Where deals have been, and what was learned from it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.deals.models.deal import Deal
from zhike.deals.models.pipeline import Stage


class StageMove(models.Model):
    """A step of a deal out of one stage into another; added, never changed. A deal began where its first step left.

    `is_undo` takes back the step before it, which then never happened.
    """

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="moves", db_index=False)
    left = models.ForeignKey(Stage, models.PROTECT, related_name="+", verbose_name=_("stage left"))
    entered = models.ForeignKey(Stage, models.PROTECT, related_name="+", verbose_name=_("stage entered"))
    at = models.DateTimeField(_("moved at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("moved by"),
        db_index=False,
    )
    days = models.PositiveIntegerField(_("days in the stage"))
    is_undo = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("stage move")
        verbose_name_plural = _("stage moves")
        indexes = [
            models.Index(fields=["deal", "at", "id"], name="stage_move_of_deal"),
            models.Index(fields=["at", "id"], name="stage_move_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.left} → {self.entered}"


class Learned(models.Model):
    """What the deals of the last months say of one stage, as of a day (exclusive); see `deals.rules`.

    Shares are percent. `reached` deals came into the stage and have ended, `won` of them were won; `low` and `high`
    enclose the share won (Wilson, 95 %), `probability` is that share drawn to the given one where few deals ended.
    """

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="learned", db_index=False)
    as_of = models.DateField(_("as of"))
    version = models.CharField(max_length=10)
    months = models.PositiveSmallIntegerField()
    reached = models.PositiveIntegerField()
    won = models.PositiveIntegerField()
    given = models.PositiveSmallIntegerField()
    low = models.DecimalField(max_digits=5, decimal_places=2)
    high = models.DecimalField(max_digits=5, decimal_places=2)
    probability = models.DecimalField(max_digits=5, decimal_places=2)
    stays = models.PositiveIntegerField()
    median_days = models.PositiveIntegerField(null=True)
    slow_days = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("learned of a stage")
        constraints = [models.UniqueConstraint(fields=["stage", "as_of"], name="learned_once_a_day")]

    def __str__(self) -> str:
        return f"{self.stage} {self.as_of}"
