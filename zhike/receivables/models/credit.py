"""How much a customer may owe, and who may buy nothing on account for now."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from zhike.customers.kinds import TIERS
from zhike.customers.models import Customer
from zhike.kit.record import Record


class CreditLimit(Record):
    """How much a customer, or every customer of a tier, may owe from a day on, in the firm's currency.

    Of several the latest begun counts; one with `until`, its last day, is an exception for a while.
    """

    name = models.CharField(_("credit limit"), max_length=160, editable=False)
    customer = models.ForeignKey(
        Customer, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("customer"), db_index=False
    )
    tier = models.CharField(_("value tier"), max_length=10, choices=TIERS, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=19, decimal_places=4)
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("credit limit")
        verbose_name_plural = _("credit limits")
        indexes = [
            models.Index(fields=["customer", "-since", "-id"], name="limit_of_customer"),
            models.Index(fields=["tier", "-since", "-id"], name="limit_of_tier"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(customer__isnull=False, tier="") | (Q(customer=None) & ~Q(tier="")),
                name="limit_of_customer_or_tier",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="limit_not_below_zero"),
        ]

    def __str__(self) -> str:
        return self.whose

    @property
    def whose(self) -> str:
        """Who may owe so much: the customer, or the tier in the language of the reader."""
        return str(self.get_tier_display()) if self.tier else self.name

    def derive(self) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            self.name = self.customer.name if self.customer else self.get_tier_display()


class CreditHold(models.Model):
    """From a day on, a customer gets nothing on account, until somebody releases it."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="credit_holds")
    since = models.DateField()
    until = models.DateField(null=True)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer"], condition=Q(until=None), name="one_credit_hold")]

    def __str__(self) -> str:
        return self.reason
