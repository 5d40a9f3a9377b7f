"""For whom a receipt counts, where that is not who looked after the customer when it was entered."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.models import Staff
from zhike.kit.refusal import Refusal
from zhike.receivables.actions.receiving import is_money
from zhike.receivables.models import Receipt
from zhike.sales.actions.crediting import credit_to, crediting


@crediting(
    Receipt,
    past=gettext_lazy("credited this receipt to somebody else"),
    announces="receivables.receipt_credited",
    offered=lambda receipt: is_money(receipt) and receipt.customer_id is not None,
)
def credit(receipt: Receipt, *, by: Staff, to: Staff, reason: str) -> dict[str, list[str | None]]:
    """It counts for `to`, with what was given back of it: in targets, and in commission that is not approved yet."""
    if not is_money(receipt) or receipt.customer_id is None:
        raise Refusal(_("Only money that a customer paid, and that still counts, is credited to somebody."))
    return credit_to(receipt, to, following=receipt.refunded_by.all(), reason=reason)
