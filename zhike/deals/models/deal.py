"""The deal: what a customer may buy from us, how far that has come, and what is to be done next."""

from datetime import date
from decimal import Context, Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Round
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.catalog.coins import MoneyField
from zhike.catalog.iso4217 import CurrencyField
from zhike.customers.models import Contact, Customer
from zhike.deals import first
from zhike.deals.models.pipeline import Kind, LossReason, Pipeline, Stage
from zhike.kit.record import Record

Status = Kind
CENT, WIDE = Decimal("0.01"), Context(prec=60)


class Deal(Record):
    """Something a customer may buy.

    `pipeline`, `status`, `probability` and `weighted` follow from the stage; `own_probability` is said by a person and
    stands instead of the stage's. Days are those of the business zone. `competitor` was beaten, or got the deal.
    """

    name = models.CharField(_("name"), max_length=120)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("customer"), db_index=False)
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    pipeline = models.ForeignKey(
        Pipeline, models.PROTECT, related_name="+", verbose_name=_("pipeline"), editable=False, db_index=False
    )
    stage = models.ForeignKey(
        Stage, models.PROTECT, related_name="+", verbose_name=_("stage"), blank=True, db_index=False
    )
    status = models.CharField(_("status"), max_length=4, choices=Kind.choices, default=Kind.OPEN, editable=False)
    amount = MoneyField(
        _("amount"), max_digits=19, decimal_places=4, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = CurrencyField(_("currency"), default="CNY")
    probability = models.PositiveSmallIntegerField(_("probability"), default=0, editable=False)
    own_probability = models.PositiveSmallIntegerField(_("own probability"), null=True, editable=False)
    probability_reason = models.CharField(_("reason for the probability"), max_length=200, blank=True, editable=False)
    weighted = models.DecimalField(_("weighted amount"), max_digits=19, decimal_places=4, default=0, editable=False)
    expected_on = models.DateField(_("expected close"), null=True, blank=True)
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_step_on = models.DateField(_("next step on"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
        db_index=False,
    )
    source = models.CharField(_("source"), max_length=60, blank=True)
    opened_on = models.DateField(_("opened on"), default=timezone.localdate)
    stage_since = models.DateField(_("in the stage since"), default=timezone.localdate)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    loss_reason = models.ForeignKey(
        LossReason, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("loss reason")
    )
    loss_note = models.TextField(_("note on the loss"), blank=True)
    competitor = models.ForeignKey(
        "deals.Competitor", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("competitor")
    )

    class Meta:
        verbose_name = _("deal")
        verbose_name_plural = _("deals")
        indexes = [
            models.Index(fields=["stage", "-stage_since", "-id"], name="deal_of_stage"),
            models.Index(fields=["owner", "stage", "-stage_since", "-id"], name="deal_of_owner_in_stage"),
            models.Index(fields=["pipeline", "-stage_since", "-id"], name="deal_of_pipeline"),
            models.Index(fields=["status", "-stage_since", "-id"], name="deal_of_status"),
            models.Index(fields=["-stage_since", "-id"], name="deal_by_stage_since"),
            models.Index(fields=["customer", "-opened_on", "-id"], name="deal_of_customer"),
            models.Index(fields=["name", "id"], name="deal_by_name"),
            models.Index(fields=["amount", "id"], name="deal_by_amount"),
            models.Index(fields=["weighted", "id"], name="deal_by_weight"),
            models.Index(fields=["expected_on", "id"], name="deal_by_expected"),
            models.Index(fields=["next_step_on", "id"], condition=Q(status="open"), name="deal_open_by_next_step"),
            models.Index(fields=["closed_on", "id"], name="deal_by_closed"),
            models.Index(fields=["opened_on", "id"], name="deal_by_opened"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Kind.values), name="deal_status_known"),
            models.CheckConstraint(condition=~Q(status="open") | Q(closed_on=None), name="deal_open_has_no_end"),
            models.CheckConstraint(condition=Q(probability__lte=100), name="deal_probability_is_a_share"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="deal_amount_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def from_db(cls, *arguments: Any, **options: Any) -> "Deal":
        """Remember the stage it came with."""
        deal = super().from_db(*arguments, **options)
        deal.__dict__["stage_before"] = deal.__dict__.get("stage_id")
        return deal

    @classmethod
    def weigh(cls, stage: Stage) -> int:
        """Give the open deals of a stage its probability, but for those that have their own; how many got another."""
        theirs = cls._base_manager.filter(stage=stage, status=Kind.OPEN, own_probability=None)
        weighted = Round(Coalesce("amount", Decimal(0)) * stage.probability / 100, 2)
        return theirs.exclude(probability=stage.probability).update(probability=stage.probability, weighted=weighted)

    def derive(self) -> None:
        """What follows from the stage; without one it begins in the first pipeline."""
        if self.stage_id is None:
            self.stage = first.stage()
        self.pipeline_id, self.status = self.stage.pipeline_id, self.stage.kind
        if self.status == Kind.OPEN:
            self.closed_on = None
        elif self.closed_on is None:
            self.closed_on = timezone.localdate()
        is_own = self.status == Kind.OPEN and self.own_probability is not None
        self.probability = self.own_probability if is_own else self.stage.probability  # type: ignore[assignment]
        self.weighted = (Decimal(self.amount or 0) * self.probability / 100).quantize(CENT, context=WIDE)

    def clean(self) -> None:
        before = self.__dict__.get("stage_before")
        if before is not None and self.stage_id != before:
            raise ValidationError({"stage": _("Move the deal on the board or with “Move”: there its rules are asked.")})
        self.derive()
        if self.status == Kind.LOST and self.loss_reason_id is None:
            raise ValidationError({"loss_reason": _("Say why it was lost.")})

    @property
    def is_open(self) -> bool:
        return self.status == Kind.OPEN

    def days_in_stage(self, *, on: date | None = None) -> int:
        """How long it has been where it is, up to the day `on` (default today in the business zone) or its end."""
        return max(((self.closed_on or on or timezone.localdate()) - self.stage_since).days, 0)

    def is_late(self, *, on: date | None = None) -> bool:
        """Whether its next step should have been made before the day `on`."""
        return self.is_open and self.next_step_on is not None and self.next_step_on < (on or timezone.localdate())
