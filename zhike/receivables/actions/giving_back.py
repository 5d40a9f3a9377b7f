"""What a return, a red letter or a credit note takes back of debts, and the payments that become free by it."""

from collections.abc import Iterable
from decimal import Decimal

from zhike.receivables.actions import exchanging, settling
from zhike.receivables.actions.posting import left_of
from zhike.receivables.models import Allocation, Instalment, LedgerEntry
from zhike.receivables.models.ledger import EntryKind

MONEY = (EntryKind.RECEIPT, EntryKind.EXCHANGED, EntryKind.CREDIT)


def give_back(given: LedgerEntry, plan: Iterable[Instalment], *, by) -> None:
    """Let a credit take back what is open of a plan in its order, and then what was paid of it.

    Money that paid what is taken back has settled nothing any more: it can be refunded, or allocated anew.
    """
    some = list(plan)
    for one in some:
        _take(given, one, by=by)
    for one in some:
        if rest := left_of(given).amount:
            _free(one.entry, rest, given=given, by=by)
            _take(given, one, by=by)


def _take(given: LedgerEntry, one: Instalment, *, by) -> None:
    if taken := min(left_of(given).amount, left_of(one.entry).amount):
        settling.settle(given, one.entry, taken, by=by)


def _free(debt: LedgerEntry, amount: Decimal, *, given: LedgerEntry, by) -> None:
    """Take payments back, the latest first, until so much of a debt is open; from the day of the credit on."""
    for made in _payments(debt):
        if left_of(debt).amount >= amount:
            return
        money, on = exchanging.source_of(made), max(given.on, made.on)
        exchanging.take_back(made, by=by, on=on)
        if (again := left_of(debt).amount - amount) > 0:
            exchanging.pay(money, debt, again, by=by, on=on)


def _payments(debt: LedgerEntry) -> list[Allocation]:
    """What paid a debt, the latest first; money before the credit of a note, which nobody can pay out."""
    made = [one for one in reversed(settling.in_force([debt])) if one.credit.kind in MONEY]
    return sorted(made, key=lambda one: exchanging.source_of(one).kind == EntryKind.CREDIT)
