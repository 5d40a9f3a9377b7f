"""Who looks after a customer."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import Customer
from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal


@action(
    Customer,
    title=gettext_lazy("Hand over"),
    past=gettext_lazy("handed this customer over"),
    needs="hand_over",
    announces="customers.handed_over",
    labels={"to": gettext_lazy("new owner")},
    bulk=True,
)
def hand_over(customer: Customer, *, by: Staff, to: Staff) -> None:
    """Somebody else looks after the customer from now on."""
    if not to.works_here:
        raise Refusal(_("A customer is looked after by somebody who works here."), field="to")
    if customer.owner_id == to.pk:
        raise Refusal(_("%(name)s looks after this customer already.") % {"name": to}, field="to")
    customer.owner = to
    customer.save()
