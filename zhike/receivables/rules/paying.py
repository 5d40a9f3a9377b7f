"""What of money and of goods given back pays which invoices."""

from dataclasses import dataclass
from decimal import Decimal

NOTHING = Decimal(0)
Pays = dict[tuple[int, int], Decimal]  # by what pays and by the invoice


@dataclass
class Paying:
    """What is `left` of invoices and `free` of what may pay them, by their keys, in the order in which they are met.

    Of the `goods` among the latter invoices need no more paid than they bill `beyond` what is owed after returns: a
    return and the red letter that follows it are one reduction, which is no part of an invoice any more.
    """

    left: dict[int, Decimal]
    free: dict[int, Decimal]
    goods: set[int]
    beyond: Decimal

    def of(self, before: Pays) -> Pays:
        """Who pays what: what did so before stays as far as it can, and all that is free pays whatever is left.

        >>> paying = Paying({7: Decimal(760)}, {1: Decimal(500), 2: Decimal(380)}, goods={2}, beyond=Decimal(380))
        >>> paying.of({(1, 7): Decimal(500)})
        {(1, 7): Decimal('500'), (2, 7): Decimal('260')}
        """
        found = {pair: taken for pair, amount in before.items() if (taken := self._take(*pair, amount))}
        for payment in self.free:
            for invoice in self.left:
                if taken := self._take(payment, invoice, self.left[invoice]):
                    found[payment, invoice] = found.get((payment, invoice), NOTHING) + taken
        return found

    def _take(self, payment: int, invoice: int, most: Decimal) -> Decimal:
        taken = min(most, self.left[invoice], self.free.get(payment, NOTHING))
        if payment in self.goods:
            taken = min(taken, self.beyond)
            self.beyond -= taken
        if taken:
            self.left[invoice] -= taken
            self.free[payment] -= taken
        return taken
