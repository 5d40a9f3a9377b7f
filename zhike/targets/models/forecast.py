"""What people think will come, and what every way to forecast said on past Mondays."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Team
from zhike.kit.record import Record
from zhike.targets.rules import periods


class Judgement(Record):
    """What a manager expects a team to sell in a month, and why. Whoever judges again adds a row; the latest counts."""

    name = models.CharField(_("name"), max_length=160, editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("team"), db_index=False)
    month = models.DateField(_("month"))
    amount = models.DecimalField(
        _("expected net sales"), max_digits=19, decimal_places=4, validators=[MinValueValidator(0)]
    )
    reason = models.CharField(_("reason"), max_length=300)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("judged by"), editable=False
    )

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        indexes = [models.Index(fields=["team", "month", "-id"], name="judgement_of_team")]

    def __str__(self) -> str:
        return self.name

    def derive(self) -> None:
        self.month = periods.begin(self.month, "month")
        self.name = f"{periods.name(self.month, 'month')} {self.team}"


class Way(models.TextChoices):
    """How a forecast comes about."""

    PIPELINE = "pipeline", _("Pipeline, weighted")
    STATISTICAL = "statistical", _("Statistical")
    JUDGED = "judged", _("Judged by managers")


class FrozenForecast(models.Model):
    """What one way said on a day about a month, for a team or the firm. Rows are added, never changed."""

    frozen_on = models.DateField()
    month = models.DateField()
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+", db_index=False)
    way = models.CharField(max_length=12, choices=Way.choices)
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    low = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    high = models.DecimalField(max_digits=19, decimal_places=4, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["frozen_on", "month", "team", "way"], name="frozen_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="frozen_way_known"),
        ]

    def __str__(self) -> str:
        return f"{self.frozen_on} {self.month:%Y-%m} {self.way}"
