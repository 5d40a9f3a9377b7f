"""Looking at what is masked."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import Customer
from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal

REASON_LENGTH = 200  # characters


@action(
    Customer,
    title=gettext_lazy("Show contact point"),
    past=gettext_lazy("looked at a contact point"),
    needs="read",
    offered=lambda customer: False,
    labels={"point": gettext_lazy("contact point"), "reason": gettext_lazy("reason")},
)
def reveal(customer: Customer, *, by: Staff, point: int, reason: str) -> dict[str, list[str | None]]:
    """See one contact point in full. Nothing changes; who saw which one and why is traced."""
    reason = reason.strip()[:REASON_LENGTH]
    if not reason:
        raise Refusal(_("Say why you need to see this; it is kept in the history."), field="reason")
    shown = customer.contact_points.filter(pk=point).first()
    if shown is None:
        raise Refusal(_("This customer has no such contact point."), field="point")
    return {"contact_point": [None, str(shown)], "reason": [None, reason]}
