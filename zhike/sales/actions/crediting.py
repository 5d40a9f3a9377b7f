"""For whom an order counts, where that is not who looked after the customer when it was booked."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.sales.models import Order


@action(
    Order,
    title=gettext_lazy("Credit to somebody else"),
    past=gettext_lazy("credited this order to somebody else"),
    needs="credit",
    announces="sales.credited",
    offered=lambda order: order.amends_id is None,
    labels={"to": gettext_lazy("credited to"), "reason": gettext_lazy("reason")},
    rare=True,
)
def credit(order: Order, *, by: Staff, to: Staff, reason: str) -> dict[str, list[str | None]]:
    """It counts for `to`, with its changes and returns: in targets, and in commission that is not approved yet."""
    if order.amends_id:
        raise Refusal(_("A change or a return counts for whom its order counts for: credit the order."))
    if order.credited_to_id == to.pk:
        raise Refusal(_("It is credited to %(name)s already.") % {"name": to}, field="to")
    order.credited_to = to
    order.save()
    order.amendments.update(credited_to=to)
    return {"reason": [None, reason]}
