"""Money that came in: whose it is, what it settles, and how it goes back."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.catalog.currencies import rate as rate_of
from zhike.catalog.currencies import rounded
from zhike.customers.models import Customer
from zhike.kit import search
from zhike.kit.actions import action
from zhike.kit.audit import trace
from zhike.kit.refusal import Refusal
from zhike.look.format import exact_money
from zhike.receivables.actions import exchanging, numbering, settling
from zhike.receivables.actions.amounts import require_amount, require_currency
from zhike.receivables.actions.posting import Posting
from zhike.receivables.models import Allocation, Instalment, LedgerEntry, Receipt
from zhike.receivables.models.ledger import EntryKind
from zhike.receivables.models.receipt import Method, ReceiptKind
from zhike.sales.models.crediting import counts_for

LABELS = {
    "received_on": gettext_lazy("received on"),
    "amount": gettext_lazy("amount"),
    "currency": gettext_lazy("currency"),
    "customer": gettext_lazy("customer"),
    "method": gettext_lazy("payment method"),
    "payer": gettext_lazy("payer"),
    "reference": gettext_lazy("bank reference"),
    "note": gettext_lazy("note"),
}


def is_money(receipt: Receipt) -> bool:
    """Whether it came in and still counts."""
    return receipt.kind == ReceiptKind.RECEIPT and receipt.withdrawn_on is None


def has_money_left(receipt: Receipt) -> bool:
    """Whether something of it is the customer's credit balance."""
    return is_money(receipt) and receipt.customer_id is not None and receipt.open > 0


@action(
    Receipt,
    title=gettext_lazy("Record a receipt"),
    past=gettext_lazy("recorded this receipt"),
    needs="book",
    announces="receivables.received",
    labels=LABELS,
    choices={"method": Method.choices},
)
def receive(
    *,
    by,
    received_on: date,
    amount: Decimal,
    currency: str = "",
    customer: Customer | None = None,
    method: str = Method.TRANSFER,
    payer: str = "",
    reference: str = "",
    note: str = "",
) -> Receipt:
    """Money came in; where it is known whose, they owe so much less from that day."""
    currency = currency or settings.CURRENCY
    require_currency(currency)
    require_amount(amount, currency)
    if method not in Method.values:
        raise Refusal(_("Choose how it was paid."), field="method")
    if received_on > timezone.localdate():
        raise Refusal(_("Money cannot have come in after today."), field="received_on")
    row = Receipt(received_on=received_on, amount=amount, currency=currency, customer=customer, method=method)
    row.payer, row.reference, row.note = payer[:120], reference[:80], note[:200]
    row.rate = rate_of(currency, settings.CURRENCY, received_on)
    row.number = numbering.take(numbering.RECEIPT, on=received_on)
    row.save()
    if customer:
        enter(row)
    return row


@action(
    Receipt,
    title=gettext_lazy("Assign to a customer"),
    past=gettext_lazy("assigned this receipt"),
    needs="book",
    announces="receivables.assigned",
    offered=lambda receipt: is_money(receipt) and not receipt.allocated,
    labels={"customer": gettext_lazy("customer")},
)
def assign(receipt: Receipt, *, by, customer: Customer) -> None:
    """It is this customer's money; where it was somebody else's before, theirs no more."""
    _require_money(receipt)
    if receipt.customer_id == customer.pk:
        raise Refusal(_("It is this customer's already."), field="customer")
    if receipt.allocated:
        raise Refusal(_("Take its allocations back first."))
    if receipt.entry:
        _counter(receipt, receipt.entry, by=by)
    receipt.customer = customer
    enter(receipt)


@action(
    Receipt,
    title=gettext_lazy("Allocate"),
    past=gettext_lazy("allocated this receipt"),
    needs="book",
    announces="receivables.allocated",
    offered=has_money_left,
    labels={"instalment": gettext_lazy("instalment"), "amount": gettext_lazy("amount")},
)
def allocate(
    receipt: Receipt, *, by, instalment: Instalment | None = None, amount: Decimal | None = None
) -> dict[str, list[str | None]]:
    """Let it settle an instalment, or all that is open, the oldest due first; the rest stays the customer's credit.

    An instalment in another currency is settled at the rate of the day on which the money came in.
    """
    if not has_money_left(receipt) or receipt.entry is None:
        raise Refusal(_("Nothing of this receipt is left to allocate."))
    if instalment and instalment.currency != receipt.currency:
        return _exchange(receipt, instalment, amount, by=by)
    made = settling.spend(receipt.entry, receipt.open, instalment, amount, by=by)
    if not made:
        raise Refusal(_("This customer has nothing to pay in that currency. Choose an instalment to exchange it for."))
    receipt.refresh_from_db()
    return {one.debit.number: [None, f"{one.amount:f}"] for one in made}


@action(
    Receipt,
    title=gettext_lazy("Take an allocation back"),
    past=gettext_lazy("took an allocation back"),
    needs="book",
    announces="receivables.taken_back",
    offered=lambda receipt: False,
    labels={"allocation": gettext_lazy("allocation")},
)
def take_back(receipt: Receipt, *, by, allocation: int) -> dict[str, list[str | None]]:
    """It settles that no more; the money is the customer's credit again."""
    _require_money(receipt)
    if receipt.entry is None:
        raise Refusal(_("Nothing of this receipt was allocated."))
    made = Allocation.objects.select_related("credit", "debit").filter(pk=allocation, credit=receipt.entry).first()
    if made is None or made.debit.kind not in (EntryKind.CLAIM, EntryKind.EXCHANGED):
        raise Refusal(_("This receipt has no such allocation."), field="allocation")
    exchanging.take_back(made, by=by)
    receipt.refresh_from_db()
    return {made.debit.number: [f"{made.amount:f}", None]}


@action(
    Receipt,
    title=gettext_lazy("Refund"),
    past=gettext_lazy("refunded of this receipt"),
    needs="book",
    announces="receivables.refunded",
    offered=has_money_left,
    labels={"amount": gettext_lazy("amount"), "on": gettext_lazy("paid back on"), "note": gettext_lazy("note")},
)
def refund(receipt: Receipt, *, by, amount: Decimal, on: date, note: str = "") -> dict[str, list[str | None]]:
    """Give money back that has settled nothing."""
    if not has_money_left(receipt) or receipt.entry is None:
        raise Refusal(_("Nothing of this receipt is left to give back."))
    if not 0 < amount <= receipt.open or rounded(amount, receipt.currency) != amount:
        told = {"most": exact_money(receipt.open, currency=receipt.currency)}
        raise Refusal(_("At most %(most)s can be given back.") % told, field="amount")
    if not receipt.received_on <= on <= timezone.localdate():
        raise Refusal(_("It is paid back between the day it came in and today."), field="on")
    back = Receipt(kind=ReceiptKind.REFUND, received_on=on, amount=amount, currency=receipt.currency)
    back.customer, back.refunds, back.method, back.payer = receipt.customer, receipt, receipt.method, receipt.payer
    back.note, back.rate = note[:200], rate_of(receipt.currency, settings.CURRENCY, on)
    back.number = numbering.take(numbering.REFUND, on=on)
    back.save()
    enter(back)
    trace.record("create", back, by=by, changes=trace.difference({}, trace.snapshot(back)))
    search.index([back])
    settling.settle(receipt.entry, _entry(back), amount, by=by)
    receipt.refresh_from_db()
    return {back.number: [None, f"{amount:f}"]}


@action(
    Receipt,
    title=gettext_lazy("Withdraw"),
    past=gettext_lazy("withdrew this receipt"),
    needs="book",
    announces="receivables.withdrawn",
    offered=lambda receipt: is_money(receipt) and not receipt.refunded_by.exists(),
    labels={"reason": gettext_lazy("reason")},
    rare=True,
)
def withdraw_receipt(receipt: Receipt, *, by, reason: str) -> None:
    """It was recorded by mistake: what it settled is open again, and the ledger says that it never counted."""
    _require_money(receipt)
    if receipt.refunded_by.exists():
        raise Refusal(_("Part of it was given back; it cannot be withdrawn."))
    if receipt.entry:
        for made in settling.in_force([receipt.entry]):
            exchanging.take_back(made, by=by)
        receipt.refresh_from_db()
        _counter(receipt, _entry(receipt), by=by)
    receipt.allocated, receipt.withdrawn_on = Decimal(0), timezone.localdate()
    receipt.note = f"{receipt.note} {reason}".strip()[:200]
    receipt.save()


def _exchange(receipt: Receipt, instalment: Instalment, amount: Decimal | None, *, by) -> dict[str, list[str | None]]:
    if instalment.customer_id != receipt.customer_id:
        raise Refusal(_("This instalment is another customer's."), field="instalment")
    made = exchanging.exchange(_entry(receipt), instalment.entry, by=by, given=amount)
    receipt.refresh_from_db()
    return {made.debit.number: [None, f"{made.amount:f} {made.debit.currency}"]}


def enter(receipt: Receipt) -> None:
    """Post a receipt or a refund in the ledger of its customer, to the credit of who looks after them."""
    receipt.credited_to = counts_for(receipt.customer, follows=receipt.refunds)
    posting = _posting(receipt)
    is_refund = receipt.kind == ReceiptKind.REFUND
    receipt.entry = posting.debit(receipt.amount) if is_refund else posting.credit(receipt.amount)
    receipt.save()


def _counter(receipt: Receipt, entry: LedgerEntry, *, by) -> None:
    """Take an entry out of the ledger by its opposite, and settle the one with the other."""
    counter = _posting(receipt).debit(entry.credit, firm=entry.firm_credit)
    settling.settle(entry, counter, entry.credit, by=by)


def _posting(receipt: Receipt) -> Posting:
    return Posting(
        customer=receipt.customer_id or 0,
        kind=EntryKind(receipt.kind),
        on=receipt.received_on,
        document=receipt,
        number=receipt.number,
        currency=receipt.currency,
        rate=receipt.rate,
    )


def _entry(receipt: Receipt) -> LedgerEntry:
    assert receipt.entry is not None
    return receipt.entry


def _require_money(receipt: Receipt) -> None:
    if not is_money(receipt):
        raise Refusal(_("Only money that came in and still counts can be changed."))
