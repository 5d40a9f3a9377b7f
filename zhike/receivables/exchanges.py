"""What money settled after it was exchanged, as pages tell it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from zhike.receivables.models import Allocation, LedgerEntry
from zhike.receivables.models.ledger import EntryKind

EXCHANGED = EntryKind.EXCHANGED


@dataclass(frozen=True)
class Settled:
    """One allocation, with what was `given` in the currency of the money and what it `came` to in that of the debt."""

    made: Allocation
    given: Allocation
    came: Allocation

    @property
    def is_exchanged(self) -> bool:
        """Whether money of another currency than the debt's paid it."""
        return self.given.pk != self.came.pk

    @property
    def other(self) -> tuple[Decimal, str]:
        """The amount on the other side of the exchange, and its currency."""
        there = self.came if self.made.pk == self.given.pk else self.given
        return there.amount, there.debit.currency

    @property
    def won(self) -> Decimal:
        """What the change of rates won in the firm's currency since the debt was entered; below zero what it lost."""
        return self.came.firm_credit - self.came.firm_debit


def settled(made: Iterable[Allocation]) -> list[Settled]:
    """Allocations with both sides of the exchanges among them, in two queries where there are any."""
    some = list(made)
    keys = {_exchange(one) for one in some} - {0}
    given = {(one.reverses_id or one.pk, one.amount > 0): one for one in _given(keys)} if keys else {}
    came = {(one.credit.document_id, one.amount > 0): one for one in _came(keys)} if keys else {}
    found = [((_exchange(one), one.amount > 0), one) for one in some]
    return [Settled(one, given.get(key, one), came.get(key, one)) for key, one in found]


def _exchange(one: Allocation) -> int:
    """The exchange that an allocation is a side of, by the key of the allocation that gave the money; else nothing."""
    if one.debit.kind == EXCHANGED:
        return one.reverses_id or one.pk
    return one.credit.document_id if one.credit.kind == EXCHANGED else 0


def _given(keys: set[int]) -> Iterable[Allocation]:
    own = Allocation.objects.filter(pk__in=keys) | Allocation.objects.filter(reverses__in=keys)
    return own.select_related("debit")


def _came(keys: set[int]) -> Iterable[Allocation]:
    sides = LedgerEntry.objects.filter(document=Allocation._meta.label_lower, document_id__in=keys, kind=EXCHANGED)
    found = Allocation.objects.filter(credit__in=sides.values("pk"), debit__kind=EntryKind.CLAIM)
    return found.select_related("credit", "debit__instalment")
