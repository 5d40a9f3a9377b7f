"""Buy till you die: how often each kind of customer buys, when it leaves, and what it spends.

The process is the Pareto/NBD of Schmittlein, Morrison and Colombo (1987, Management Science 33(1)): while
a customer is one, purchases arrive at a constant rate lambda; an unseen moment ends it at a rate mu. Over
customers lambda is Gamma(r, alpha) and mu is Gamma(s, beta), independent of each other. Two changes make it a
tea house: purchases run in season time (see `seasons.SeasonClock`), and two on one day are one.
Rates are per week, so alpha and beta are weeks. Spend per order is lognormal in yuan, with one part that
belongs to the customer and one to the order, independent of the rates (the Gamma-Gamma assumption).
"""

from dataclasses import dataclass
from math import exp, log1p
from random import Random

from zhike.site.demo.generator.seasons import Seasonality, SeasonClock

DAYS_IN_WEEK = 7


@dataclass(frozen=True, slots=True)
class BuyingProcess:
    """The known parameters of one kind of customer."""

    r: float
    alpha: float
    s: float
    beta: float
    median_spend: float
    spread_between: float
    spread_within: float
    lines_per_order: float
    never_buys: float
    season: Seasonality

    def mean_spend(self) -> float:
        """Mean aimed-at value of an order, in yuan: a lognormal's mean is above its median."""
        return self.median_spend * exp((self.spread_between**2 + self.spread_within**2) / 2)

    def expected_repeats(self, weeks: float) -> float:
        """E[X(t)]: repeat purchases of a new customer in its first `weeks` (Fader and Hardie, note 019)."""
        shrink = 1 - exp((1 - self.s) * log1p(weeks / self.beta))
        return self.r * self.beta / (self.alpha * (self.s - 1)) * shrink

    def share_remaining(self, weeks: float) -> float:
        """Share of customers not yet gone after that many weeks: the Pareto part of the name."""
        return exp(-self.s * log1p(weeks / self.beta))


PROCESSES = {
    "enterprise": BuyingProcess(
        r=1.6, alpha=12.0, s=0.8, beta=60.0,
        median_spend=3_200, spread_between=0.85, spread_within=0.50, lines_per_order=2.9, never_buys=0.15,
        season=Seasonality(0.35, 1.30, 1.50, 0.05, 0.10),
    ),
    "channel": BuyingProcess(
        r=2.2, alpha=8.0, s=0.9, beta=80.0,
        median_spend=9_500, spread_between=0.70, spread_within=0.40, lines_per_order=3.8, never_buys=0.08,
        season=Seasonality(0.70, 0.90, 0.80, 0.05, 0.35, lead_days=14),
    ),
    "consumer": BuyingProcess(
        r=0.9, alpha=14.0, s=0.7, beta=55.0,
        median_spend=360, spread_between=0.60, spread_within=0.45, lines_per_order=2.0, never_buys=0.21,
        season=Seasonality(0.60, 0.70, 0.90, 0.30, 1.35),
    ),
    "internal": BuyingProcess(
        r=1.2, alpha=10.0, s=0.5, beta=100.0,
        median_spend=260, spread_between=0.40, spread_within=0.40, lines_per_order=1.8, never_buys=0.0,
        season=Seasonality(0.20, 0.30, 0.40, 0.05, 0.20),
    ),
    "public_interest": BuyingProcess(
        r=0.8, alpha=26.0, s=0.6, beta=80.0,
        median_spend=1_500, spread_between=0.50, spread_within=0.40, lines_per_order=2.4, never_buys=0.20,
        season=Seasonality(0.20, 0.80, 0.80, 0.05, 0.20),
    ),
}  # fmt: skip
"""Suppliers and competitors have no process: they never buy."""


@dataclass(frozen=True, slots=True)
class History:
    """One drawn life: the two rates per week; its end and its purchases, in days after the start."""

    purchases_per_week: float
    dropout_per_week: float
    ends: float
    purchases: tuple[float, ...]


def draw_history(process: BuyingProcess, clock: SeasonClock, first: float, horizon: float, random: Random) -> History:
    """A life that begins with a purchase `first` days after the start and is watched until `horizon`."""
    rate = random.gammavariate(process.r, 1 / process.alpha)
    dropout = max(random.gammavariate(process.s, 1 / process.beta), 1e-12)
    ends = first + random.expovariate(dropout) * DAYS_IN_WEEK
    purchases = [first]
    season_time = clock.season_time(first)
    while True:
        season_time += random.expovariate(rate) * DAYS_IN_WEEK
        moment = clock.days(season_time)
        if moment >= min(ends, horizon):
            return History(rate, dropout, ends, tuple(purchases))
        if int(moment) > int(purchases[-1]):
            purchases.append(moment)
