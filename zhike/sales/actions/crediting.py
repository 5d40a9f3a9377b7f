"""For whom a paper counts, where that is not who looked after the customer when it was booked."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.models import Staff
from zhike.kit.actions import Verb, action
from zhike.kit.refusal import Refusal
from zhike.sales.models import Order
from zhike.sales.models.crediting import Credited


def crediting(model: type[Credited], **told: Any) -> Callable[[Callable], Verb]:
    """Declare the verb that credits a paper to somebody else, for a reason."""
    return action(
        model,
        title=gettext_lazy("Credit to somebody else"),
        needs="credit",
        labels={"to": gettext_lazy("credited to"), "reason": gettext_lazy("reason")},
        rare=True,
        **told,
    )


def credit_to(paper: Credited, to: Staff, *, following: QuerySet, reason: str) -> dict[str, list[str | None]]:
    """Let a paper count for `to`, with what amends it or gives it back; the trace keeps the reason."""
    if paper.credited_to_id == to.pk:
        raise Refusal(_("It is credited to %(name)s already.") % {"name": to}, field="to")
    paper.credited_to = to
    paper.save()
    following.update(credited_to=to)
    return {"reason": [None, reason]}


@crediting(
    Order,
    past=gettext_lazy("credited this order to somebody else"),
    announces="sales.credited",
    offered=lambda order: order.amends_id is None,
)
def credit(order: Order, *, by: Staff, to: Staff, reason: str) -> dict[str, list[str | None]]:
    """It counts for `to`, with its changes and returns: in targets, and in commission that is not approved yet."""
    if order.amends_id:
        raise Refusal(_("A change or a return counts for whom its order counts for: credit the order."))
    return credit_to(order, to, following=order.amendments.all(), reason=reason)
