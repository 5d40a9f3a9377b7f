"""MBG/NBD: customers who may leave after each purchase, the first one included."""

from dataclasses import dataclass

from zhike.insight.measures.lifetime.beta_geometric import BuyingUntilAPurchase
from zhike.insight.measures.lifetime.geometric import FittedGeometric
from zhike.insight.measures.lifetime.model import PurchaseModel
from zhike.insight.measures.lifetime.repeats import Repeats


@dataclass(frozen=True, eq=False)
class FittedMbgNbd(FittedGeometric):
    """A fitted MBG/NBD: ``r``, ``alpha``, ``a``, ``b``."""

    name = "mbgnbd"
    first_chance = 1


@dataclass(frozen=True)
class MbgNbd(PurchaseModel):
    """Purchases of customers who buy at their own pace and may leave after any purchase, the first included.

    *Reading.* As BG/NBD, but whoever bought once may have left, so the probability of being alive can be used.
    Quicker than Pareto/NBD, mostly with the same ranking of customers.

    *Formula.* While a customer stays, purchases are Poisson at a rate that is gamma(r, alpha) over customers; after
    the first and each further purchase one leaves with a probability that is beta(a, b) over customers.
    *Units.* ``alpha`` in the unit of the data; the others have none. *Tables.* ``parameters``.
    *Sources.* Batislam, Denizel and Filiztekin 2007; Hoppe and Wagner 2007.

    >>> seen = Repeats.of(x=[2, 1, 0, 0, 4], t_x=[30, 2, 0, 0, 12], age=[38, 38, 38, 30, 30], unit="week")
    >>> fitted = MbgNbd(minimum_repeaters=3, penalty=1).fit(seen)
    >>> bool(fitted.p_alive(0, 0, 38) < 1)
    True
    """

    name = "mbgnbd"
    fitted = FittedMbgNbd

    def likelihood(self, repeats: Repeats) -> BuyingUntilAPurchase:
        return BuyingUntilAPurchase(repeats, first_chance=1)
