"""Looking at what is masked."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import ContactPoint, Customer
from zhike.kit.access.models import Actor
from zhike.kit.access.rows import rows
from zhike.kit.atomic import one_act
from zhike.kit.audit import trace
from zhike.kit.fields import UNSTORABLE
from zhike.kit.refusal import Refusal

REASON_LENGTH = 200  # characters

# The trace is never written again: entries of the verb that this once was are still told.
trace.PLAIN["customers.reveal"] = gettext_lazy("looked at a contact point")


def reveal(customer: Customer, *, by: Actor, point: int, reason: str) -> ContactPoint:
    """One contact point, to be shown in full. Nothing changes; who saw which one and why is traced."""
    reason = UNSTORABLE.sub("", reason).strip()[:REASON_LENGTH]
    if not reason:
        raise Refusal(_("Say why you need to see this; it is kept in the history."), field="reason")
    with one_act():
        known = rows(Customer, by=by).get(pk=customer.pk)
        shown = known.contact_points.filter(pk=point).first()
        if shown is None:
            raise Refusal(_("This customer has no such contact point."), field="point")
        trace.seen(known, [str(shown)], by=by, why=reason)
    return shown
