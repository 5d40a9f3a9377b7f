"""Fitted lifetime value: purchases to come, times what they bring, discounted, with bands."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, get_args

import numpy as np

from zhike.insight.measures.cautions import Caution, MeasureRefused, _, say
from zhike.insight.measures.engine import Facts, Observation
from zhike.insight.measures.lifetime.bands import PARAMETER_DRAWS, WAYS, Bands, ends
from zhike.insight.measures.lifetime.customers import Customers, banded, on_distinct
from zhike.insight.measures.lifetime.gamma_gamma import FittedGammaGamma, GammaGamma
from zhike.insight.measures.lifetime.holdout import back_test
from zhike.insight.measures.lifetime.mbg_nbd import MbgNbd
from zhike.insight.measures.lifetime.model import PurchaseModel
from zhike.insight.measures.lifetime.pareto_nbd import ParetoNbd
from zhike.insight.measures.lifetime.purchases import FAR, FittedPurchases, rate_for
from zhike.insight.measures.lifetime.repeats import DAYS, Unit, a_unit
from zhike.insight.measures.measure import Computed, Measure
from zhike.insight.measures.settings import MOST_SEED, refuse_beyond

ModelName = Literal["paretonbd", "mbgnbd"]
MODELS: dict[str, type[PurchaseModel]] = {"paretonbd": ParetoNbd, "mbgnbd": MbgNbd}
ROWS_AT_ONCE = 10_000


@dataclass(frozen=True)
class FittedClv(Measure):
    """What each customer is worth from now on, by fitted models of buying and of spend.

    *Reading.* The residual value: what is still to come, not what was earned, and not less what winning the customer
    cost. The band says how far one customer may turn out from it; most customers end below the mean, a few far above.

    *Formula.* Discounted expected purchases (``ParetoNbd`` or ``MbgNbd``) times the expected spend of a purchase
    (``GammaGamma``) times the margin: ``stated_margin``, or else margin over net sales so far where all costs are
    known, or else 1, and then values are turnover, which is said. ``yearly_discount`` as a continuous rate.
    ``horizon_years`` ends the sum; None is endless.

    *Settings.* ``unit``, ``calibrate_until`` (adds a back-test of the purchases), ``minimum_repeaters``, ``penalty``,
    ``seed`` as in the forecasts of purchases.

    *Columns.* ``as_of``; ``customer_id``; ``reason``; ``clv`` money, with the ends of its 50 % and 90 % bands;
    ``p_alive``; ``discounted_purchases``; ``expected_spend`` money a purchase; ``x``. Table ``parameters``.
    *Source.* Fader, Hardie and Lee 2005, JMR 42.

    >>> from zhike.insight.measures.example import tea_house
    >>> scored = FittedClv(minimum_repeaters=1, penalty=1).fit(tea_house(), as_of=date(2025, 7, 1))
    >>> worth = scored.table["clv"].to_pylist()
    >>> worth[0] > worth[2], worth[4]
    (True, None)
    """

    name: ClassVar[str] = "lifetime"
    evidence: ClassVar[tuple[str, ...]] = ("reason", "p_alive", "discounted_purchases", "expected_spend", "x")

    model: ModelName = "paretonbd"
    unit: Unit = "week"
    yearly_discount: float = 0.10
    horizon_years: float | None = None
    stated_margin: float | None = None
    calibrate_until: date | None = None
    minimum_repeaters: int = 30
    penalty: float = 0.0
    seed: int = 1

    def __post_init__(self) -> None:
        a_unit(self.unit)
        refuse_beyond(self, "seed", least=0, most=MOST_SEED, is_whole=True)
        refuse_beyond(self, "horizon_years", least=0.01, most=1000)
        refuse_beyond(self, "yearly_discount", least=-0.99, most=1000)
        if self.model not in get_args(ModelName):
            raise MeasureRefused(_("Lifetime value is fitted by paretonbd or mbgnbd, not %(given)s."), given=self.model)
        if self.horizon_years is None and not self.yearly_discount > 0:
            raise MeasureRefused(_("An endless future needs a discount above zero; give one, or a horizon."))
        if self.stated_margin is not None and not 0 < self.stated_margin <= 1:
            raise MeasureRefused(_("A margin is stated as a share of net sales between 0 and 1."))

    def compute(self, observation: Observation) -> Computed:
        as_of = observation.dates[-1]
        customers = Customers.read(observation.facts, as_of=as_of, unit=self.unit)
        return self.tested(self.valued(customers), observation.facts, as_of=as_of)

    def valued(self, customers: Customers) -> Computed:
        """The values of these customers, by models fitted to them alone."""
        buying = self.buying_model.fit(customers.repeats)
        spending = GammaGamma(minimum_repeaters=self.minimum_repeaters, penalty=self.penalty).fit(customers.spends)
        margin, said = self.margin(customers)
        events, mean = customers.column("spend_events"), np.nan_to_num(customers.column("mean_spend"))
        rows, place = on_distinct([*customers.past.values(), events, mean])
        worth = Worth(buying, spending, margin, rate_for(self.yearly_discount, unit=self.unit), self.end)
        bands, columns = worth.bands(*rows, seed=self.seed)
        columns = {name: values[place] for name, values in columns.items()}
        table = customers.told(**banded("clv", bands, place), **columns, x=customers.past["x"])
        return Computed(
            table,
            (*buying.warnings, *spending.warnings, *said),
            {"parameters": buying.tables["parameters"], "spend": spending.tables["parameters"]},
            {**buying.parameters, **spending.parameters},
            buying.log_likelihood,
        )

    def tested(self, computed: Computed, facts: Facts, *, as_of: date) -> Computed:
        """The same with a back-test of the purchases, where one was asked for."""
        if self.calibrate_until is None:
            return computed
        way = {"calibrate_until": self.calibrate_until, "as_of": as_of}
        test = back_test(self.buying_model, facts, **way, unit=self.unit, seed=self.seed)
        return computed._replace(extras={**computed.extras, **test.tables}, holdout=test.figures)

    @property
    def buying_model(self) -> PurchaseModel:
        """The model of buying, not fitted yet."""
        return MODELS[self.model](minimum_repeaters=self.minimum_repeaters, penalty=self.penalty)

    @property
    def end(self) -> float | None:
        """The horizon in units."""
        return None if self.horizon_years is None else self.horizon_years * {1: 365, 7: 52}[DAYS[self.unit]]

    def margin(self, customers: Customers) -> tuple[float, tuple[Caution, ...]]:
        """The share of sales that is earned, and what to know of it."""
        if self.stated_margin is not None:
            return self.stated_margin, (say("value_is_stated_margin", percent=round(100 * self.stated_margin, 2)),)
        known = customers.margin_rate
        return (1.0, (say("value_is_sales"),)) if known is None else (known, ())


@dataclass(frozen=True, eq=False)
class Worth:
    """Two fitted models, a margin, a discount rate per unit and a horizon in units (None: endless)."""

    buying: FittedPurchases
    spending: FittedGammaGamma
    margin: float
    rate: float
    horizon: float | None

    def bands(self, *rows: np.ndarray, seed: int) -> tuple[Bands, dict[str, np.ndarray]]:
        """Values with bands, and what they are made of, for rows of x, t_x, age, events with money, mean spend."""
        x, t_x, age, events, mean = rows
        purchases = self.buying.residual_discounted(rate=self.rate, x=x, t_x=t_x, age=age, horizon=self.horizon)
        spend = self.spending.expected_spend(events, mean)
        starts = range(0, len(x), ROWS_AT_ONCE)
        parts = [
            ends(self.ways(*(row[at : at + ROWS_AT_ONCE] for row in rows), seed=seed), discrete=False) for at in starts
        ]
        lows_and_highs = np.concatenate(parts, axis=1) if parts else np.zeros((4, 0))
        made_of = {
            "p_alive": self.buying.p_alive(x, t_x, age),
            "discounted_purchases": purchases,
            "expected_spend": spend,
        }
        return Bands(purchases * spend * self.margin, *lows_and_highs), made_of

    def ways(self, *rows: np.ndarray, seed: int) -> np.ndarray:
        """So many ways the value of each customer may turn out: parameters drawn anew, then what each does."""
        x, t_x, age, events, mean = rows
        rng = np.random.default_rng(seed)
        end = FAR / self.rate if self.horizon is None else self.horizon
        found = []
        both = zip(self.buying.draws(PARAMETER_DRAWS, rng), self.spending.draws(PARAMETER_DRAWS, rng), strict=True)
        for buying, spending in both:
            alive = buying.p_alive(x, t_x, age)
            future = buying.future(rng, np.full((WAYS, 1), end), x=x, age=age, p_alive=alive)
            money = spending.spent(rng, future.purchases, x=events, mean=mean)
            found.append(self.margin * money * discounted(self.rate * future.span))
        return np.concatenate(found)


def discounted(far: np.ndarray) -> np.ndarray:
    """What money spread evenly over a span is worth now, given the discount over all of it."""
    return np.where(far > 1e-9, -np.expm1(-far) / np.maximum(far, 1e-9), 1.0)
