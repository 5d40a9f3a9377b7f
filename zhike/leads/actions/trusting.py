"""Whether a lead is a person who means it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.leads.models import Lead, Status, Trust


@action(
    Lead,
    title=gettext_lazy("Spam"),
    past=gettext_lazy("marked this lead as spam"),
    announces="leads.marked_spam",
    offered=lambda lead: lead.trust != Trust.SPAM and lead.status != Status.CONVERTED,
    undo="leads.not_spam",
    bulk=True,
    rare=True,
)
def mark_spam(lead: Lead, *, by: Staff) -> None:
    """Nobody is behind it who may buy."""
    if lead.trust == Trust.SPAM or lead.status == Status.CONVERTED:
        raise Refusal(_("This lead is marked as spam already, or it is converted."))
    lead.trust = Trust.SPAM
    lead.save()


@action(
    Lead,
    title=gettext_lazy("Not spam"),
    past=gettext_lazy("cleared this lead of suspicion"),
    announces="leads.cleared",
    offered=lambda lead: lead.trust != Trust.FINE,
    bulk=True,
)
def not_spam(lead: Lead, *, by: Staff) -> None:
    """Somebody looked at it and takes it for a person who means it."""
    if lead.trust == Trust.FINE:
        raise Refusal(_("Nobody suspects this lead."))
    lead.trust = Trust.FINE
    lead.save()
