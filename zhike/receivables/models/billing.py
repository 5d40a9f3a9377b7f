"""What must stand on an invoice about who gets it."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Customer
from zhike.receivables.rules.taxnumbers import plain_account, plain_tax_number
from zhike.vault.fields import BlindIndex, EncryptedField, SealedQuerySet


class BillingDetails(models.Model):
    """What a customer wants on its invoices, as one version; a change adds a row. Numbers and phone are sealed."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="billing_details", verbose_name=_("customer"))
    uid = models.UUIDField(default=uuid4, editable=False)
    is_current = models.BooleanField(default=True)
    title = models.CharField(_("invoice title"), max_length=120)
    tax_number = EncryptedField(_("tax number"), max_length=20, blank=True)
    tax_number_index = BlindIndex("tax_number", normal=plain_tax_number)
    address = EncryptedField(_("address"), max_length=120, blank=True)
    phone = EncryptedField(_("phone"), max_length=40, blank=True)
    bank = models.CharField(_("bank"), max_length=80, blank=True)
    account = EncryptedField(_("bank account"), max_length=40, blank=True)
    account_index = BlindIndex("account", normal=plain_account)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SealedQuerySet["BillingDetails"].as_manager()

    class Meta:
        verbose_name = _("billing details")
        verbose_name_plural = _("billing details")
        indexes = [models.Index(fields=["account_index"], name="billing_by_account")]
        constraints = [
            models.UniqueConstraint(fields=["customer"], condition=Q(is_current=True), name="one_current_billing")
        ]

    def __str__(self) -> str:
        return self.title
