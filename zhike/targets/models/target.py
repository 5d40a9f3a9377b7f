"""What somebody is asked to reach, in which period."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhike.catalog.coins import in_parts
from zhike.kit.access.models import Team
from zhike.kit.record import Record
from zhike.targets.rules import periods


class Measure(models.TextChoices):
    """What is counted towards a target: amounts in the firm's currency, and new customers by the head."""

    SALES = "sales", _("Net sales")
    RECEIPTS = "receipts", _("Money received")
    WON = "won", _("Amount won")
    CUSTOMERS = "customers", _("First orders")


class Period(models.TextChoices):
    """How long a target runs."""

    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    YEAR = "year", _("Year")


class Target(Record):
    """So much of a measure, by a person, a team or (with neither) the firm, from a day for a month, quarter or year.

    `category` and `region` narrow what counts. `part_of` is the target it was divided from.
    """

    name = models.CharField(_("name"), max_length=160, blank=True)
    measure = models.CharField(_("measure"), max_length=10, choices=Measure.choices, default=Measure.SALES)
    period = models.CharField(_("period"), max_length=10, choices=Period.choices, default=Period.QUARTER)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), editable=False)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("team"), db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    category = models.CharField(_("product category"), max_length=60, blank=True)
    region = models.CharField(_("region"), max_length=60, blank=True)
    amount = models.DecimalField(_("target amount"), max_digits=19, decimal_places=4, validators=[MinValueValidator(0)])
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="parts", verbose_name=_("part of"), editable=False
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("sales target")
        verbose_name_plural = _("sales targets")
        indexes = [
            models.Index(fields=["-starts_on", "-id"], name="target_by_start"),
            models.Index(fields=["team", "-starts_on", "-id"], name="target_of_team"),
            models.Index(fields=["name", "id"], name="target_by_name"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(team=None) | Q(person=None), name="target_of_a_team_or_a_person"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="target_not_negative"),
            models.UniqueConstraint(
                fields=["measure", "period", "starts_on", "team", "person", "category", "region"],
                name="target_once",
                nulls_distinct=False,
                violation_error_message=_("There is a target for this measure, period and person or team already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def derive(self) -> None:
        """The whole period that `starts_on` lies in, and a name where nobody gave one."""
        self.starts_on = periods.begin(self.starts_on, self.period)
        self.ends_on = periods.end(self.starts_on, self.period)
        self.name = self.name or " ".join(str(part) for part in self._words() if part)

    def clean(self) -> None:
        if self.team_id and self.person_id:
            raise ValidationError({"person": _("Name a team or a person, not both.")})
        if self.category and self.measure != Measure.SALES:
            raise ValidationError({"category": _("Only net sales are counted by product category.")})
        if not self.is_money and self.amount is not None and self.amount % 1:
            raise ValidationError({"amount": _("Customers are counted by the head: say a whole number.")})
        if self.is_money and self.amount is not None and (sentence := in_parts(self.amount)):
            raise ValidationError({"amount": sentence})
        if self.starts_on and self.period in Period.values and self.measure in Measure.values:
            self.derive()

    def is_running(self, *, on: date) -> bool:
        """Whether the day `on` lies in its period."""
        return self.starts_on <= on <= self.ends_on

    @property
    def is_money(self) -> bool:
        return self.measure != Measure.CUSTOMERS

    @property
    def who(self) -> str:
        """Whose it is, in words."""
        return str(self.person or self.team or _("The firm"))

    def _words(self) -> list[str]:
        period = periods.name(self.starts_on, self.period)
        return [period, self.who, self.category, self.region, str(Measure(self.measure).label)]
