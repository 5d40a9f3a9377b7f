"""The people at a customer, and every way to reach them."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.customers.models.customer import Customer
from zhike.customers.rules import masked, normalized
from zhike.kit.record import Record
from zhike.vault.fields import BlindIndex, EncryptedField, SealedQuerySet


class BuyingRole(models.TextChoices):
    """The part a contact plays in a purchase."""

    DECIDES = "decides", _("Decides")
    INFLUENCES = "influences", _("Influences")
    BUYS = "buys", _("Buys")
    USES = "uses", _("Uses")
    PAYS = "pays", _("Pays")
    GUARDS = "guards", _("Guards the door")


class Contact(Record):
    """A person who acts for a customer."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contacts", verbose_name=_("customer"))
    name = models.CharField(_("name"), max_length=60)
    title = models.CharField(_("job title"), max_length=60, blank=True)
    buying_role = models.CharField(_("buying role"), max_length=12, choices=BuyingRole.choices, blank=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return self.name


class Medium(models.TextChoices):
    """The means of reaching someone."""

    PHONE = "phone", _("Phone")
    MAIL = "mail", _("E-mail")
    WECHAT = "wechat", _("WeChat")
    ADDRESS = "address", _("Address")


class ContactPointQuerySet(SealedQuerySet["ContactPoint"]):
    """Contact points by time, and by what is said there."""

    def valid(self, day: date) -> "ContactPointQuerySet":
        """Those that hold on a day."""
        begun = models.Q(valid_from=None) | models.Q(valid_from__lte=day)
        return self.filter(begun, models.Q(valid_to=None) | models.Q(valid_to__gt=day))

    def saying(self, medium: str, value: str) -> "ContactPointQuerySet":
        """Those of this number, mail, id or address, however it is written."""
        return self.filter(medium=medium, value_index__in=marks_of(medium, value))


def mark_of(medium: str, value: str) -> bytes:
    """By what the database knows the ways to reach people again without reading them."""
    index: Any = ContactPoint._meta.get_field("value_index")
    mark: bytes = index.mark(value, medium)
    return mark


def marks_of(medium: str, value: str) -> list[bytes]:
    """By what it may know them: one mark for each index key."""
    index: Any = ContactPoint._meta.get_field("value_index")
    marks: list[bytes] = index.marks(value, medium)
    return marks


class ContactPoint(models.Model):
    """One number, mail, WeChat id or address, sealed, with the time it holds; one primary per customer and medium.

    `valid_to` is the first day it no longer holds; None means until further notice.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contact_points", verbose_name=_("customer"))
    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, blank=True, related_name="contact_points", verbose_name=_("contact")
    )
    medium = models.CharField(_("medium"), max_length=10, choices=Medium.choices)
    uid = models.UUIDField(default=uuid4, editable=False)
    value = EncryptedField(_("value"), max_length=200)
    value_index = BlindIndex("value", normal=normalized, beside="medium")
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    is_primary = models.BooleanField(_("primary"), default=False)
    is_preferred = models.BooleanField(_("preferred"), default=False)

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        indexes = [models.Index(fields=["medium", "value_index"], name="contact_point_exact")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "medium"], condition=models.Q(is_primary=True), name="one_primary_per_medium"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None)
                | models.Q(valid_from=None)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="contact_point_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return masked(self.medium, self.value)
