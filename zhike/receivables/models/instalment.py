"""When which part of an order or a contract is to be paid."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Customer
from zhike.kit.record import Record
from zhike.receivables.models.ledger import LedgerEntry
from zhike.sales.models import Order


class State(models.TextChoices):
    """How far an instalment is."""

    OPEN = "open", _("To be paid")
    PARTLY = "partly", _("Partly paid")
    OVERDUE = "overdue", _("Overdue")
    PAID = "paid", _("Paid")
    REPLACED = "replaced", _("Replaced")


class Instalment(Record):
    """One part of a plan, claimed by one entry of the ledger. `paid` is the sum of what was allocated to that entry.

    Where the plan changes, what is not paid is replaced from a day on by other rows; what is paid stays.
    """

    name = models.CharField(_("instalment"), max_length=80)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("customer"), db_index=False)
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="instalments", verbose_name=_("order"))
    contract = models.ForeignKey(
        "sales.Contract", models.PROTECT, null=True, related_name="instalments", verbose_name=_("contract")
    )
    invoice = models.ForeignKey(
        "receivables.Invoice", models.PROTECT, null=True, related_name="instalments", verbose_name=_("invoice")
    )
    entry = models.OneToOneField(LedgerEntry, models.PROTECT, related_name="instalment", editable=False)
    position = models.PositiveIntegerField(_("position"))
    condition = models.CharField(_("condition"), max_length=120, blank=True)
    share = models.DecimalField(_("share in percent"), max_digits=7, decimal_places=4, null=True)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    amount = models.DecimalField(_("amount"), max_digits=19, decimal_places=4)
    paid = models.DecimalField(_("paid"), max_digits=19, decimal_places=4, default=0)
    planned_on = models.DateField(_("planned on"), default=timezone.localdate)
    due_on = models.DateField(_("due day"), null=True, blank=True)
    replaced_on = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        indexes = [
            models.Index(fields=["due_on", "id"], name="instalment_by_due"),
            models.Index(fields=["customer", "due_on", "id"], name="instalment_of_customer"),
            models.Index(fields=["name", "id"], name="instalment_by_name"),
            models.Index(fields=["amount", "id"], name="instalment_by_amount"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=F("amount"), amount__gt=0), name="instalment_paid_within_amount"
            ),
            models.CheckConstraint(
                condition=Q(order__isnull=False, contract=None, invoice=None)
                | Q(order=None, contract__isnull=False, invoice=None)
                | Q(order=None, contract=None, invoice__isnull=False),
                name="instalment_of_one_document",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def open(self) -> Decimal:
        """What is still to be paid; nothing where the amounts are covered."""
        return Decimal(0) if self.replaced_on else (self.amount or Decimal(0)) - (self.paid or Decimal(0))

    @property
    def source(self):
        """The order, contract or invoice whose plan it belongs to."""
        return self.order or self.contract or self.invoice

    def is_overdue(self, *, on: date | None = None) -> bool:
        """Whether money is still missing after the day it was due."""
        return bool(self.open and self.due_on and self.due_on < (on or timezone.localdate()))

    def state_on(self, day: date) -> State:
        """How far it is, as of today's payments and the day `day`."""
        if self.replaced_on:
            return State.REPLACED
        if not self.open:
            return State.PAID
        if self.is_overdue(on=day):
            return State.OVERDUE
        return State.PARTLY if self.paid else State.OPEN
