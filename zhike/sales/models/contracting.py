"""What both sides signed."""

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.catalog.coins import MoneyField
from zhike.catalog.iso4217 import CurrencyField
from zhike.customers.models import Customer
from zhike.deals.models import Deal
from zhike.kit.record import Record
from zhike.sales.models.issuing import Language
from zhike.sales.models.quoting import Quote, require_same_customer
from zhike.sales.numbering import CONTRACT, next_number

FROZEN = (
    *("title", "customer_id", "deal_id", "amount", "currency", "due_days", "starts_on", "ends_on"),
    *("language", "terms"),
)


class ContractStatus(models.TextChoices):
    """How far a contract is."""

    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("In force")
    ENDED = "ended", _("Ended")
    TERMINATED = "terminated", _("Terminated")
    RENEWED = "renewed", _("Renewed")


class Renewal(models.TextChoices):
    """What happens at the end of a contract."""

    ENDS = "ends", _("Ends")
    ASKED = "asked", _("Asked about")
    AUTOMATIC = "automatic", _("Renewed by itself")


class Contract(Record):
    """An agreement with a customer. Orders name the contract they are made under; `amount` holds tax.

    `ends_on` is the last day it holds. It is renewed by another contract, which names it as `predecessor`.
    """

    number = models.CharField(_("contract number"), max_length=30, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("customer"))
    deal = models.ForeignKey(Deal, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("deal"))
    quote = models.ForeignKey(
        Quote, models.PROTECT, null=True, editable=False, related_name="contracts", verbose_name=_("quote")
    )
    amount = MoneyField(_("contract amount"), max_digits=19, decimal_places=4, default=0)
    currency = CurrencyField(_("currency"), default="CNY")
    due_days = models.PositiveSmallIntegerField(_("days to pay"), null=True, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, editable=False)
    starts_on = models.DateField(_("in force from"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    renewal = models.CharField(_("renewal"), max_length=10, choices=Renewal.choices, default=Renewal.ENDS)
    notice_days = models.PositiveSmallIntegerField(_("notice, days before the end"), default=30)
    language = models.CharField(_("language"), max_length=7, choices=Language.choices, default=Language.CHINESE)
    terms = models.TextField(_("terms"), blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=ContractStatus.choices, default=ContractStatus.DRAFT, editable=False
    )
    ended_because = models.CharField(_("reason"), max_length=200, blank=True, editable=False)
    predecessor = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="successor", verbose_name=_("predecessor")
    )
    reminded_on = models.DateField(null=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        indexes = [
            models.Index(fields=["customer", "-id"], name="contract_of_customer"),
            models.Index(fields=["status", "ends_on", "id"], name="contract_of_status"),
            models.Index(fields=["ends_on", "id"], name="contract_by_end"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ContractStatus.values), name="contract_status_known"),
            models.CheckConstraint(condition=Q(renewal__in=Renewal.values), name="contract_renewal_known"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="contract_ends_after_start",
                violation_error_message=_("A contract ends after it has started."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def derive(self) -> None:
        self.number = self.number or next_number(CONTRACT, on=timezone.localdate())

    def clean(self) -> None:
        """What both sides signed stays as it was; whose it is and how its end is watched may change."""
        if self.amount < 0:
            raise ValidationError({"amount": _("The amount of a contract is not below zero.")})
        before = self.pk and type(self).objects.filter(pk=self.pk).first()
        require_same_customer(self, before)
        is_signed = before and before.status != ContractStatus.DRAFT
        if is_signed and any(getattr(before, name) != getattr(self, name) for name in FROZEN):
            raise ValidationError(_("A signed contract is not changed. Renew it, or terminate it and make another."))

    @classmethod
    def of_deal(cls, deal: Deal, *statuses: str) -> "models.QuerySet[Contract]":
        """Those of a deal that are so far."""
        return cls.objects.filter(deal=deal, status__in=statuses)

    @property
    def tell_on(self) -> date | None:
        """The day from which its owner has to think of the end."""
        return self.ends_on and self.ends_on - timedelta(days=self.notice_days)
