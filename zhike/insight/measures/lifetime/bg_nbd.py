"""BG/NBD: customers who may leave after each repeat purchase."""

from dataclasses import dataclass

from zhike.insight.measures.lifetime.beta_geometric import BuyingUntilAPurchase
from zhike.insight.measures.lifetime.geometric import FittedGeometric
from zhike.insight.measures.lifetime.model import PurchaseModel
from zhike.insight.measures.lifetime.repeats import Repeats


@dataclass(frozen=True, eq=False)
class FittedBgNbd(FittedGeometric):
    """A fitted BG/NBD: ``r``, ``alpha``, ``a``, ``b``."""

    name = "bgnbd"
    first_chance = 0


@dataclass(frozen=True)
class BgNbd(PurchaseModel):
    """Purchases of customers who buy at their own pace and may leave after each repeat purchase.

    *Reading.* How many purchases to expect of a cohort, of a group, of one customer. Not for churn: whoever bought
    once cannot have left in this model, so a one-time buyer of years ago is "alive" for certain. Ask ``MbgNbd`` or
    ``ParetoNbd`` who is still a customer; this one is here since its figures are published and compared everywhere.

    *Formula.* While a customer stays, purchases are Poisson at a rate that is gamma(r, alpha) over customers; after
    each repeat purchase one leaves with a probability that is beta(a, b) over customers.
    *Units.* ``alpha`` in the unit of the data; the others have none. *Tables.* ``parameters``.
    *Source.* Fader, Hardie and Lee 2005, Marketing Science 24(2).

    >>> seen = Repeats.of(x=[2, 1, 0, 0, 4], t_x=[30, 2, 0, 0, 12], age=[38, 38, 38, 30, 30], unit="week")
    >>> fitted = BgNbd(minimum_repeaters=3, penalty=1).fit(seen)
    >>> list(fitted.parameters)
    ['r', 'alpha', 'a', 'b']
    >>> float(fitted.p_alive(0, 0, 38))
    1.0
    """

    name = "bgnbd"
    fitted = FittedBgNbd

    def likelihood(self, repeats: Repeats) -> BuyingUntilAPurchase:
        return BuyingUntilAPurchase(repeats, first_chance=0)
