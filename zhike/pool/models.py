"""The public pool: customers without an owner, the rules by which they fall back into it, and every stay in it."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.catalog import tiers
from zhike.catalog.tier_codes import TierCodes
from zhike.customers.models import Customer
from zhike.kit.access.models import Staff, Team
from zhike.kit.record import Record


class Pool(Record):
    """A place for customers that wait to be claimed, by the people of a team and those below it, or by all.

    Customers of its regions come here (of all regions where none is named), to the first pool by order that fits.
    """

    name = models.CharField(_("name"), max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(pgettext_lazy("place in an order", "position"), default=10)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("team"))
    regions = models.CharField(
        _("regions"), max_length=200, blank=True, help_text=_("Several are separated by commas. Empty for all.")
    )
    claims_a_day = models.PositiveSmallIntegerField(_("claims a day at most"), default=5)
    holds_at_most = models.PositiveIntegerField(
        _("customers a person at most"), null=True, blank=True, help_text=_("Empty where there is no limit.")
    )
    cool_down_days = models.PositiveSmallIntegerField(
        _("the last owner waits"), default=30, help_text=_("Days before whoever lost a customer may claim it again.")
    )
    protected_tiers = TierCodes(
        _("tiers that never return"),
        when_none=_("None ticked: customers of every tier may return."),
        max_length=100,
        blank=True,
        help_text=_("Several are separated by commas."),
    )
    warns_days = models.PositiveSmallIntegerField(_("days of warning"), default=7)
    is_open = models.BooleanField(_("is open"), default=True)

    class Meta:
        verbose_name = _("pool")
        verbose_name_plural = _("pools")

    def __str__(self) -> str:
        return self.name

    @property
    def protects(self) -> list[str]:
        """The tiers whose customers never return."""
        return tiers.codes(self.protected_tiers)


class PoolRule(Record):
    """When a customer falls back into a pool: where all that the rule names is true. Only what it names is asked.

    Days count from the latest contact or order, and never from before the day the owner got the customer. Nobody falls
    back before the rule has been on for the days of warning of its pool.
    """

    name = models.CharField(_("name"), max_length=60)
    pool = models.ForeignKey(Pool, models.CASCADE, related_name="rules", verbose_name=_("pool"))
    days_without_contact = models.PositiveSmallIntegerField(_("days without contact"), null=True, blank=True)
    days_without_order = models.PositiveSmallIntegerField(_("days without an order"), null=True, blank=True)
    spares_open_deals = models.BooleanField(_("spares customers with an open deal"), default=True)
    is_on = models.BooleanField(_("on"), default=False, editable=False)
    starts_on = models.DateField(_("on since"), null=True, editable=False)

    class Meta:
        db_table = "pool_pool_rule"
        verbose_name = _("pool rule")
        verbose_name_plural = _("pool rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_on=False) | Q(starts_on__isnull=False), name="pool_rule_on_since_a_day"
            ),
            models.CheckConstraint(
                condition=Q(days_without_contact__gt=0) | Q(days_without_order__gt=0),
                name="pool_rule_asks_something",
                violation_error_message=_("Say after how many days without contact or without an order."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Why(models.TextChoices):
    """How a customer came into a pool."""

    RULE = "rule", _("by rule")
    RETURNED = "returned", _("given back")
    MOVED = "moved", _("from another pool")
    ADDED = "added", _("had no owner")


class PoolStay(models.Model):
    """One stay of a customer in a pool: opened when it comes in, closed when it goes, never changed or deleted else.

    `last_owner` had the customer before; `evidence` holds the days by which a rule decided. A stay without
    `claimed_by` that is closed was ended by a transfer, or what began it was taken back.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", verbose_name=_("customer"))
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="stays", verbose_name=_("pool"))
    in_at = models.DateTimeField(_("came in"), default=timezone.now)
    in_on = models.DateField(_("came in on"))
    in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.CharField(_("how it came"), max_length=10, choices=Why.choices)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    rule = models.ForeignKey(PoolRule, models.SET_NULL, null=True, related_name="+", verbose_name=_("rule"))
    evidence = models.JSONField(default=dict)
    last_owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    out_at = models.DateTimeField(_("left"), null=True)
    out_on = models.DateField(_("left on"), null=True)
    out_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer"], condition=Q(out_at=None), name="in_one_pool_at_a_time"),
            models.CheckConstraint(condition=Q(why__in=Why.values), name="pool_stay_has_a_cause"),
            models.CheckConstraint(condition=Q(out_at=None) | Q(out_at__gte=F("in_at")), name="pool_stay_ends_later"),
            models.CheckConstraint(condition=Q(out_at=None) | Q(out_on__isnull=False), name="pool_stay_ends_on_a_day"),
        ]
        indexes = [
            models.Index(fields=["pool", "in_at", "id"], condition=Q(out_at=None), name="pool_stay_open"),
            models.Index(fields=["claimed_by", "out_on"], condition=Q(claimed_by__isnull=False), name="pool_claims"),
            models.Index(fields=["customer", "-in_at"], name="pool_stay_of_customer"),
            models.Index(fields=["pool", "in_on"], name="pool_stay_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.pool}"

    def held_from(self, person: Staff, *, on: date) -> date | None:
        """The day from which its last owner may claim it again; None for whoever may do so on the day `on`."""
        free_on = self.in_on + timedelta(days=self.pool.cool_down_days)
        return free_on if self.last_owner_id == person.pk and on < free_on else None


class PoolWarning(models.Model):
    """That an owner was told that a customer will fall back on `due_on`, unless something happens before."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    rule = models.ForeignKey(PoolRule, models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    warned_on = models.DateField()
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "rule", "owner", "due_on"], name="one_warning_of_a_return"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.due_on}"
