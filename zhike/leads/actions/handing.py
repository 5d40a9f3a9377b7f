"""Who works on a lead."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.leads import assigning
from zhike.leads.models import Lead, Status, Trust
from zhike.rights.scopes import reach_further

Told = dict[str, list[str | None]]
ROBOT = "leads"


@action(
    Lead,
    title=gettext_lazy("Assign"),
    past=gettext_lazy("assigned this lead"),
    needs="hand_over",
    announces="leads.assigned",
    offered=lambda lead: lead.is_open,
    labels={"to": gettext_lazy("who gets it"), "because": gettext_lazy("why")},
    bulk=True,
)
def assign(lead: Lead, *, by: Staff, to: Staff, because: str = "") -> Told:
    """Somebody works on the lead from now on."""
    _require_open(lead)
    if not to.works_here:
        raise Refusal(_("A lead is worked on by somebody who works here."), field="to")
    if lead.owner_id == to.pk:
        raise Refusal(_("%(name)s works on this lead already.") % {"name": to}, field="to")
    lead.owner = to
    lead.save()
    return {"because": [None, because]} if because else {}


@action(
    Lead,
    title=gettext_lazy("Claim"),
    past=gettext_lazy("claimed this lead"),
    announces="leads.claimed",
    offered=lambda lead: lead.is_open and lead.owner_id is None,
)
def claim(lead: Lead, *, by: Staff) -> None:
    """Take a lead that nobody works on."""
    _require_open(lead)
    if lead.owner_id is not None:
        raise Refusal(_("%(name)s was faster and works on this lead already.") % {"name": lead.owner})
    lead.owner = by
    lead.save()


def unclaimed(by: Staff) -> Q:
    """Leads that nobody works on, which whoever works here may see and claim."""
    return Q(owner=None, trust=Trust.FINE)


@transaction.atomic
def hand_out(lead: Lead) -> bool:
    """Give a lead that nobody works on to whom the rules say; whether they said anybody."""
    if lead.owner_id is not None or not lead.is_open:
        return False
    choice = assigning.choose(lead)
    # While others chose, somebody may have got it.
    if choice and Lead.objects.filter(pk=lead.pk, owner=None).exists():
        assign(lead, by=Staff.objects.robot(ROBOT), to=choice.person, because=choice.why)
    return choice is not None


def _require_open(lead: Lead) -> None:
    if not lead.is_open:
        word = Status(lead.status).label if lead.trust == "fine" else lead.get_trust_display()
        raise Refusal(_("Nobody works on this lead now: it is “%(status)s”.") % {"status": word})


for right in ("read", "change.claim"):
    reach_further(Lead, right, unclaimed, why=gettext_lazy("nobody works on it yet"))
