"""Lines of files of banks, and what each of them turned out to be."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Customer
from zhike.exchange.importing.models import ImportRun
from zhike.receivables.models.receipt import Receipt
from zhike.receivables.rules.taxnumbers import plain_account
from zhike.vault.fields import BlindIndex, EncryptedField, SealedQuerySet


class Match(models.TextChoices):
    """How sure it is whose money a line is."""

    SURE = "sure", _("Certain")
    SUGGESTED = "suggested", _("Suggested")
    UNKNOWN = "unknown", _("Unknown")


class BankLine(models.Model):
    """One line with money coming in, and what it was matched with. The payer's account is sealed.

    `key` is the bank's own reference, else a digest of the line: the same line of another file adds nothing.
    `shares` is how the money would settle instalments: their keys and amounts; where those are in another currency,
    what that settles of them and their currency follow. Once confirmed it has a receipt; what is `passed_over` is no
    customer's money.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="bank_lines", db_index=False)
    row_number = models.BigIntegerField()
    key = models.CharField(max_length=80, unique=True)
    uid = models.UUIDField(default=uuid4, editable=False)
    received_on = models.DateField(_("received on"))
    currency = models.CharField(max_length=3, default="CNY")
    amount = models.DecimalField(_("amount"), max_digits=19, decimal_places=4)
    payer = models.CharField(_("payer"), max_length=120, blank=True)
    payer_account = EncryptedField(_("payer account"), max_length=40, blank=True, default="")
    payer_account_index = BlindIndex("payer_account", normal=plain_account)
    reference = models.CharField(_("bank reference"), max_length=80, blank=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    match = models.CharField(_("match"), max_length=10, choices=Match.choices, default=Match.UNKNOWN)
    customer = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="+")
    score = models.PositiveSmallIntegerField(_("score"), default=0)
    reasons = models.JSONField(default=list)
    shares = models.JSONField(default=list)
    passed_over = models.BooleanField(default=False)
    receipt = models.OneToOneField(Receipt, models.PROTECT, null=True, related_name="bank_line")

    objects = SealedQuerySet["BankLine"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["run", "match", "row_number"], name="bank_line_by_match"),
        ]

    def __str__(self) -> str:
        return f"{self.payer} {self.amount}"
