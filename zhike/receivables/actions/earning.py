"""For whom a receipt counts, where that is not who looked after the customer when it was entered."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.receivables.actions.receiving import is_money
from zhike.receivables.models import Receipt


@action(
    Receipt,
    title=gettext_lazy("Credit to somebody else"),
    past=gettext_lazy("credited this receipt to somebody else"),
    needs="credit",
    announces="receivables.credited",
    offered=lambda receipt: is_money(receipt) and receipt.customer_id is not None,
    labels={"to": gettext_lazy("credited to"), "reason": gettext_lazy("reason")},
    rare=True,
)
def credit(receipt: Receipt, *, by: Staff, to: Staff, reason: str) -> dict[str, list[str | None]]:
    """It counts for `to`, with what was given back of it: in targets, and in commission that is not approved yet."""
    if not is_money(receipt) or receipt.customer_id is None:
        raise Refusal(_("Only money that a customer paid, and that still counts, is credited to somebody."))
    if receipt.credited_to_id == to.pk:
        raise Refusal(_("It is credited to %(name)s already.") % {"name": to}, field="to")
    receipt.credited_to = to
    receipt.save()
    receipt.refunded_by.update(credited_to=to)
    return {"reason": [None, reason]}
