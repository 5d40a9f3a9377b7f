"""Who has to agree to what, what was asked, and who said what."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from zhike.approvals.rules import Row, Step
from zhike.approvals.subjects import SUBJECTS
from zhike.catalog.coins import MoneyField
from zhike.kit.access.models import Role, Team
from zhike.kit.record import Record
from zhike.rights.models import RoleDefinition


class Approver(models.TextChoices):
    """Whom a step asks."""

    MANAGER = "manager", _("The asker's manager")
    ROLE = "role", _("Holders of a role")
    PERSON = "person", _("One person")


class State(models.TextChoices):
    """What became of an approval, or of one step of it."""

    WAITING = "waiting", _("Waiting for approval")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Sent back")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Answer(models.TextChoices):
    """What somebody who was asked said; nothing as yet."""

    NONE = "", _("no answer yet")
    AGREED = "agreed", _("agreed")
    REFUSED = "refused", _("refused")


def kinds_of_documents() -> list[tuple[str, Any]]:
    """The kinds that somebody may have to agree to, with their words."""
    return [(noun, capfirst(subject.model._meta.verbose_name)) for noun, subject in SUBJECTS.items()]


class ApprovalRule(Record):
    """One step that documents of a kind need from an amount and from a discount on; lower `position` is asked first.

    Both thresholds must be reached where both are said. Every rule that a document reaches adds its step.
    """

    name = models.CharField(_("name"), max_length=80)
    noun = models.CharField(_("kind of document"), max_length=60, choices=kinds_of_documents)
    from_amount = MoneyField(_("from amount"), max_digits=19, decimal_places=4, null=True, blank=True)
    from_discount = models.DecimalField(_("from discount"), max_digits=5, decimal_places=2, null=True, blank=True)
    team = models.ForeignKey(
        Team, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("only for the team")
    )
    position = models.PositiveSmallIntegerField(_("place in the order"), default=1)
    approver = models.CharField(_("who agrees"), max_length=10, choices=Approver.choices, default=Approver.MANAGER)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, blank=True)
    own_role = models.ForeignKey(
        RoleDefinition, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("role of our own")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    needs_all = models.BooleanField(_("all of them must agree"), default=False)
    own_too = models.BooleanField(_("askers may agree to their own"), default=False)
    active = models.BooleanField(_("in force"), default=True)

    class Meta:
        db_table = "approvals_approval_rule"
        verbose_name = _("approval rule")
        verbose_name_plural = _("approval rules")
        constraints = [
            models.CheckConstraint(condition=Q(approver__in=Approver.values), name="approver_known"),
            models.CheckConstraint(
                condition=Q(from_discount=None) | Q(from_discount__gte=0, from_discount__lte=100),
                name="rule_discount_is_a_share",
                violation_error_message=_("A discount lies between 0 and 100 percent."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def matrix(cls, noun: str) -> list[Row]:
        """The rows in force for a kind of document."""
        return [rule.row for rule in cls.objects.filter(noun=noun, active=True).order_by("position", "pk")]

    @property
    def row(self) -> Row:
        """The rule as arithmetic knows it."""
        step = Step(self.approver, self.role, self.own_role_id, self.person_id, self.needs_all, self.own_too, self.name)
        return Row(step, self.position, self.from_amount, self.from_discount, self.team_id)

    def clean(self) -> None:
        """A step names whom it asks."""
        if self.approver == Approver.PERSON and not self.person_id:
            raise ValidationError({"person": _("Say which person agrees.")})
        if self.approver == Approver.ROLE and not (self.role or self.own_role_id):
            raise ValidationError({"role": _("Say which role agrees.")})


class Approval(Record):
    """A question about one document, with the figures it was asked about."""

    title = models.CharField(_("document"), max_length=200)
    noun = models.CharField(_("kind of document"), max_length=60, choices=kinds_of_documents)
    object_id = models.BigIntegerField(_("number of the document"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    comment = models.TextField(_("comment"), blank=True)
    amount = models.DecimalField(_("amount"), max_digits=19, decimal_places=4)
    discount = models.DecimalField(_("discount"), max_digits=7, decimal_places=4)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        indexes = [
            models.Index(fields=["noun", "object_id", "-id"], name="approval_of_row"),
            models.Index(fields=["asked_at", "id"], name="approval_by_time"),
            models.Index(fields=["state", "asked_at", "id"], name="approval_of_state_by_time"),
            models.Index(fields=["asked_by", "asked_at", "id"], name="approval_of_asker"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["noun", "object_id"], condition=Q(state="waiting"), name="approval_waits_once"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="approval_state_known"),
            models.CheckConstraint(condition=Q(state="waiting") ^ Q(decided_at__isnull=False), name="approval_decided"),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def of(cls, row: models.Model) -> models.QuerySet["Approval"]:
        """What was asked about a row, the latest first."""
        return cls.objects.filter(noun=row._meta.label_lower, object_id=row.pk).order_by("-pk")

    @property
    def figures(self) -> tuple[Decimal, Decimal]:
        """The amount and the discount it was asked about."""
        return self.amount, self.discount

    @property
    def document(self) -> Any:
        """The row it is about, or None where it is gone. Whoever is asked may see what its template shows of it."""
        return apps.get_model(self.noun)._base_manager.filter(pk=self.object_id).first()

    @property
    def is_waiting(self) -> bool:
        return self.state == State.WAITING


class ApprovalStep(models.Model):
    """One step of an approval, frozen from its rule; people are asked when it is reached."""

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=80)
    approver = models.CharField(max_length=10, choices=Approver.choices)
    role = models.CharField(max_length=10, choices=Role.choices, blank=True)
    own_role = models.ForeignKey(RoleDefinition, models.SET_NULL, null=True, blank=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    needs_all = models.BooleanField(default=False)
    own_too = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, blank=True)

    class Meta:
        db_table = "approvals_approval_step"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["approval", "position"], name="step_position_once")]

    def __str__(self) -> str:
        return self.label


class Turn(models.Model):
    """One person who was asked in a step, and their answer; `given_by` is the stand-in where one gave it."""

    step = models.ForeignKey(ApprovalStep, models.CASCADE, related_name="turns")
    approval = models.ForeignKey(Approval, models.CASCADE, related_name="turns")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True, default=Answer.NONE)
    comment = models.TextField(blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "answer"], name="turn_of_person")]
        constraints = [
            models.UniqueConstraint(fields=["step", "person"], name="turn_once_a_step"),
            models.CheckConstraint(condition=Q(answer="") ^ Q(at__isnull=False), name="turn_answered_at"),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.person}"

    @classmethod
    def open(cls, people: models.QuerySet[Any]) -> models.QuerySet["Turn"]:
        """The questions that wait for an answer of any of these people."""
        return cls.objects.filter(person__in=people, answer=Answer.NONE, step__state=State.WAITING)


class Comment(models.Model):
    """What somebody who takes part said while a step was open, without answering it."""

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="comments")
    step = models.ForeignKey(ApprovalStep, models.CASCADE, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField()

    def __str__(self) -> str:
        return self.text


class Delegation(Record):
    """Between two days somebody else answers what `owner` is asked, and is named where they did."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("who is away"))
    stand_in = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("stand-in"))
    begins_on = models.DateField(_("from day"))
    ends_on = models.DateField(_("to day"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    title = models.CharField(max_length=140, editable=False)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        indexes = [
            models.Index(fields=["stand_in", "ends_on"], name="delegation_to"),
            models.Index(fields=["begins_on", "id"], name="delegation_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")),
                name="delegation_ends_after",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=~Q(owner=F("stand_in")),
                name="delegation_to_another",
                violation_error_message=_("Nobody stands in for themselves."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def derive(self) -> None:
        self.title = f"{self.owner.name} · {self.stand_in.name}"

    @classmethod
    def holding(cls, *, on: date) -> models.QuerySet["Delegation"]:
        """Those that hold on a day."""
        return cls.objects.filter(begins_on__lte=on, ends_on__gte=on, ended_at=None)
