"""What money settled after it was exchanged, as pages tell it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from zhike.receivables.models import Allocation, LedgerEntry
from zhike.receivables.models.ledger import EntryKind


@dataclass(frozen=True)
class Settled:
    """One allocation of money, and `at`, that in which the debt itself was settled: another one after an exchange."""

    made: Allocation
    at: Allocation

    @property
    def is_exchanged(self) -> bool:
        """Whether money of another currency than the debt's paid it."""
        return self.made.pk != self.at.pk

    @property
    def won(self) -> Decimal:
        """What the change of rates won in the firm's currency since the debt was entered; below zero what it lost."""
        return self.at.firm_credit - self.at.firm_debit


def settled(made: Iterable[Allocation]) -> list[Settled]:
    """Allocations with what they settled in the end, in two queries; the counterparts of exchanges left out."""
    some = [one for one in made if one.credit.kind != EntryKind.EXCHANGED or one.debit.kind == EntryKind.CLAIM]
    away = [one.reverses_id or one.pk for one in some if one.debit.kind == EntryKind.EXCHANGED]
    told = {"document": Allocation._meta.label_lower, "document_id__in": away, "kind": EntryKind.EXCHANGED}
    come = dict(LedgerEntry.objects.filter(**told).values_list("document_id", "pk")) if away else {}
    found = Allocation.objects.filter(credit__in=come.values(), debit__kind=EntryKind.CLAIM) if away else ()
    ends = {(one.credit_id, one.amount > 0): one for one in found and found.select_related("debit__instalment")}
    return [Settled(one, ends.get((come.get(one.reverses_id or one.pk, 0), one.amount > 0), one)) for one in some]
