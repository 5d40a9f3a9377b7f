"""The likelihood of buying until one drops out after some purchase (BG/NBD and MBG/NBD)."""

import numpy as np

from zhike.insight.measures.later import special
from zhike.insight.measures.lifetime.likelihood import Buying
from zhike.insight.measures.lifetime.repeats import Repeats


class BuyingUntilAPurchase(Buying):
    """Gamma(r, alpha) rates; after each chance a customer leaves with a probability that is beta(a, b).

    ``first_chance`` is 0 where the first chance to leave is the first repeat purchase (BG/NBD), 1 where it is the
    very first purchase (MBG/NBD); a customer has had n = x + first_chance chances.

    *Formula.* counted + ln B(a, b+n) - ln B(a, b) - (r+x) ln(α+T) + ln(1 + e^d), where
    d = ln a - ln(b+n-1) + (r+x) (ln(α+T) - ln(α+t_x)) is the log odds of having left, and e^d is 0 where n is.
    *Sources.* Fader, Hardie and Lee 2005; Batislam, Denizel and Filiztekin 2007.
    """

    names = ("r", "alpha", "a", "b")

    def __init__(self, repeats: Repeats, *, first_chance: int) -> None:
        super().__init__(repeats)
        self.chances = repeats.by_x.values + first_chance

    def summed(self, *parameters: float) -> tuple[float, np.ndarray]:
        """The sum over customers, and its slope by the parameters themselves."""
        r, alpha, a, b = parameters
        seen = self.repeats
        power = r + seen.x
        at_end = np.log(alpha + seen.by_age.values)[seen.by_age.place]
        lead = at_end - np.log(alpha + seen.by_t_x.values)[seen.by_t_x.place]
        odds = self.odds(a, b)[seen.by_x.place] + power * lead
        gone = seen.weight * special.expit(odds)
        value, by_buying = self.counted(r, alpha)
        staying, by_staying = self.staying(a, b)
        value += staying + seen.weight @ (np.logaddexp(0, odds) - power * at_end)
        apart = (gone - seen.weight) / (alpha + seen.by_age.values)[seen.by_age.place]
        apart -= gone / (alpha + seen.by_t_x.values)[seen.by_t_x.place]
        by_buying += [gone @ lead - seen.weight @ at_end, power @ apart]
        gone_by_x = np.bincount(seen.by_x.place, gone, len(self.chances))
        by_staying += [gone_by_x.sum() / a, -gone_by_x @ (1 / self.last_chance(b))]
        return float(value), np.concatenate([by_buying, by_staying])

    def odds(self, a: float, b: float) -> np.ndarray:
        """ln a - ln(b+n-1) for each number of purchases; nobody has left who never could."""
        return np.where(self.chances > 0, np.log(a) - np.log(self.last_chance(b)), -np.inf)

    def last_chance(self, b: float) -> np.ndarray:
        """b+n-1, and 1 where there was no chance, to be multiplied by nought."""
        return np.where(self.chances > 0, b + self.chances - 1, 1.0)

    def staying(self, a: float, b: float) -> tuple[float, np.ndarray]:
        """ln B(a, b+n) - ln B(a, b), summed, and its slope by a and b."""
        n, weight = self.chances, self.repeats.by_x.weight
        value = weight @ (special.betaln(a, b + n) - special.betaln(a, b))
        both = special.psi(a + b) - special.psi(a + b + n)
        return float(value), np.array([weight @ both, weight @ (both + special.psi(b + n) - special.psi(b))])
