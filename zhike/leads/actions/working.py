"""How far a lead is."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.leads.models import Lead, Status
from zhike.leads.models.lead import LostReason
from zhike.rights.scopes import reach_further

LONGEST_WAIT = 365  # days
AWAY = (Status.LOST, Status.RECYCLED)


@action(
    Lead,
    title=gettext_lazy("Contacted"),
    past=gettext_lazy("got in touch with this lead"),
    announces="leads.contacted",
    offered=lambda lead: lead.is_open and lead.status == Status.NEW,
    bulk=True,
)
def contact(lead: Lead, *, by: Staff) -> None:
    """Somebody spoke or wrote to the person: the clock of the first response stops."""
    if lead.status != Status.NEW or not lead.is_open:
        raise Refusal(_("Somebody got in touch with this lead already, or it is closed."))
    respond(lead)
    lead.status = Status.CONTACTED
    lead.save()


@action(
    Lead,
    title=gettext_lazy("Qualify"),
    past=gettext_lazy("qualified this lead"),
    announces="leads.qualified",
    offered=lambda lead: lead.is_open and lead.status in (Status.NEW, Status.CONTACTED),
    bulk=True,
)
def qualify(lead: Lead, *, by: Staff) -> None:
    """There is a need, money and somebody who decides: worth a deal."""
    if not lead.is_open or lead.status == Status.QUALIFIED:
        raise Refusal(_("Only a lead that is new or contacted can be qualified."))
    respond(lead)
    lead.status = Status.QUALIFIED
    lead.save()


@action(
    Lead,
    title=gettext_lazy("Give up"),
    past=gettext_lazy("gave this lead up"),
    announces="leads.lost",
    offered=lambda lead: lead.is_open,
    undo="leads.reopen",
    rare=True,
    labels={"reason": gettext_lazy("reason"), "said": gettext_lazy("what was said")},
    choices={"reason": LostReason.choices},
)
def lose(lead: Lead, *, by: Staff, reason: str, said: str = "") -> None:
    """Nothing will come of it."""
    if not lead.is_open:
        raise Refusal(_("This lead is closed already."))
    if reason not in LostReason.values:
        raise Refusal(_("There is no such reason."), field="reason")
    lead.status, lead.lost_reason, lead.lost_note = Status.LOST, reason, said.strip()[:200]
    lead.save()


@action(
    Lead,
    title=gettext_lazy("Reopen"),
    past=gettext_lazy("reopened this lead"),
    announces="leads.reopened",
    offered=lambda lead: lead.status in AWAY,
)
def reopen(lead: Lead, *, by: Staff) -> None:
    """Something may come of it after all; one that rests is again with whoever had it last."""
    if lead.status not in AWAY:
        raise Refusal(_("Only a lead that was given up or recycled can be reopened."))
    if lead.status == Status.RECYCLED and lead.owner is None:
        lead.owner, lead.last_owner = lead.last_owner, None
    lead.status = Status.CONTACTED if lead.first_response_at else Status.NEW
    lead.lost_reason = lead.lost_note = ""
    lead.wait_until = None
    lead.save()


@action(
    Lead,
    title=gettext_lazy("Recycle"),
    past=gettext_lazy("recycled this lead"),
    announces="leads.recycled",
    offered=lambda lead: lead.is_open or lead.status == Status.LOST,
    undo="leads.reopen",
    labels={"days": gettext_lazy("days to wait")},
    rare=True,
)
def recycle(lead: Lead, *, by: Staff, days: int = 30) -> None:
    """Not now: let it rest, then somebody else tries."""
    if lead.status in (Status.CONVERTED, Status.RECYCLED):
        raise Refusal(_("This lead is converted, or waits already."))
    if not 0 <= days <= LONGEST_WAIT:
        raise Refusal(_("It waits from 0 to %(most)s days.") % {"most": LONGEST_WAIT}, field="days")
    lead.status, lead.wait_until = Status.RECYCLED, timezone.localdate() + timedelta(days=days)
    lead.last_owner, lead.owner = lead.owner, None
    lead.lost_reason = lead.lost_note = ""
    lead.save()


def resting(by: Staff) -> Q:
    """Leads that wait for somebody else, which whoever had them last may take back."""
    return Q(status=Status.RECYCLED, owner=None, last_owner=by)


def respond(lead: Lead) -> None:
    """The clock of the first response stops, if it still runs."""
    lead.first_response_at = lead.first_response_at or timezone.now()


reach_further(Lead, "change.reopen", resting, why=gettext_lazy("they recycled it or had it last"))
