"""Invoices as the tax office knows them: 发票."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Customer
from zhike.kit.record import Record
from zhike.receivables.models.billing import BillingDetails
from zhike.receivables.models.ledger import LedgerEntry
from zhike.sales.models import Contract, Order, OrderLine


class Form(models.TextChoices):
    """What the paper does: bill, take a bill back, or give money without goods."""

    BLUE = "blue", _("Invoice")
    RED = "red", _("Red letter")
    CREDIT = "credit", _("Credit note")


class InvoiceKind(models.TextChoices):
    """The kinds of fapiao."""

    SPECIAL = "special", _("Special VAT invoice")
    ORDINARY = "ordinary", _("Ordinary VAT invoice")
    DIGITAL_SPECIAL = "digital_special", _("Digital invoice (special)")
    DIGITAL = "digital", _("Digital invoice (ordinary)")


class Status(models.TextChoices):
    """How far a paper is."""

    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")
    VOID = "void", _("Void")


class Invoice(Record):
    """An invoice, a red letter or a credit note. Its number is taken when it is issued; a draft has none.

    `net` + `tax` = `gross`, all above zero whatever the form. `countered` is what red letters took back, `paid` what
    payments named it. `fapiao` is the number the tax office gave.
    """

    number = models.CharField(_("invoice number"), max_length=30, null=True, unique=True, editable=False)
    form = models.CharField(_("form"), max_length=10, choices=Form.choices, default=Form.BLUE)
    kind = models.CharField(
        _("kind of invoice"), max_length=20, choices=InvoiceKind.choices, default=InvoiceKind.DIGITAL
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("customer"), db_index=False)
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="invoices", verbose_name=_("order")
    )
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="invoices", verbose_name=_("contract")
    )
    counters = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="red_letters", verbose_name=_("counters"), editable=False
    )
    entry = models.OneToOneField(LedgerEntry, models.PROTECT, null=True, related_name="invoice", editable=False)
    billing = models.ForeignKey(BillingDetails, models.PROTECT, null=True, related_name="+", editable=False)
    title = models.CharField(_("invoice title"), max_length=120)
    issued_on = models.DateField(_("issued on"), null=True, editable=False)
    due_on = models.DateField(_("due day"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    net = models.DecimalField(_("net"), max_digits=19, decimal_places=4, default=0)
    tax = models.DecimalField(_("tax"), max_digits=19, decimal_places=4, default=0)
    gross = models.DecimalField(_("gross"), max_digits=19, decimal_places=4, default=0)
    countered = models.DecimalField(_("taken back"), max_digits=19, decimal_places=4, default=0, editable=False)
    paid = models.DecimalField(_("paid"), max_digits=19, decimal_places=4, default=0, editable=False)
    payee = models.CharField(_("payee"), max_length=30, blank=True)
    reviewer = models.CharField(_("reviewer"), max_length=30, blank=True)
    drawer = models.CharField(_("drawer"), max_length=30, blank=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    fapiao = models.CharField(_("fapiao number"), max_length=30, blank=True)
    sheet = models.CharField(_("red-letter sheet number"), max_length=30, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    disputed = models.CharField(_("disputed because"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        indexes = [
            models.Index(fields=["issued_on", "id"], name="invoice_by_day"),
            models.Index(fields=["title", "id"], name="invoice_by_title"),
            models.Index(fields=["gross", "id"], name="invoice_by_gross"),
            models.Index(fields=["status", "id"], name="invoice_by_status"),
            models.Index(fields=["customer", "-issued_on", "-id"], name="invoice_of_customer"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="issued", number__isnull=False) | Q(status__in=["draft", "void"], number=None),
                name="invoice_numbered_when_issued",
            ),
            models.CheckConstraint(
                condition=Q(gross=F("net") + F("tax"), countered__lte=F("gross"), countered__gte=0, gross__gte=0),
                name="invoice_sums_up",
            ),
            models.CheckConstraint(condition=Q(form__in=Form.values), name="invoice_form_known"),
            models.CheckConstraint(condition=Q(form="red") ^ Q(counters=None), name="invoice_red_counters"),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.get_form_display()} · {self.title}"

    def signed(self, amount: Decimal) -> Decimal:
        """An amount on it as it counts: below zero where the paper takes back."""
        return amount if self.form == Form.BLUE or not amount else -amount

    @property
    def left(self) -> Decimal:
        """What no red letter has taken back; nothing where the amounts are covered."""
        return (self.gross or Decimal(0)) - (self.countered or Decimal(0))

    @property
    def open(self) -> Decimal:
        """What nothing has paid of it yet; of a credit note what it has not settled."""
        return self.left - (self.paid or Decimal(0))

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT

    @property
    def is_issued(self) -> bool:
        return self.status == Status.ISSUED

    @property
    def can_be_countered(self) -> bool:
        """Whether a red letter could still take something of it back."""
        return self.is_issued and self.form == Form.BLUE and self.left > 0


class InvoiceLine(models.Model):
    """One line: `amount` includes the tax, `net` + `tax` = `amount`, at `tax_rate` per cent."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField(_("position"))
    order_line = models.ForeignKey(OrderLine, models.PROTECT, null=True, related_name="invoiced")
    counters = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    description = models.CharField(_("description"), max_length=200)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=19, decimal_places=4)
    amount = models.DecimalField(_("amount with tax"), max_digits=19, decimal_places=4)
    tax_rate = models.DecimalField(_("tax rate"), max_digits=5, decimal_places=2)
    net = models.DecimalField(_("net"), max_digits=19, decimal_places=4)
    tax = models.DecimalField(_("tax"), max_digits=19, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="one_invoice_line_per_position"),
            models.CheckConstraint(condition=Q(amount=F("net") + F("tax")), name="invoice_line_sums_up"),
        ]

    def __str__(self) -> str:
        return self.description
