"""Money that came in, and money given back."""

from decimal import Decimal
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Customer
from zhike.receivables.models.ledger import LedgerEntry
from zhike.receivables.rules.taxnumbers import plain_account
from zhike.sales.models.crediting import Credited
from zhike.vault.fields import BlindIndex, EncryptedField, SealedQuerySet


class ReceiptKind(models.TextChoices):
    """Whether money came or went."""

    RECEIPT = "receipt", _("Receipt")
    REFUND = "refund", _("Refund")


class Method(models.TextChoices):
    """How it was paid."""

    TRANSFER = "transfer", _("Bank transfer")
    WECHAT = "wechat", _("WeChat Pay")
    ALIPAY = "alipay", _("Alipay")
    BILL = "bill", _("Acceptance bill")
    CASH = "cash", _("In cash")


class Receipt(Credited):
    """Money in the bank. Without a customer it is nobody's yet and in no ledger; `allocated` is what it has settled."""

    number = models.CharField(_("receipt number"), max_length=30, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=ReceiptKind.choices, default=ReceiptKind.RECEIPT)
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("customer"), db_index=False
    )
    entry = models.OneToOneField(LedgerEntry, models.PROTECT, null=True, related_name="receipt", editable=False)
    refunds = models.ForeignKey("self", models.PROTECT, null=True, related_name="refunded_by", editable=False)
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    amount = models.DecimalField(_("amount"), max_digits=19, decimal_places=4)
    allocated = models.DecimalField(_("allocated"), max_digits=19, decimal_places=4, default=0)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    rate = models.DecimalField(_("rate"), max_digits=24, decimal_places=12, default=1)
    method = models.CharField(_("payment method"), max_length=10, choices=Method.choices, default=Method.TRANSFER)
    payer = models.CharField(_("payer"), max_length=120, blank=True)
    reference = models.CharField(_("bank reference"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, editable=False)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        indexes = [
            models.Index(fields=["received_on", "id"], name="receipt_by_day"),
            models.Index(fields=["customer", "-received_on", "-id"], name="receipt_of_customer"),
            models.Index(fields=["amount", "id"], name="receipt_by_amount"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, allocated__gte=0, allocated__lte=models.F("amount")),
                name="receipt_allocated_within_amount",
            ),
            models.CheckConstraint(condition=Q(kind__in=ReceiptKind.values), name="receipt_kind_known"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def open(self) -> Decimal:
        """What has settled nothing yet; nothing where the amounts are covered."""
        return Decimal(0) if self.withdrawn_on else (self.amount or Decimal(0)) - (self.allocated or Decimal(0))


class PayerAccount(models.Model):
    """The account that a receipt came from, sealed and beside it: what stands on a noun is traced in plain."""

    receipt = models.OneToOneField(Receipt, models.CASCADE, related_name="account")
    uid = models.UUIDField(default=uuid4, editable=False)
    number = EncryptedField(_("payer account"), max_length=40)
    number_index = BlindIndex("number", normal=plain_account)

    objects = SealedQuerySet["PayerAccount"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["number_index"], name="receipt_by_account")]

    def __str__(self) -> str:
        return str(self.receipt)
