"""The customer: an organisation or a person who buys, might buy, or matters to those who do."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from zhike.kit.naming import sort_key
from zhike.kit.record import Record

if TYPE_CHECKING:
    from zhike.customers.models.contact import Contact, ContactPoint
    from zhike.customers.models.standing import Standing


class Kind(models.TextChoices):
    """The four kinds of customer, then the related parties kept in the same base."""

    ENTERPRISE = "enterprise", _("Enterprise")
    CHANNEL = "channel", _("Channel partner")
    CONSUMER = "consumer", _("Consumer")
    INTERNAL = "internal", _("Internal customer")
    SUPPLIER = "supplier", _("Supplier")
    COMPETITOR = "competitor", _("Competitor")
    PUBLIC_INTEREST = "public_interest", _("Public-interest body")


RELATED_PARTIES = (Kind.SUPPLIER, Kind.COMPETITOR, Kind.PUBLIC_INTEREST)


class Household(Record):
    """Consumers who live and decide together."""

    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")

    def __str__(self) -> str:
        return self.name


class Customer(Record):
    """One customer. What we believe of it (tier, rung, value) is not here but in its standings."""

    # No index of its own: that of "customer_by_change" begins with it.
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now, editable=False)
    name = models.CharField(_("name"), max_length=120)
    name_sort = models.CharField(max_length=120, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.ENTERPRISE)
    is_person = models.BooleanField(_("natural person"), default=False)
    code = models.CharField(_("customer code"), max_length=60, null=True, blank=True, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent company")
    )
    household = models.ForeignKey(
        Household, models.SET_NULL, null=True, blank=True, related_name="members", verbose_name=_("household")
    )
    region = models.CharField(_("region"), max_length=60, blank=True)
    city = models.CharField(_("city"), max_length=60, blank=True)
    # No index of its own: that of "customer_by_owner" begins with the owner.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
        db_index=False,
    )
    known_since = models.DateField(_("known since"), default=timezone.localdate)
    referred_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="referrals", verbose_name=_("referred by")
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        indexes = [
            models.Index(fields=["name_sort", "id"], name="customer_by_name"),
            models.Index(fields=["owner", "name_sort", "id"], name="customer_by_owner"),
            models.Index(fields=["region", "name_sort", "id"], name="customer_by_region"),
            models.Index(fields=["kind", "name_sort", "id"], name="customer_by_kind"),
            models.Index(fields=["changed_at", "id"], name="customer_by_change"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="customer_kind_known"),
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("id")), name="customer_not_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.pk and self.parent_id == self.pk:
            raise ValidationError({"parent": _("A company cannot be above itself.")})

    def derive(self) -> None:
        self.name_sort = sort_key(self.name, person=self.is_person)
        self.code = self.code or None

    @cached_property
    def believed(self) -> "dict[str, Standing]":
        """What is believed now, by kind; a list asks for those of all its rows at once."""
        return {standing.kind: standing for standing in self.recent if standing.until is None}

    @cached_property
    def recent(self) -> "list[Standing]":
        """What is believed now and the latest steps between tiers and rungs, each with `came_from`."""
        return self.standings.recent()

    @cached_property
    def people(self) -> "list[Contact]":
        """Its contacts, the one known longest first."""
        return list(self.contacts.order_by("pk"))

    @cached_property
    def ways_today(self) -> "list[ContactPoint]":
        """The ways to reach it that hold today."""
        return list(self.contact_points.valid(timezone.localdate()))

    @property
    def place(self) -> str:
        return self.city or self.region

    @property
    def is_related_party(self) -> bool:
        """Kept in the base, but nobody we sell to, so never graded."""
        return self.kind in RELATED_PARTIES
