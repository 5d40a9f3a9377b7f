"""Letters that ask for money: drafted by the night, sent by people."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.notices.contact_gate import reason_against
from zhike.receivables.models import Reminder
from zhike.receivables.models.dunning import ReminderState


@action(
    Reminder,
    title=gettext_lazy("Mark as sent"),
    past=gettext_lazy("sent this reminder"),
    needs="book",
    announces="receivables.reminded",
    offered=lambda reminder: reminder.state == ReminderState.DRAFT,
)
def send(reminder: Reminder, *, by) -> None:
    """It went out. Refused, with the reason, where the customer may not be contacted now."""
    require_draft(reminder)
    if reason := reason_against(reminder.customer, about=reminder, by=by):
        raise Refusal(_("It may not be sent: %(reason)s") % {"reason": reason})
    reminder.state, reminder.sent_on = ReminderState.SENT, timezone.localdate()
    reminder.save()


@action(
    Reminder,
    title=gettext_lazy("Withdraw"),
    past=gettext_lazy("withdrew this reminder"),
    needs="book",
    announces="receivables.reminder_withdrawn",
    offered=lambda reminder: reminder.state == ReminderState.DRAFT,
    labels={"why": gettext_lazy("why not sent")},
)
def withdraw(reminder: Reminder, *, by, why: str = "") -> None:
    """It will not be sent."""
    require_draft(reminder)
    reminder.state, reminder.why = ReminderState.WITHDRAWN, why[:200]
    reminder.save()


def require_draft(reminder: Reminder) -> None:
    """Refuse to touch what was sent or withdrawn."""
    if reminder.state != ReminderState.DRAFT:
        raise Refusal(_("Only a draft can still be sent or withdrawn."))
