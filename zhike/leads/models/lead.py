"""The lead: somebody who asked, called or left a card, and is no customer yet."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.catalog.models import Product
from zhike.customers.models import Contact, Customer
from zhike.customers.models.contact import Medium
from zhike.customers.rules import masked, normalized
from zhike.deals.models import Deal
from zhike.kit.record import Record
from zhike.leads.models.capture import CaptureForm, Source, a_source
from zhike.vault.fields import BlindIndex, EncryptedField, SealedQuerySet


class Status(models.TextChoices):
    """How far a lead is."""

    NEW = "new", _("New lead")
    CONTACTED = "contacted", _("Contacted")
    QUALIFIED = "qualified", _("Qualified")
    CONVERTED = "converted", _("Converted")
    LOST = "lost", _("Given up")
    RECYCLED = "recycled", _("Recycled")


RESPOND_WITHIN = timedelta(hours=24)
OPEN = (Status.NEW, Status.CONTACTED, Status.QUALIFIED)


class Trust(models.TextChoices):
    """Whether a lead is taken for a person who means it."""

    FINE = "fine", _("Fine")
    SUSPECTED = "suspected", _("Suspected")
    SPAM = "spam", _("Spam")


class LostReason(models.TextChoices):
    """Why nothing came of it."""

    NO_NEED = "no_need", _("No need")
    NO_BUDGET = "no_budget", _("No budget")
    COMPETITOR = "competitor", _("Bought elsewhere")
    UNREACHABLE = "unreachable", _("Cannot be reached")
    NO_FIT = "no_fit", _("We have nothing that fits")
    DOUBLE = "double", _("Known already")
    OTHER = "other", _("Other reason")


class Basis(models.TextChoices):
    """On what ground we hold what somebody told us."""

    AGREED = "agreed", _("Agreed")
    ASKED = "asked", _("Asked us to get in touch")
    INTEREST = "interest", _("Legitimate interest")


def next_number() -> str:
    """The next number of a lead; numbers may be missing, none comes twice."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval('leads_number')")
        return f"L{cursor.fetchone()[0]:06}"


class LeadQuerySet(models.QuerySet["Lead"]):
    """Questions about leads."""

    def open(self) -> "LeadQuerySet":
        """Those that somebody still has to work on."""
        return self.filter(status__in=OPEN, trust=Trust.FINE)


class Lead(Record):
    """One enquiry by one person. What reaches the person stands in its points, sealed.

    `wait_until` is the first day on which a recycled one is handed out again; `last_owner` is who is not asked again.
    `digest` is one of what a form was filled in with, by which the same words are known again.
    """

    number = models.CharField(_("lead number"), max_length=20, unique=True, default=next_number, editable=False)
    name = models.CharField(_("name of the person"), max_length=60)
    company = models.CharField(_("company"), max_length=120, blank=True)
    title = models.CharField(_("job title"), max_length=60, blank=True)
    region = models.CharField(_("region"), max_length=60, blank=True)
    city = models.CharField(_("city"), max_length=60, blank=True)
    source = models.CharField(_("source"), max_length=12, choices=Source.choices, default=a_source)
    campaign = models.CharField(_("campaign"), max_length=60, blank=True)
    tracked = models.JSONField(_("where it came from"), default=dict, editable=False)
    form = models.ForeignKey(
        CaptureForm, models.SET_NULL, null=True, related_name="+", verbose_name=_("capture form"), editable=False
    )
    interest = models.CharField(_("interest"), max_length=200, blank=True)
    product = models.ForeignKey(
        Product, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    note = models.TextField(_("note"), blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    last_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.NEW, editable=False)
    trust = models.CharField(_("trust"), max_length=10, choices=Trust.choices, default=Trust.FINE, editable=False)
    suspicion = models.CharField(_("why it is suspected"), max_length=200, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    score = models.SmallIntegerField(_("lead score"), default=0, editable=False)
    score_reasons = models.JSONField(default=list, editable=False)
    consent_basis = models.CharField(_("ground of consent"), max_length=10, choices=Basis.choices, blank=True)
    notice_version = models.CharField(_("version of the privacy notice"), max_length=20, blank=True, editable=False)
    received_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    first_response_at = models.DateTimeField(_("first response"), null=True, editable=False)
    converted_at = models.DateTimeField(_("converted at"), null=True, editable=False)
    lost_reason = models.CharField(
        _("lost reason"), max_length=12, choices=LostReason.choices, blank=True, editable=False
    )
    lost_note = models.CharField(_("what was said"), max_length=200, blank=True, editable=False)
    wait_until = models.DateField(_("waits until"), null=True, editable=False)
    customer = models.ForeignKey(
        Customer, models.SET_NULL, null=True, related_name="+", verbose_name=_("customer"), editable=False
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, related_name="+", verbose_name=_("contact"), editable=False
    )
    deal = models.ForeignKey(Deal, models.SET_NULL, null=True, related_name="+", verbose_name=_("deal"), editable=False)
    made = models.JSONField(default=dict, editable=False)

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        indexes = [
            models.Index(fields=["owner", "status", "-received_at"], name="lead_of_owner"),
            models.Index(fields=["-received_at", "-id"], name="lead_by_time"),
            models.Index(fields=["status", "-received_at", "-id"], name="lead_of_status_by_time"),
            models.Index(fields=["source", "-received_at", "-id"], name="lead_of_source_by_time"),
            models.Index(fields=["score", "id"], name="lead_by_score"),
            models.Index(fields=["digest", "received_at"], condition=~Q(digest=""), name="lead_by_what_was_said"),
            models.Index(fields=["wait_until"], condition=Q(status="recycled"), name="lead_waiting"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="lead_status_known"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="lead_source_known"),
            models.CheckConstraint(condition=Q(trust__in=Trust.values), name="lead_trust_known"),
            models.CheckConstraint(condition=Q(status="lost") ^ Q(lost_reason=""), name="lead_lost_has_a_reason"),
            models.CheckConstraint(
                condition=Q(status="converted") ^ Q(converted_at=None), name="lead_converted_has_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.company}" if self.company else self.name

    @property
    def is_open(self) -> bool:
        return self.status in OPEN and self.trust == Trust.FINE

    def is_late(self, *, at: datetime | None = None) -> bool:
        """Whether nobody has got in touch a day after it came in."""
        is_waiting = self.is_open and self.first_response_at is None
        return is_waiting and (at or timezone.now()) - self.received_at > RESPOND_WITHIN

    @property
    def waited(self) -> timedelta | None:
        """From the moment it came in to the first response; none before that."""
        return self.first_response_at - self.received_at if self.first_response_at else None


class LeadPointQuerySet(SealedQuerySet["LeadPoint"]):
    """Ways to reach leads, by what is said there."""

    def current(self) -> "LeadPointQuerySet":
        """Those that hold now."""
        return self.filter(ended_at=None)

    def saying(self, medium: str, value: str) -> "LeadPointQuerySet":
        """Those of this number, mail or id, however it is written."""
        return self.filter(medium=medium, value_index__in=marks_of(medium, value))


def marks_of(medium: str, value: str) -> list[bytes]:
    """By what the database may know a way again without reading it: one mark for each index key."""
    index: Any = LeadPoint._meta.get_field("value_index")
    marks: list[bytes] = index.marks(value, medium)
    return marks


class LeadPoint(models.Model):
    """One way to reach the person of a lead, sealed; at most one of a medium, and those that were there before."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="points", verbose_name=_("lead"))
    medium = models.CharField(_("medium"), max_length=10, choices=Medium.choices)
    uid = models.UUIDField(default=uuid4, editable=False)
    value = EncryptedField(_("value"), max_length=200)
    value_index = BlindIndex("value", normal=normalized, beside="medium")
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = LeadPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("way to reach a lead")
        verbose_name_plural = _("ways to reach leads")
        indexes = [models.Index(fields=["medium", "value_index"], name="lead_point_exact")]
        constraints = [
            models.UniqueConstraint(
                fields=["lead", "medium"], condition=Q(ended_at=None), name="one_way_of_a_medium_to_a_lead"
            )
        ]

    def __str__(self) -> str:
        return masked(self.medium, self.value)
