"""What customers hold against buying, what was answered and when, whether it helped, and the answers that are kept."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.catalog.models import Product
from zhike.customers.models import Customer
from zhike.kit.record import Record
from zhike.objections import rules
from zhike.work.models import Regarding


class Timing(models.TextChoices):
    """When an objection was met."""

    BEFORE = "before", _("Before it is raised")
    AT_ONCE = "at_once", _("On the spot")
    LATER = "later", _("Some time later")
    NEVER = "never", _("Not at all")


class Method(models.TextChoices):
    """How an objection was met: the six ways that sellers are taught."""

    IGNORE = "ignore", _("Ignore")
    COMPENSATE = "compensate", _("Compensate")
    TURN = "turn", _("Turn around")
    ASK = "ask", _("Ask")
    YES_IF = "yes_if", _("Yes, if")
    REFUTE = "refute", _("Refute")


class Outcome(models.TextChoices):
    """What became of an objection."""

    OPEN = "open", _("Undecided")
    OVERCOME = "overcome", _("Overcome")
    LOST = "lost", _("Not overcome")


class Tenure(models.TextChoices):
    """How long the seller had been with the firm on the day."""

    UNDER_1 = "under_1", _("under 1 year")
    TO_3 = "1_to_3", _("1 to 3 years")
    OVER_3 = "over_3", _("over 3 years")
    UNKNOWN = "unknown", _("not known")


class ObjectionKind(Record):
    """What an objection is about: price, need, timing …"""

    name = models.CharField(_("name"), max_length=40, unique=True)
    meaning = models.CharField(_("what usually lies behind it"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("place in order"), default=100)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        db_table = "objections_objection_kind"
        verbose_name = _("kind of objection")
        verbose_name_plural = _("kinds of objections")

    def __str__(self) -> str:
        return self.name


class Answer(Record):
    """An answer worth keeping, to one kind of objection and perhaps one product. Every text that was used is kept."""

    title = models.CharField(_("title"), max_length=80)
    kind = models.ForeignKey(ObjectionKind, models.PROTECT, related_name="answers", verbose_name=_("kind of objection"))
    product = models.ForeignKey(
        Product, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    method = models.CharField(_("method used"), max_length=12, choices=Method.choices)
    text = models.TextField(_("text"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    edition = models.PositiveSmallIntegerField(_("edition"), default=1, editable=False)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        indexes = [models.Index(fields=["kind", "method"], condition=Q(active=True), name="answer_in_use")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        latest = self.editions.order_by("-number").first() if self.pk else None
        if latest and latest.text != self.text:
            self.edition = latest.number + 1
        super().save(*args, **kwargs)
        if latest is None or latest.text != self.text:
            self.editions.create(number=self.edition, text=self.text)


class AnswerEdition(models.Model):
    """One text of an answer; never changed, so that an objection tells which one was used."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="one_answer_edition_of_a_number")]

    def __str__(self) -> str:
        return f"{self.answer} {self.number}"


class ObjectionQuerySet(models.QuerySet["Objection"]):
    """Counting objections."""

    def counted(self, *names: str) -> dict[tuple[Any, ...], tuple[int, int]]:
        """How many were overcome and how many decided, by the values of some columns; the open ones count nowhere."""
        decided = self.exclude(outcome=Outcome.OPEN).order_by().values_list(*names)
        told = decided.annotate(won=Count("pk", filter=Q(outcome=Outcome.OVERCOME)), tried=Count("pk"))
        return {tuple(row[:-2]): (row[-2], row[-1]) for row in told}


def experience(*names: str, **narrowed: Any) -> dict[tuple[Any, ...], tuple[int, int]]:
    """The counts of the whole house, whoever asks: how often it helped is known to all, whom it was said to is not."""
    return Objection.objects.filter(**narrowed).counted(*names)


def raised_at(stage: str) -> list[tuple[int, int]]:
    """How often each kind was raised in a stage of deals, by all of the house: pairs of a kind and a number."""
    raised = Objection.objects.filter(stage=stage).order_by().values_list("kind")
    return list(raised.annotate(count=Count("pk")).values_list("kind", "count"))


class Objection(Regarding, Record):
    """One objection of one customer, and what was done about it; it regards the call, visit or deal it came up in.

    `stage` and `tenure` are those of the day: what a deal and a seller become later changes nothing.
    """

    wording = models.CharField(_("what was said"), max_length=200)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", verbose_name=_("customer"))
    kind = models.ForeignKey(ObjectionKind, models.PROTECT, related_name="+", verbose_name=_("kind of objection"))
    product = models.ForeignKey(
        Product, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("seller")
    )
    stage = models.CharField(_("stage of the deal"), max_length=60, blank=True, editable=False)
    raised_on = models.DateField(_("raised on"), default=timezone.localdate)
    timing = models.CharField(_("when it was met"), max_length=10, choices=Timing.choices, default=Timing.AT_ONCE)
    method = models.CharField(_("method used"), max_length=12, choices=Method.choices, blank=True)
    answer = models.ForeignKey(
        Answer, models.SET_NULL, null=True, blank=True, related_name="uses", verbose_name=_("answer used")
    )
    answer_edition = models.PositiveSmallIntegerField(_("edition used"), null=True, editable=False)
    note = models.TextField(_("note"), blank=True)
    tenure = models.CharField(
        _("seller with the firm"), max_length=10, choices=Tenure.choices, default=Tenure.UNKNOWN, editable=False
    )
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.OPEN, editable=False
    )
    decided_at = models.DateTimeField(_("when it was decided"), null=True, editable=False)
    decided_by_deal = models.BooleanField(_("taken from the deal"), default=False, editable=False)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        indexes = [
            models.Index(fields=["customer", "-id"], name="objection_of_customer"),
            *Regarding.Meta.indexes,
            models.Index(fields=["raised_on", "id"], name="objection_by_day"),
            models.Index(fields=["kind", "method", "timing", "outcome"], name="objection_counted"),
            models.Index(fields=["stage", "kind"], name="objection_at_stage"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="objection_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome="open") ^ Q(decided_at__isnull=False), name="objection_decided_has_a_time"
            ),
            models.CheckConstraint(condition=Q(noun="") ^ Q(object_id__isnull=False), name="objection_in_one_thing"),
        ]

    def __str__(self) -> str:
        return self.wording

    def derive(self) -> None:
        if self.answer is None:
            self.answer_edition = None
        elif self.answer_edition is None:
            self.answer_edition = self.answer.edition
        self.tenure = rules.tenure(self.seller.joined_on if self.seller else None, on=self.raised_on)

    @property
    def is_open(self) -> bool:
        return self.outcome == Outcome.OPEN

    def is_waiting(self, *, on: date | None = None) -> bool:
        """Whether its outcome should be asked for by now: open for a week on the day `on` (default today)."""
        return self.is_open and ((on or timezone.localdate()) - self.raised_on).days >= rules.ASKED_AFTER_DAYS
