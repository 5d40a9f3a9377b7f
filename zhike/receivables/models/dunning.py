"""Letters that ask for money, as drafts: 催收."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Customer
from zhike.kit.record import Record
from zhike.receivables.models.instalment import Instalment


class ReminderState(models.TextChoices):
    """How far a reminder is."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Reminder(Record):
    """A letter about the overdue instalments of a customer, at one step of severity; a draft until it is sent."""

    title = models.CharField(_("title"), max_length=160)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", verbose_name=_("customer"), db_index=False)
    step = models.PositiveSmallIntegerField(_("step"))
    state = models.CharField(
        _("state"), max_length=10, choices=ReminderState.choices, default=ReminderState.DRAFT, editable=False
    )
    made_on = models.DateField(_("made on"), default=timezone.localdate)
    sent_on = models.DateField(_("sent on"), null=True, editable=False)
    amount = models.DecimalField(_("amount"), max_digits=19, decimal_places=4)
    days_overdue = models.PositiveIntegerField(_("days overdue"))
    instalments = models.ManyToManyField(Instalment, related_name="reminders")
    text_zh = models.TextField(_("letter in Chinese"))
    text_en = models.TextField(_("letter in English"))
    rule_version = models.PositiveIntegerField(default=0)
    why = models.CharField(_("why not sent"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("payment reminder")
        verbose_name_plural = _("payment reminders")
        indexes = [
            models.Index(fields=["made_on", "id"], name="reminder_by_day"),
            models.Index(fields=["customer", "-made_on", "-id"], name="reminder_of_customer"),
            models.Index(fields=["state", "made_on", "id"], name="reminder_of_state"),
            models.Index(fields=["title", "id"], name="reminder_by_title"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state="draft"), name="one_reminder_draft_per_customer"
            ),
            models.CheckConstraint(condition=Q(state__in=ReminderState.values), name="reminder_state_known"),
        ]

    def __str__(self) -> str:
        return self.title
