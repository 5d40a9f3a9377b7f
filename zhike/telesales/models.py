"""Lists of people to call, what is said to them, what came of it, and whom nobody may call."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Customer
from zhike.kit.access.models import Team
from zhike.kit.record import Record
from zhike.leads.models import Lead
from zhike.telesales import rules
from zhike.vault import normal
from zhike.vault.fields import BlindIndex, EncryptedField, SealedQuerySet
from zhike.work.models import Call, CallResult

REACHED = (CallResult.REACHED, CallResult.CALL_BACK, CallResult.REFUSED)
STAFF = settings.AUTH_USER_MODEL
MUDDLES = {
    "empty": _("A script needs a step; it begins with “# name”."),
    "before": _("“%(what)s” stands before the first step; begin with “# name”."),
    "twice": _("Two steps are called “%(what)s”."),
    "lost": _("An answer leads to “%(what)s”, and there is no such step."),
    "unreached": _("No answer leads to the step “%(what)s”."),
}
TAKEN = "jkxceg"  # keys that the lists and pages have themselves


class Script(Record):
    """What is said on the telephone, in steps; an answer leads to the next step. Every text that was used is kept."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    text = models.TextField(_("steps"))

    class Meta:
        verbose_name = _("script")
        verbose_name_plural = _("scripts")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        latest = self.latest
        if latest is None or latest.text != self.text:
            self.editions.create(number=latest.number + 1 if latest else 1, text=self.text)

    def clean(self) -> None:
        try:
            rules.steps(self.text)
        except rules.Muddled as muddle:
            raise ValidationError({"text": MUDDLES[muddle.why] % {"what": muddle.what}}) from None

    @property
    def latest(self) -> "ScriptEdition | None":
        """The edition in use."""
        return self.editions.order_by("-number").first()


class ScriptEdition(models.Model):
    """One text of a script; never changed, so that a call always tells what was said."""

    script = models.ForeignKey(Script, models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["script", "number"], name="one_edition_of_a_number")]

    def __str__(self) -> str:
        return f"{self.script} {self.number}"


class Follows(models.TextChoices):
    """What a result leads to."""

    AGAIN = "again", _("call again after some hours")
    ASKED = "asked", _("call again when they said")
    CLOSE = "close", _("nothing further")
    FORBID = "forbid", _("never call again")
    DEAL = "deal", _("open a deal")
    TASK = "task", _("make a task")


class ResultCode(Record):
    """What may come of a call, the key that says so, and what follows."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    key = models.CharField(_("key"), max_length=1, unique=True)
    logged_as = models.CharField(_("logged as"), max_length=12, choices=CallResult.choices, default=CallResult.REACHED)
    note = models.CharField(_("note"), max_length=120, blank=True)
    follows = models.CharField(_("what follows"), max_length=10, choices=Follows.choices, default=Follows.CLOSE)
    hours = models.PositiveSmallIntegerField(_("after how many hours"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("place in order"), default=100)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        db_table = "telesales_result_code"
        verbose_name = _("result of a call")
        verbose_name_plural = _("results of calls")
        constraints = [
            models.CheckConstraint(condition=Q(follows__in=Follows.values), name="result_follows_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def makes_something(self) -> bool:
        """Whether a deal or a task comes of it, which has a way back of its own."""
        return self.follows in (Follows.DEAL, Follows.TASK)

    def clean(self) -> None:
        if self.key and (not self.key.isalnum() or self.key.lower() in TAKEN):
            raise ValidationError(
                {"key": _("Take a digit, or a letter that no page has: not %(taken)s.") % {"taken": ", ".join(TAKEN)}}
            )


class CallList(Record):
    """Customers or leads to be called: those of a list's address as it was on a day. Asking again adds those who came
    since.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("under way")
        CLOSED = "closed", _("ended")

    class Whom(models.TextChoices):
        CUSTOMERS = "customers", _("customers")
        LEADS = "leads", _("leads")

    name = models.CharField(_("name"), max_length=80)
    script = models.ForeignKey(
        Script, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("script")
    )
    owner = models.ForeignKey(STAFF, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who calls")
    )
    opens_at = models.PositiveSmallIntegerField(_("calls from (hour)"), default=9, validators=[MaxValueValidator(23)])
    closes_at = models.PositiveSmallIntegerField(
        _("calls until (hour)"), default=18, validators=[MaxValueValidator(24)]
    )
    most_attempts = models.PositiveSmallIntegerField(_("attempts, at most"), default=5)
    whom = models.CharField(
        _("who is called"), max_length=10, choices=Whom.choices, default=Whom.CUSTOMERS, editable=False
    )
    address = models.TextField(_("asked for"), blank=True, editable=False)
    frozen_at = models.DateTimeField(_("as of"), null=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OPEN, editable=False)

    class Meta:
        db_table = "telesales_call_list"
        verbose_name = _("call list")
        verbose_name_plural = _("call lists")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="call_list_closes_later",
                violation_error_message=_("The hours of calling end after they begin."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def hours(self) -> str:
        """The sentence about its hours."""
        told = {"from": f"{self.opens_at}:00", "until": f"{self.closes_at}:00"}
        return gettext("From this list people are called from %(from)s to %(until)s.") % told

    def is_time(self, at: datetime) -> bool:
        """Whether people may be called at this moment, by the clock of the business zone."""
        return self.opens_at <= timezone.localtime(at).hour < self.closes_at


class State(models.TextChoices):
    """How far a planned call is."""

    WAITING = "waiting", _("to be called")
    CALLING = "calling", _("being called")
    DONE = "done", _("finished")
    BLOCKED = "blocked", _("not to be called")


class PlannedCall(Record):
    """One customer or one lead on one call list. `owner` is who looked after it when it was put there."""

    name = models.CharField(_("name"), max_length=120)
    call_list = models.ForeignKey(CallList, models.CASCADE, related_name="entries", verbose_name=_("call list"))
    customer = models.ForeignKey(
        Customer, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("customer")
    )
    lead = models.ForeignKey(Lead, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("lead"))
    owner = models.ForeignKey(STAFF, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    worth = models.DecimalField(_("priority by value"), max_digits=19, decimal_places=2, default=0)
    state = models.CharField(_("how far it is"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next call"), null=True, blank=True)
    result = models.ForeignKey(
        ResultCode, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("last result")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        db_table = "telesales_planned_call"
        verbose_name = _("planned call")
        verbose_name_plural = _("planned calls")
        indexes = [
            models.Index(
                fields=["call_list", "next_at", "-worth", "id"], condition=Q(state="waiting"), name="call_to_make"
            ),
            models.Index(fields=["customer"], name="call_of_customer"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["call_list", "customer"], name="once_on_a_call_list"),
            models.UniqueConstraint(fields=["call_list", "lead"], name="lead_once_on_a_call_list"),
            models.CheckConstraint(
                condition=Q(customer=None) ^ Q(lead=None), name="planned_call_is_of_a_customer_or_a_lead"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="planned_call_state_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def who(self) -> Customer | Lead:
        """Whom it is about."""
        return self.customer or self.lead  # type: ignore[return-value]


class Attempt(models.Model):
    """One call of one seller: opened on the screen, ended with a result, wrapped up. Never two on one planned call.

    `dialled` is the key of the contact point of the customer, or of the point of the lead, that was called.
    """

    planned = models.ForeignKey(PlannedCall, models.CASCADE, related_name="tries")
    caller = models.ForeignKey(STAFF, models.PROTECT, related_name="+")
    edition = models.ForeignKey(ScriptEdition, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    wrapped_at = models.DateTimeField(null=True)
    result = models.ForeignKey(ResultCode, models.PROTECT, null=True, related_name="+")
    way = models.JSONField(default=list)
    dialled = models.BigIntegerField(null=True)
    note = models.TextField(blank=True)
    call = models.OneToOneField(Call, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["caller", "opened_at"], name="attempt_of_caller")]
        constraints = [
            models.UniqueConstraint(fields=["planned"], condition=Q(ended_at=None), name="one_caller_at_a_time"),
            models.UniqueConstraint(fields=["caller"], condition=Q(wrapped_at=None), name="one_call_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at=None, result=None, wrapped_at=None) | Q(ended_at__gte=F("opened_at")),
                name="attempt_ends_later",
            ),
            models.CheckConstraint(
                condition=Q(wrapped_at=None) | Q(wrapped_at__gte=F("ended_at")), name="attempt_is_wrapped_last"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.planned}"


class Why(models.TextChoices):
    """Why somebody rests."""

    BREAK = "break", _("Break")
    MEAL = "meal", _("Meal")
    MEETING = "meeting", _("Meeting")
    TRAINING = "training", _("Training")
    OTHER = "other", _("Something else")


class Pause(models.Model):
    """A time in which somebody at the desk takes no calls."""

    caller = models.ForeignKey(STAFF, models.PROTECT, related_name="+")
    why = models.CharField(max_length=10, choices=Why.choices)
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caller"], condition=Q(ended_at=None), name="one_pause_at_a_time"),
            models.CheckConstraint(condition=Q(why__in=Why.values), name="pause_why_known"),
        ]

    def __str__(self) -> str:
        return self.get_why_display()


class DoNotCall(Record):
    """A telephone number that nobody may call: enough of it to recognise, and why. The number itself lies sealed."""

    shown = models.CharField(_("masked number"), max_length=40, editable=False)
    reason = models.CharField(_("reason"), max_length=200)
    customer = models.ForeignKey(
        Customer, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("customer")
    )
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("in force until"), null=True, blank=True)

    class Meta:
        db_table = "telesales_do_not_call"
        verbose_name = _("do-not-call number")
        verbose_name_plural = _("do-not-call numbers")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="do_not_call_ends_later",
                violation_error_message=_("It cannot end before it began."),
            ),
        ]

    def __str__(self) -> str:
        return self.shown


class SealedNumberQuerySet(SealedQuerySet["SealedNumber"]):
    """Numbers, sealed."""

    def saying(self, *numbers: str) -> "SealedNumberQuerySet":
        """Those of these numbers, however they are written."""
        index: Any = self.model._meta.get_field("number_index")
        return self.filter(number_index__in=[mark for number in numbers for mark in index.marks(number)])


class SealedNumber(models.Model):
    """The number of a do-not-call entry, apart from it so that no trace and no list ever holds it."""

    entry = models.OneToOneField(DoNotCall, models.CASCADE, related_name="sealed")
    uid = models.UUIDField(default=uuid4, editable=False)
    number = EncryptedField(max_length=40)
    number_index = BlindIndex("number", normal=normal.phone)

    objects = SealedNumberQuerySet.as_manager()

    class Meta:
        db_table = "telesales_sealed_number"
        indexes = [models.Index(fields=["number_index"], name="do_not_call_exact")]

    def __str__(self) -> str:
        return self.entry.shown
