"""Money in one currency that settles a debt in another: exchanged at the rate of the day on which it came in.

What is exchanged leaves the one currency by a debit and enters the other by a credit, both worth the same to the firm.
What the rate won or lost since the debt was entered is the difference that settling it posts, as everywhere.
"""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from zhike.catalog.currencies import rate, smallest
from zhike.kit.refusal import Refusal
from zhike.look.format import exact_money
from zhike.receivables.actions import settling
from zhike.receivables.actions.posting import Posting, free_since, left_of, locked
from zhike.receivables.models import Allocation, LedgerEntry
from zhike.receivables.models.ledger import EntryKind
from zhike.receivables.rules.settling import exchanged, share_of

FINEST = Decimal(1).scaleb(-12)  # of a rate


def pay(credit: LedgerEntry, debit: LedgerEntry, amount: Decimal, *, by, on: date | None = None) -> Allocation:
    """Let a credit settle so much of a debt, told in the currency of the debt; from a day on, where one is given."""
    if credit.currency == debit.currency:
        return settling.settle(credit, debit, amount, by=by, on=on)
    return exchange(credit, debit, by=by, most=amount, on=on)


def exchange(
    credit: LedgerEntry,
    debit: LedgerEntry,
    *,
    by,
    given: Decimal | None = None,
    most: Decimal | None = None,
    on: date | None = None,
) -> Allocation:
    """Exchange of a credit what a debt needs, or exactly what is `given` of it; no more than `most` of the debt.

    Refused where nobody knows the rate of the day, and where more is given than is needed.
    """
    locked(credit, debit)
    worth = rate(credit.currency, debit.currency, credit.on)
    left, owed = left_of(credit), left_of(debit)
    taken, settled = exchanged(
        left.amount if given is None else min(given, left.amount),
        owed.amount if most is None else min(most, owed.amount),
        worth,
        coins=(smallest(credit.currency), smallest(debit.currency)),
    )
    if not taken or not settled or (given is not None and taken != given):
        told = {"most": exact_money(taken, currency=credit.currency)}
        raise Refusal(_("At most %(most)s can be allocated here.") % told, field="amount")
    since = max(free_since(credit, taken), free_since(debit, settled), on or debit.on)
    return _exchanged(credit, debit, taken, settled, on=since, by=by)


def take_back(made: Allocation, *, by, on: date | None = None) -> None:
    """Undo an allocation; of money that was exchanged for it the exchange as well.

    It is as if it had never been; or it ends on a day, where one is given.
    """
    first = given_by(made)
    settling.take_back(made if first is None else _second(first), by=by, on=on)
    if first is not None:
        back = _brought(first)
        settling.take_back(first, by=by, on=on)
        for entry in (first.debit, back):
            _counter(entry, on=on or entry.on, by=by)


def given_by(made: Allocation) -> Allocation | None:
    """The allocation that gave money away to be exchanged, of either side of the exchange; else nothing."""
    sides = (made.credit.kind == EntryKind.EXCHANGED, made.debit.kind == EntryKind.EXCHANGED)
    if sides == (True, False):
        return Allocation.objects.select_related("credit", "debit").get(pk=made.credit.document_id)
    return made if sides == (False, True) else None


def source_of(made: Allocation) -> LedgerEntry:
    """The credit that paid, before it was exchanged."""
    first = given_by(made)
    return first.credit if first else made.credit


def _exchanged(
    credit: LedgerEntry, debit: LedgerEntry, taken: Decimal, settled: Decimal, *, on: date, by
) -> Allocation:
    left = left_of(credit)
    firm = share_of(left.amount, left.firm, taken, coin=smallest(settings.CURRENCY))
    gone = Posting(
        credit.customer_id, EntryKind.EXCHANGED, on, credit, credit.number, credit.currency, rate=credit.rate
    )
    first = settling.settle(credit, gone.debit(taken, firm=firm), taken, by=by)
    worth = (firm / settled).quantize(FINEST)
    come = Posting(credit.customer_id, EntryKind.EXCHANGED, on, first, credit.number, debit.currency, rate=worth)
    return settling.settle(come.credit(settled, firm=firm), debit, settled, by=by)


def _brought(first: Allocation) -> LedgerEntry:
    """What the money became that an allocation gave away."""
    document = {"document": first._meta.label_lower, "document_id": first.pk}
    return LedgerEntry.objects.get(kind=EntryKind.EXCHANGED, **document)


def _second(first: Allocation) -> Allocation:
    [made] = settling.in_force([_brought(first)])
    return made


def _counter(entry: LedgerEntry, *, on: date, by) -> None:
    """Take one side of an exchange out of the ledger by its opposite."""
    posting = Posting(entry.customer_id, EntryKind.EXCHANGED, on, entry, entry.number, entry.currency, rate=entry.rate)
    if entry.debit:
        settling.settle(posting.credit(entry.debit, firm=entry.firm_debit), entry, entry.debit, by=by)
    else:
        settling.settle(entry, posting.debit(entry.credit, firm=entry.firm_credit), entry.credit, by=by)
