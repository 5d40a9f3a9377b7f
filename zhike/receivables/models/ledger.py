"""The ledger of what customers owe: rows are added, never changed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Customer


class Account(models.TextChoices):
    """What the entries of a customer add up to: what it owes, or what it got invoices for."""

    OWED = "owed", _("Owed")
    INVOICED = "invoiced", _("Invoiced")


class EntryKind(models.TextChoices):
    """What an entry stands for."""

    CLAIM = "claim", _("Instalment")
    REPLAN = "replan", _("Plan changed")
    RETURN = "return", _("Return")
    CANCEL = "cancel", _("Cancellation")
    RECEIPT = "receipt", _("Receipt")
    REFUND = "refund", _("Refund")
    CREDIT = "credit", _("Credit note")
    INVOICE = "invoice", _("Invoice")
    RED = "red", _("Red letter")
    EXCHANGE = "exchange", _("Exchange difference")
    EXCHANGED = "exchanged", _("Exchanged")


class LedgerEntry(models.Model):
    """One amount on one side of one account of a customer, in the currency of its document and in the firm's.

    `rate` is what one unit of the document's currency was worth on the day. An exchange difference has no amount of
    its own in the document's currency. The database refuses to change or delete an entry; only whose it is follows
    when two customers turn out to be one.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("customer"), db_index=False)
    account = models.CharField(max_length=10, choices=Account.choices, default=Account.OWED)
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind.choices)
    on = models.DateField(_("entered on"))
    document = models.CharField(max_length=60)
    document_id = models.BigIntegerField()
    number = models.CharField(_("number"), max_length=80)
    currency = models.CharField(_("currency"), max_length=3)
    debit = models.DecimalField(_("debit"), max_digits=19, decimal_places=4, default=0)
    credit = models.DecimalField(_("credit"), max_digits=19, decimal_places=4, default=0)
    rate = models.DecimalField(_("rate"), max_digits=24, decimal_places=12, default=1)
    firm_debit = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    firm_credit = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        indexes = [
            models.Index(fields=["customer", "account", "on", "id"], name="entry_of_customer"),
            models.Index(fields=["document", "document_id"], name="entry_of_document"),
            models.Index(fields=["account", "on"], name="entry_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(debit__gte=0, credit__gte=0, firm_debit__gte=0, firm_credit__gte=0)
                & (Q(debit=0) | Q(credit=0))
                & (Q(firm_debit=0) | Q(firm_credit=0)),
                name="entry_on_one_side",
            ),
            models.CheckConstraint(condition=Q(account__in=Account.values), name="entry_account_known"),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="entry_kind_known"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def amount(self):
        """What it adds to what is owed; below zero where it takes away."""
        return self.debit - self.credit


class Allocation(models.Model):
    """So much of a credit entry settles so much of a debit entry; taking it back is a row of the opposite amounts.

    `firm_credit` and `firm_debit` are the shares of either in the firm's currency; where they differ, money was won or
    lost by the change of rates, and an entry says so.
    """

    credit = models.ForeignKey(LedgerEntry, models.PROTECT, related_name="given")
    debit = models.ForeignKey(LedgerEntry, models.PROTECT, related_name="settled")
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    firm_credit = models.DecimalField(max_digits=19, decimal_places=4)
    firm_debit = models.DecimalField(max_digits=19, decimal_places=4)
    on = models.DateField()
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, reverses=None) | Q(amount__lt=0, reverses__isnull=False),
                name="allocation_or_its_counter",
            ),
            models.CheckConstraint(condition=~Q(credit=F("debit")), name="allocation_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.credit_id} → {self.debit_id}: {self.amount}"


class InvoicePayment(models.Model):
    """So much of an allocation paid an invoice; what no longer does is a row of the opposite amount."""

    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="papers")
    invoice = models.ForeignKey("receivables.Invoice", models.PROTECT, related_name="payments")
    amount = models.DecimalField(max_digits=19, decimal_places=4)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="invoice_payment_of_something")]

    def __str__(self) -> str:
        return f"{self.invoice}: {self.amount}"
