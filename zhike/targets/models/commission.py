"""What people earn by what they sell: plans with rates, and statements that explain each line."""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Team
from zhike.kit.record import Record
from zhike.targets.models.target import Measure, Period
from zhike.targets.rules import periods

SHARE = [MinValueValidator(0), MaxValueValidator(1000)]


class CommissionPlan(Record):
    """By which rates a team (with those below it) is paid, for what, and how often."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    basis = models.CharField(
        _("paid for"),
        max_length=10,
        choices=[(one.value, one.label) for one in (Measure.SALES, Measure.RECEIPTS)],
        default=Measure.RECEIPTS,
    )
    period = models.CharField(_("settled every"), max_length=10, choices=Period.choices, default=Period.MONTH)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("team"))
    marginal = models.BooleanField(
        _("each step at its own rate"),
        default=False,
        help_text=_("Otherwise the rate of the highest step reached counts for the whole amount."),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("commission plan")
        verbose_name_plural = _("commission plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="commission_plan_ends_after_it_starts",
                violation_error_message=_("It cannot end before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.pk and self.basis == Measure.RECEIPTS and self.rates.exclude(category="").exists():
            raise ValidationError({"basis": _("Some of its rates are of a product category; change those first.")})


class CommissionRate(Record):
    """A percentage of a plan: of one product category or all, from a share of the target on."""

    name = models.CharField(_("name"), max_length=160, editable=False)
    plan = models.ForeignKey(CommissionPlan, models.CASCADE, related_name="rates", verbose_name=_("plan"))
    category = models.CharField(_("product category"), max_length=60, blank=True)
    above = models.DecimalField(
        _("from this share of the target"), max_digits=7, decimal_places=3, default=0, validators=SHARE
    )
    percent = models.DecimalField(_("rate of commission"), max_digits=7, decimal_places=3, validators=SHARE)

    class Meta:
        verbose_name = _("commission rate")
        verbose_name_plural = _("commission rates")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "category", "above"],
                name="commission_rate_once",
                violation_error_message=_("This plan has a rate for that category and step already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.category and self.plan_id and self.plan.basis == Measure.RECEIPTS:
            raise ValidationError(
                {"category": _("Money received is of no product category: pay a category by net sales.")}
            )

    def derive(self) -> None:
        parts = [self.plan.name, self.category, f"≥{Decimal(self.above).normalize():f}%" if self.above else ""]
        self.name = " ".join(part for part in parts if part)


class State(models.TextChoices):
    """How far a statement has come."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    PAID = "paid", _("Paid out")


class Statement(Record):
    """What a person earned by a plan in one period. Once approved, its lines stay as they are."""

    number = models.CharField(_("number"), max_length=80, unique=True, editable=False)
    plan = models.ForeignKey(
        CommissionPlan, models.PROTECT, related_name="+", verbose_name=_("plan"), editable=False, db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"), editable=False
    )
    starts_on = models.DateField(_("from"), editable=False)
    ends_on = models.DateField(_("until"), editable=False)
    asked = models.DecimalField(_("target amount"), max_digits=19, decimal_places=4, null=True, editable=False)
    base = models.DecimalField(_("counted amount"), max_digits=19, decimal_places=4, default=0, editable=False)
    earned = models.DecimalField(_("commission"), max_digits=19, decimal_places=4, default=0, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)

    class Meta:
        verbose_name = _("commission statement")
        verbose_name_plural = _("commission statements")
        indexes = [models.Index(fields=["-starts_on", "-id"], name="statement_by_start")]
        constraints = [
            models.UniqueConstraint(fields=["plan", "person", "starts_on"], name="statement_once"),
            models.CheckConstraint(condition=Q(status__in=State.values), name="statement_status_known"),
        ]

    def __str__(self) -> str:
        return self.number


class StatementLine(models.Model):
    """So much of a document, at this rate, because the target was reached that far (`share`, in per cent).

    `paid_in` is the number of the statement that paid for a document which is withdrawn since: the line takes it back.
    Another line of a day before the statement begins is of a document that came late for the statement of its own
    period.
    """

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    on = models.DateField()
    document = models.CharField(max_length=80)
    url = models.CharField(max_length=120)
    customer = models.CharField(max_length=120, blank=True)
    category = models.CharField(max_length=60, blank=True)
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    percent = models.DecimalField(max_digits=7, decimal_places=3)
    share = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    earned = models.DecimalField(max_digits=19, decimal_places=4)
    paid_in = models.CharField(max_length=80, blank=True, default="", db_default="")

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.document

    @property
    def late_for(self) -> str:
        """The name of the period it came late for; else empty."""
        if self.paid_in or self.on >= self.statement.starts_on:
            return ""
        return periods.name(periods.begin(self.on, self.statement.plan.period), self.statement.plan.period)
