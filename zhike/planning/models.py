"""Plans for key customers, and the rules by which customers are shared out."""

import re
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhike.catalog.coins import MoneyField
from zhike.customers.kinds import TIERS
from zhike.customers.models import Contact, Customer
from zhike.customers.models.customer import Kind
from zhike.kit.access.models import Team
from zhike.kit.record import Record
from zhike.work.models import Task

STAFF = settings.AUTH_USER_MODEL
BETWEEN = re.compile(r"[,，、;；\s]+")
AGREED_ON = ("customer_id", "starts_on", "ends_on", "goal")
NOT_NEGATIVE = [MinValueValidator(Decimal(0))]


class AccountPlan(Record):
    """What one key customer shall become in a period, and by what."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        AGREED = "agreed", _("agreed to")
        CLOSED = "closed", _("ended")

    name = models.CharField(_("name"), max_length=120)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", verbose_name=_("customer"))
    owner = models.ForeignKey(STAFF, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    starts_on = models.DateField(_("plan begins"))
    ends_on = models.DateField(_("plan ends"))
    goal = MoneyField(_("sales goal"), max_digits=19, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE)
    wallet = MoneyField(
        _("what they spend with everybody"),
        max_digits=19,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    strengths = models.TextField(_("what speaks for us"), blank=True)
    weaknesses = models.TextField(_("what speaks against us"), blank=True)
    opportunities = models.TextField(_("opportunities"), blank=True)
    threats = models.TextField(_("threats"), blank=True)
    review_on = models.DateField(_("next review"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    agreed_by = models.ForeignKey(
        STAFF, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("agreed by")
    )
    agreed_note = models.TextField(_("note of who agreed"), blank=True, editable=False)

    class Meta:
        db_table = "planning_account_plan"
        verbose_name = _("account plan")
        verbose_name_plural = _("account plans")
        indexes = [models.Index(fields=["customer", "-ends_on"], name="plan_of_customer")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="plan_ends_later",
                violation_error_message=_("A plan cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """What was agreed to stays as it was agreed to."""
        if self.pk and self.status != self.Status.DRAFT:
            was = type(self)._default_manager.get(pk=self.pk)
            for name in AGREED_ON:
                if getattr(was, name) != getattr(self, name):
                    sentence = _("This was agreed to. Take the plan back to a draft first, and have it agreed to anew.")
                    raise ValidationError({name.removesuffix("_id"): sentence})


class PlanGoal(models.Model):
    """One goal of a plan in figures, beside its sales goal."""

    plan = models.ForeignKey(AccountPlan, models.CASCADE, related_name="goals")
    name = models.CharField(_("goal"), max_length=80)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    target = models.DecimalField(_("target"), max_digits=19, decimal_places=2)
    reached = models.DecimalField(_("reached"), max_digits=19, decimal_places=2, null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Attitude(models.TextChoices):
    """Where somebody at the customer stands."""

    FOR = "for", _("for us")
    NEUTRAL = "neutral", _("neutral")
    AGAINST = "against", _("against us")
    UNKNOWN = "unknown", _("not known")


class PlanPerson(models.Model):
    """What a plan says of one contact: where they stand, and how near we are."""

    plan = models.ForeignKey(AccountPlan, models.CASCADE, related_name="people")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    attitude = models.CharField(max_length=10, choices=Attitude.choices, default=Attitude.UNKNOWN)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "contact"], name="once_in_a_plan")]

    def __str__(self) -> str:
        return self.contact.name


class PlanAction(models.Model):
    """A task that a plan asked for."""

    plan = models.ForeignKey(AccountPlan, models.CASCADE, related_name="actions")
    task = models.OneToOneField(Task, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return self.task.title


class TerritoryRule(Record):
    """Which customers belong to whom. Rules are asked in order, and the first that fits decides."""

    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("place in order"), default=100)
    regions = models.TextField(_("which regions"), blank=True, help_text=_("Separated by commas; empty means all."))
    kind = models.CharField(_("kind of customer"), max_length=20, choices=Kind.choices, blank=True)
    tier = models.CharField(_("tier"), max_length=10, choices=TIERS, blank=True)
    condition = models.TextField(
        _("condition"), blank=True, help_text=_("Anything a list can be filtered by, such as net_sales_12m >= 100000.")
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("team"))
    owner = models.ForeignKey(STAFF, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        db_table = "planning_territory_rule"
        verbose_name = _("territory rule")
        verbose_name_plural = _("territory rules")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Somebody gets the customers."""
        if bool(self.team_id) == bool(self.owner_id):
            raise ValidationError({"owner": _("Name a team or a person, one of both.")})

    @property
    def region_names(self) -> tuple[str, ...]:
        """What the names of its regions begin with; none where it holds everywhere."""
        return tuple(word for word in BETWEEN.split(self.regions) if word)
