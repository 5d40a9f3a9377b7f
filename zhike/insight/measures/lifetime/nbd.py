"""NBD: customers who buy at their own pace and never leave."""

from dataclasses import dataclass

from zhike.insight.measures.lifetime.likelihood import Buying
from zhike.insight.measures.lifetime.model import PurchaseModel
from zhike.insight.measures.lifetime.repeats import Repeats
from zhike.insight.measures.lifetime.steady import FittedNbd


@dataclass(frozen=True)
class Nbd(PurchaseModel):
    """Purchases of customers who never leave, each at a steady pace of their own.

    *Reading.* The right model where nobody has had the time, or the reason, to leave; and the measuring rod for the
    others: a drop-out that raises the likelihood by less than 0.01 has not been found.

    *Formula.* Purchases are Poisson at a rate that is gamma(r, alpha) over customers: r / alpha is the mean rate.
    *Units.* ``alpha`` in units of time. *Source.* Ehrenberg 1959.

    >>> seen = Repeats.of(x=[3, 1, 0, 0], t_x=[9, 4, 0, 0], age=[10, 10, 10, 10])
    >>> fitted = Nbd(minimum_repeaters=1).fit(seen)
    >>> round(float(fitted.expected_transactions(10)), 3)
    1.0
    """

    name = "nbd"
    fitted = FittedNbd

    def likelihood(self, repeats: Repeats) -> Buying:
        return Buying(repeats)
