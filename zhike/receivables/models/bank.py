"""Files of banks, and what each of their lines turned out to be."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Customer
from zhike.receivables.models.receipt import Receipt
from zhike.receivables.rules.taxnumbers import plain_account
from zhike.vault.fields import BlindIndex, EncryptedField, SealedQuerySet


class BankFile(models.Model):
    """One file of a bank that somebody brought in. `counts` says what became of its lines."""

    file = models.CharField(max_length=200)
    file_name = models.CharField(_("file"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("read on"), default=timezone.now)
    mapping = models.JSONField(default=dict)
    currency = models.CharField(max_length=3, default="CNY")
    counts = models.JSONField(default=dict)
    rejects = models.JSONField(default=list)
    seconds = models.FloatField(null=True)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.file_name


class Match(models.TextChoices):
    """How sure it is whose money a line is."""

    SURE = "sure", _("Sure")
    SUGGESTED = "suggested", _("Suggested")
    UNKNOWN = "unknown", _("Unknown")


class BankLine(models.Model):
    """One line with money coming in, and what it was matched with. The payer's account is sealed.

    `key` is the bank's own reference, else a digest of the line: the same line of another file adds nothing.
    `shares` is how the money would settle instalments: pairs of their keys and amounts. Once confirmed it has a receipt.
    """

    bank_file = models.ForeignKey(BankFile, models.CASCADE, related_name="lines")
    row_number = models.BigIntegerField()
    key = models.CharField(max_length=80, unique=True)
    uid = models.UUIDField(default=uuid4, editable=False)
    received_on = models.DateField(_("received on"))
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
    receipt = models.OneToOneField(Receipt, models.PROTECT, null=True, related_name="bank_line")

    objects = SealedQuerySet["BankLine"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["bank_file", "match", "row_number"], name="bank_line_by_match"),
            models.Index(fields=["bank_file", "row_number"], condition=Q(receipt=None), name="bank_line_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.payer} {self.amount}"
