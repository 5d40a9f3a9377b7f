"""What was said and seen with customers: calls and visits."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Contact, ContactPoint, Customer
from zhike.kit.record import Record
from zhike.vault import normal
from zhike.vault.fields import BlindIndex, EncryptedField, SealedQuerySet
from zhike.work.models.regarding import Regarding
from zhike.work.models.task import Task


class Direction(models.TextChoices):
    """Who called."""

    OUT = "out", _("We called")
    IN = "in", _("They called")


class CallResult(models.TextChoices):
    """How a call ended."""

    REACHED = "reached", _("Answered")
    CALL_BACK = "call_back", _("Wants to be called later")
    NO_ANSWER = "no_answer", _("No answer")
    BUSY = "busy", _("Busy")
    REFUSED = "refused", _("Does not want to be called")
    WRONG_NUMBER = "wrong_number", _("Wrong number")


class VisitStatus(models.TextChoices):
    """How far a visit is."""

    PLANNED = "planned", _("Planned")
    THERE = "there", _("On site")
    DONE = "done", _("Visited")
    CANCELLED = "cancelled", _("Cancelled")


class VisitResult(models.TextChoices):
    """What came of a visit."""

    GOOD = "good", _("Went well")
    NEUTRAL = "neutral", _("As usual")
    POOR = "poor", _("Went badly")
    NOT_MET = "not_met", _("Nobody met")


class Activity(Regarding, Record):
    """What somebody of the firm did with a customer, and what follows: a task, or why there is none."""

    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("contact")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("staff member")
    )
    summary = models.TextField(_("summary"), blank=True)
    next_task = models.ForeignKey(
        Task, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("next step")
    )
    no_next = models.CharField(_("why there is no next step"), max_length=120, blank=True, editable=False)

    class Meta:
        abstract = True


class Call(Activity):
    """One telephone call. Of the number dialled or called from enough is here to recognise it; all of it lies sealed.

    `point` is the contact point of the customer that it was, where it was one.
    """

    customer = models.ForeignKey(
        Customer, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("customer")
    )
    point = models.ForeignKey(ContactPoint, models.SET_NULL, null=True, editable=False, related_name="+")
    number = models.CharField(_("number dialled or called from"), max_length=40, blank=True, editable=False)
    title = models.CharField(_("subject"), max_length=120)
    direction = models.CharField(_("direction"), max_length=5, choices=Direction.choices, default=Direction.OUT)
    started_at = models.DateTimeField(_("when"), default=timezone.now)
    seconds = models.PositiveIntegerField(_("duration"), default=0)
    result = models.CharField(_("result"), max_length=12, choices=CallResult.choices)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        indexes = [
            models.Index(fields=["-started_at", "-id"], name="call_by_start"),
            models.Index(fields=["owner", "-started_at", "-id"], name="call_of_owner_by_start"),
            models.Index(fields=["customer", "-started_at", "-id"], name="call_of_customer_by_start"),
            models.Index(fields=["result", "-started_at", "-id"], name="call_of_result_by_start"),
            *Regarding.Meta.indexes,
        ]
        constraints = [
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="call_direction_known"),
            models.CheckConstraint(condition=Q(result__in=CallResult.values), name="call_result_known"),
        ]

    def __str__(self) -> str:
        return self.title


class CallNumber(models.Model):
    """The number of a call, apart from it so that no trace and no list ever holds it."""

    call = models.OneToOneField(Call, models.CASCADE, related_name="sealed")
    uid = models.UUIDField(default=uuid4, editable=False)
    value = EncryptedField(max_length=40)
    value_index = BlindIndex("value", normal=normal.phone)

    objects = SealedQuerySet.as_manager()

    class Meta:
        db_table = "work_call_number"
        indexes = [models.Index(fields=["value_index"], name="call_number_exact")]

    def __str__(self) -> str:
        return self.call.number


class Visit(Activity):
    """One visit to a customer, from the plan to what came of it.

    Where it began is kept to four decimals of a degree (about ten metres), `accuracy` and `distance` in metres;
    `distance` is measured from where the customer was found before, None where that is not known.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", verbose_name=_("customer"))
    purpose = models.CharField(_("purpose"), max_length=120)
    place = models.CharField(_("place"), max_length=200, blank=True)
    planned_at = models.DateTimeField(_("planned for"), default=timezone.now)
    status = models.CharField(
        _("status"), max_length=10, choices=VisitStatus.choices, default=VisitStatus.PLANNED, editable=False
    )
    checked_in_at = models.DateTimeField(_("arrived"), null=True, editable=False)
    checked_out_at = models.DateTimeField(_("left"), null=True, editable=False)
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, editable=False)
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, editable=False)
    accuracy = models.PositiveIntegerField(null=True, editable=False)
    distance = models.PositiveIntegerField(_("distance"), null=True, editable=False)
    place_note = models.CharField(_("where it began"), max_length=120, blank=True, editable=False)
    result = models.CharField(_("result"), max_length=10, choices=VisitResult.choices, blank=True, editable=False)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = [
            models.Index(fields=["-planned_at", "-id"], name="visit_by_plan"),
            models.Index(fields=["owner", "-planned_at", "-id"], name="visit_of_owner_by_plan"),
            models.Index(fields=["customer", "-planned_at", "-id"], name="visit_of_customer_by_plan"),
            models.Index(fields=["status", "-planned_at", "-id"], name="visit_of_status_by_plan"),
            *Regarding.Meta.indexes,
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=VisitStatus.values), name="visit_status_known"),
            models.CheckConstraint(condition=Q(result__in=["", *VisitResult.values]), name="visit_result_known"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="visit_is_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "cancelled"]) | Q(checked_in_at__isnull=False),
                name="visit_begun_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.purpose
