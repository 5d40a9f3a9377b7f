"""Who looks after a deal."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.deals.models import Deal
from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal


@action(
    Deal,
    title=gettext_lazy("Hand over"),
    past=gettext_lazy("handed this deal over"),
    needs="hand_over",
    announces="deals.handed_over",
    labels={"to": gettext_lazy("new owner")},
    bulk=True,
    rare=True,
)
def hand_over(deal: Deal, *, by: Staff, to: Staff) -> None:
    """Somebody else looks after the deal from now on."""
    if not to.works_here:
        raise Refusal(_("A deal is looked after by somebody who works here."), field="to")
    if deal.owner_id == to.pk:
        raise Refusal(_("%(name)s looks after this deal already.") % {"name": to}, field="to")
    deal.owner = to
    deal.save()
