"""What we offer: a quote in its versions, and its lines."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.catalog.iso4217 import CurrencyField
from zhike.catalog.models import PriceList, Product
from zhike.customers.models import Contact, Customer
from zhike.deals.models import Deal
from zhike.kit.record import Record
from zhike.sales.models.issuing import Language, amount, percent
from zhike.sales.numbering import QUOTE, next_number

FROZEN = (
    *("title", "customer_id", "contact_id", "deal_id", "currency", "channel", "price_list", "valid_until", "due_days"),
    *("language", "terms"),
)


class QuoteStatus(models.TextChoices):
    """How far a quote is."""

    DRAFT = "draft", _("Draft")
    WAITING = "waiting", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    SUPERSEDED = "superseded", _("Superseded")


class DeclinedFor(models.TextChoices):
    """Why a customer did not take a quote, in the words they are offered."""

    PRICE = "price", _("The price")
    TIME = "time", _("The delivery time")
    GOODS = "goods", _("The goods or their quality")
    TERMS = "terms", _("The terms of payment or delivery")
    OTHER_SUPPLIER = "other_supplier", _("Another supplier")
    NO_NEED = "no_need", _("No need any more")
    OTHER = "other", _("Something else")


class Quote(Record):
    """One version of an offer to a customer. All its prices hold tax; `gross` is what the customer would pay.

    `edition` counts the versions of one offer and `of` names the first of them. `net`, `tax` and `gross` are the sums
    of the lines that count, kept because lists sort by them. `discount` is a percentage on every line.
    """

    number = models.CharField(_("quote number"), max_length=30, unique=True, editable=False)
    edition = models.PositiveSmallIntegerField(_("quote version"), default=1, editable=False)
    of = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="later", verbose_name=_("first version")
    )
    title = models.CharField(_("title"), max_length=120, blank=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("customer"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    deal = models.ForeignKey(Deal, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("deal"))
    currency = CurrencyField(_("currency"), default="CNY")
    channel = models.CharField(_("sales channel"), max_length=60, blank=True, default="", db_default="")
    price_list = models.CharField(_("price list"), max_length=60, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, editable=False)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(_("days to pay"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=QuoteStatus.choices, default=QuoteStatus.DRAFT, editable=False
    )
    declined_for = models.CharField(
        _("declined for"),
        max_length=20,
        blank=True,
        choices=DeclinedFor.choices,
        default="",
        db_default="",
        editable=False,
    )
    discount = percent(_("discount on all"), default=0, editable=False)
    net = amount(_("without tax"), default=0, editable=False)
    tax = amount(_("tax"), default=0, editable=False)
    gross = amount(_("total"), default=0, editable=False)
    language = models.CharField(_("language"), max_length=7, choices=Language.choices, default=Language.CHINESE)
    terms = models.TextField(_("terms"), blank=True)
    note = models.TextField(_("note"), blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        indexes = [
            models.Index(fields=["customer", "-id"], name="quote_of_customer"),
            models.Index(fields=["status", "valid_until", "id"], name="quote_of_status"),
            models.Index(fields=["issued_on", "id"], name="quote_by_day"),
            models.Index(fields=["gross", "id"], name="quote_by_total"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=QuoteStatus.values), name="quote_status_known"),
            models.CheckConstraint(condition=Q(discount__gte=0, discount__lte=100), name="quote_discount_is_a_share"),
            models.CheckConstraint(condition=Q(gross=models.F("net") + models.F("tax")), name="quote_sums_agree"),
            models.UniqueConstraint(fields=["of", "edition"], name="quote_version_once"),
        ]

    def __str__(self) -> str:
        return self.number

    def derive(self) -> None:
        self.number = self.number or next_number(QUOTE, on=timezone.localdate())

    def clean(self) -> None:
        """What the customer was offered stays as it was; whose it is and what we note beside it may change."""
        before = self.pk and type(self).objects.filter(pk=self.pk).first()
        require_same_customer(self, before)
        if self.channel and (not before or before.channel != self.channel):
            _require_known(self.channel)
        if not before:
            return
        if not before.is_draft and any(getattr(before, name) != getattr(self, name) for name in FROZEN):
            raise ValidationError(_("Only a draft can be changed. Make a new version of this quote."))
        if before.currency != self.currency and self.lines.exists():
            raise ValidationError({"currency": _("The lines have prices in another currency. Take them out first.")})

    @classmethod
    def of_deal(cls, deal: Deal, *statuses: str) -> "models.QuerySet[Quote]":
        """Those of a deal that are so far."""
        return cls.objects.filter(deal=deal, status__in=statuses)

    @property
    def first(self) -> int:
        """The key of the first version, which all versions of one offer share."""
        return self.of_id or self.pk

    @property
    def is_draft(self) -> bool:
        """Whether it may still be written on."""
        return self.status == QuoteStatus.DRAFT

    def has_ended(self, *, on: date | None = None) -> bool:
        """Whether its validity is over on a day (default today in the business zone)."""
        return self.valid_until is not None and self.valid_until < (on or timezone.localdate())


def require_same_customer(paper: Any, before: Any) -> None:
    """Refuse to put a paper for one customer on the deal of another; one that was so before may stay."""
    if before and (before.deal_id, before.customer_id) == (paper.deal_id, paper.customer_id):
        return
    if paper.deal and paper.customer_id and paper.deal.customer_id != paper.customer_id:
        raise ValidationError({"deal": _("This deal is of another customer.")})


def _require_known(channel: str) -> None:
    """Refuse a sales channel for which there is no price list: its name was mistyped."""
    known = sorted({one.channel for one in PriceList.every() if one.channel and one.active})
    if channel not in known:
        told = {"channel": channel, "known": "、".join(known) or "—"}
        sentence = _("No price list in use is for the channel “%(channel)s”. There are: %(known)s.") % told
        raise ValidationError({"channel": sentence})


class QuoteLine(models.Model):
    """One line of a quote. `amount` = quantity × unit price to the cent, tax included, and = `net` + `tax`.

    `list_price` is the price before discounts, `unit_price` after that of the line and that of the whole. What is
    optional counts once the customer has `chosen` it. Of the alternatives, each of one or more lines, exactly one
    counts: the first, until the customer has chosen another. What is shown only counts in no sum. `on_lists` is what
    the price lists asked for a piece, tax included, when the quote was asked about or sent: for the firm's own eyes.
    """

    class Part(models.TextChoices):
        """Whether a line counts."""

        INCLUDED = "included", _("Included")
        OPTIONAL = "optional", _("Optional")
        A = "a", _("Alternative A")
        B = "b", _("Alternative B")
        C = "c", _("Alternative C")
        SHOWN = "alternative", _("Shown only")

    ALTERNATIVES = (Part.A, Part.B, Part.C)

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="lines", verbose_name=_("quote"))
    position = models.PositiveIntegerField(_("position"))
    part = models.CharField(_("part"), max_length=12, choices=Part.choices, default=Part.INCLUDED)
    chosen = models.BooleanField(_("taken by the customer"), default=False, db_default=False)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    description = models.CharField(_("description"), max_length=200, blank=True)
    quantity = amount(_("quantity"), default=1)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    list_price = amount(_("list price"), default=0)
    discount = percent(_("discount"), default=0)
    unit_price = amount(_("unit price"), default=0)
    tax_rate = percent(_("tax rate"), default=0)
    net = amount(_("without tax"), default=0)
    tax = amount(_("tax"), default=0)
    amount = amount(_("amount"), default=Decimal(0))
    on_lists = models.DecimalField(
        _("price on the price lists"), max_digits=19, decimal_places=4, null=True, editable=False
    )

    class Meta:
        verbose_name = _("quote line")
        verbose_name_plural = _("quote lines")
        constraints = [
            models.UniqueConstraint(fields=["quote", "position"], name="quote_line_place_once"),
            models.CheckConstraint(condition=Q(amount=models.F("net") + models.F("tax")), name="quote_line_sums_agree"),
        ]

    def __str__(self) -> str:
        return self.description or str(self.product or self.position)

    @property
    def counts(self) -> bool:
        """Whether it is part of the sum."""
        return self.part == self.Part.INCLUDED or self.chosen

    @property
    def may_count(self) -> bool:
        """Whether it is, or would be if the customer wanted."""
        return self.part != self.Part.SHOWN

    @property
    def is_alternative(self) -> bool:
        """Whether it belongs to one of several ways to fulfil the quote."""
        return self.part in self.ALTERNATIVES
