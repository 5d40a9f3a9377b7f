"""What money settles what debt. Rows are added; taking one back adds its opposite."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.catalog.coins import require_coins
from zhike.catalog.currencies import smallest
from zhike.kit.refusal import Refusal
from zhike.look.format import exact_money
from zhike.receivables.actions.papers import name_papers
from zhike.receivables.actions.posting import Posting, free_since, left_of, locked
from zhike.receivables.models import Allocation, Instalment, Invoice, LedgerEntry, Receipt
from zhike.receivables.models.ledger import EntryKind
from zhike.receivables.rules.settling import share_of, taken_in_turn


def settle(credit: LedgerEntry, debit: LedgerEntry, amount: Decimal, *, by, on: date | None = None) -> Allocation:
    """Let so much of a credit settle so much of a debt of the same customer and currency.

    It holds from the day on which so much of both is open, or from a later one. Refuses more than is open of either.
    """
    locked(credit, debit)
    if (credit.customer_id, credit.currency) != (debit.customer_id, debit.currency):
        raise Refusal(_("Only money of the same customer and currency settles it."))
    given, owed = left_of(credit), left_of(debit)
    if not 0 < amount <= min(given.amount, owed.amount):
        told = {"most": exact_money(min(given.amount, owed.amount), currency=credit.currency)}
        raise Refusal(_("At most %(most)s can be allocated here.") % told, field="amount")
    coin = smallest(settings.CURRENCY)
    made = Allocation.objects.create(
        credit=credit,
        debit=debit,
        amount=amount,
        firm_credit=share_of(given.amount, given.firm, amount, coin=coin),
        firm_debit=share_of(owed.amount, owed.firm, amount, coin=coin),
        on=max(free_since(credit, amount), free_since(debit, amount), on or debit.on),
        by=by,
    )
    _count(made)
    return made


def spend(
    credit: LedgerEntry, left: Decimal, instalment: Instalment | None, amount: Decimal | None, *, by
) -> list[Allocation]:
    """Let what is left of a credit settle one instalment, or all that is open in its currency, the oldest due first."""
    if amount is not None:
        require_coins(amount, credit.currency)
    if instalment:
        plan, shares = [instalment], [min(left, instalment.open) if amount is None else amount]
    else:
        plan = open_instalments(credit.customer_id, currency=credit.currency)
        shares = taken_in_turn(left if amount is None else min(amount, left), [one.open for one in plan])
    asked = [(one, share) for one, share in zip(plan, shares, strict=True) if share or instalment]
    return [settle(credit, one.entry, share, by=by) for one, share in asked]


def take_back(allocation: Allocation, *, by, on: date | None = None) -> Allocation:
    """Undo an allocation by its counter-row, of its own day or of another one. Refuses what was taken back already."""
    locked(allocation.credit, allocation.debit)
    if allocation.amount < 0 or Allocation.objects.filter(reverses=allocation).exists():
        raise Refusal(_("This allocation was taken back already."))
    counter = Allocation.objects.create(
        credit=allocation.credit,
        debit=allocation.debit,
        amount=-allocation.amount,
        firm_credit=-allocation.firm_credit,
        firm_debit=-allocation.firm_debit,
        on=on or allocation.on,
        reverses=allocation,
        by=by,
    )
    _count(counter)
    return counter


def in_force(entries: Iterable[LedgerEntry]) -> list[Allocation]:
    """The allocations of some entries that nobody took back, the first first."""
    keys = [entry.pk for entry in entries]
    found = Allocation.objects.filter(Q(credit__in=keys) | Q(debit__in=keys), amount__gt=0, reversed_by=None)
    return list(found.select_related("credit", "debit").order_by("pk"))


def open_instalments(customer: int, *, currency: str) -> list[Instalment]:
    """What a customer has to pay in a currency, the oldest due first; what has no day yet comes last."""
    found = Instalment.objects.filter(customer=customer, currency=currency, replaced_on=None, paid__lt=F("amount"))
    return list(found.select_related("entry").order_by(F("due_on").asc(nulls_last=True), "pk"))


def _count(made: Allocation) -> None:
    """Keep the sums that lists show, name the invoices, and say what the change of rates won or lost."""
    now = {"version": F("version") + 1, "changed_at": timezone.now()}
    given = {"allocated": F("allocated") + made.amount, **now}
    Receipt.objects.filter(entry__in=[made.credit_id, made.debit_id]).update(**given)
    Invoice.objects.filter(entry=made.credit_id).update(paid=F("paid") + made.amount, **now)
    if made.credit.kind != EntryKind.REPLAN:
        Instalment.objects.filter(entry=made.debit_id).update(paid=F("paid") + made.amount, **now)
        name_papers(Instalment.objects.filter(entry=made.debit_id).first())
    if difference := made.firm_credit - made.firm_debit:
        _post_difference(made, difference)


def _post_difference(made: Allocation, difference: Decimal) -> None:
    posting = Posting(
        customer=made.credit.customer_id,
        kind=EntryKind.EXCHANGE,
        on=made.on,
        document=made,
        number=made.debit.number,
        currency=made.credit.currency,
        rate=Decimal(1),
    )
    if difference > 0:
        posting.debit(Decimal(0), firm=difference)
    else:
        posting.credit(Decimal(0), firm=-difference)
