"""Fitted models of repeat buying as measures: each customer's purchases to come, with bands."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.engine import Observation
from zhike.insight.measures.lifetime.bands import purchase_bands
from zhike.insight.measures.lifetime.bg_nbd import BgNbd
from zhike.insight.measures.lifetime.customers import Customers, banded, on_distinct
from zhike.insight.measures.lifetime.holdout import back_test
from zhike.insight.measures.lifetime.mbg_nbd import MbgNbd
from zhike.insight.measures.lifetime.model import PurchaseModel
from zhike.insight.measures.lifetime.pareto_nbd import ParetoNbd
from zhike.insight.measures.lifetime.repeats import Unit, a_unit
from zhike.insight.measures.measure import Computed, Measure
from zhike.insight.measures.settings import MOST_SEED, refuse_beyond


@dataclass(frozen=True)
class PurchaseForecast(Measure):
    """Purchases of each customer within the next ``horizon`` units, by one of the fitted models.

    *Reading.* ``expected_purchases`` is a mean, not a promise: look at the band, and at the back-test, before money is
    spent on the difference between two customers. Sums over groups are much surer than single customers.

    *Settings.* ``unit`` day or week; ``horizon`` in units; ``calibrate_until`` adds a back-test: the model is fitted
    to the orders before that day and judged by those since (``holdout``, tables ``tracking`` and ``by_frequency``);
    ``minimum_repeaters`` fewer are refused; ``penalty`` see the model; ``seed`` of the bands.

    *Columns.* ``as_of``; ``customer_id``; ``reason`` (never_ordered, only_returns) where the rest is null;
    ``x`` repeat purchase days; ``t_x``, ``age`` units from the first purchase to the last and to the as-of day;
    ``p_alive`` 0 to 1; ``chance_to_buy`` 0 to 1, of one purchase or more within the horizon; ``expected_purchases``,
    and the ends of its 50 % and 90 % bands.
    Table ``parameters``: those found, under the paper's names, with errors.
    """

    model: ClassVar[type[PurchaseModel]]
    formula_version: ClassVar[int] = 2
    evidence: ClassVar[tuple[str, ...]] = ("reason", "x", "t_x", "age", "p_alive", "expected_purchases")

    unit: Unit = "week"
    horizon: int = 52
    calibrate_until: date | None = None
    minimum_repeaters: int = 30
    penalty: float = 0.0
    seed: int = 1

    def __post_init__(self) -> None:
        a_unit(self.unit)
        refuse_beyond(self, "seed", least=0, most=MOST_SEED, is_whole=True)
        if self.horizon < 1:
            raise MeasureRefused(_("A forecast reaches at least one unit ahead."))

    def compute(self, observation: Observation) -> Computed:
        as_of = observation.dates[-1]
        customers = Customers.read(observation.facts, as_of=as_of, unit=self.unit)
        model = self.model(minimum_repeaters=self.minimum_repeaters, penalty=self.penalty)
        fitted = model.fit(customers.repeats)
        rows, place = on_distinct(list(customers.past.values()))
        past = dict(zip(("x", "t_x", "age"), rows, strict=True))
        bands = purchase_bands(fitted, self.horizon, **past, seed=self.seed)
        buys = fitted.chance_to_buy(self.horizon, **past)
        columns = {**customers.past, "p_alive": fitted.p_alive(**past)[place], "chance_to_buy": buys[place]}
        table = customers.told(**columns, **banded("expected_purchases", bands, place))
        if self.calibrate_until is None:
            return Computed(table, fitted.warnings, fitted.tables, fitted.parameters, fitted.log_likelihood)
        test = back_test(
            model, observation.facts, calibrate_until=self.calibrate_until, as_of=as_of, unit=self.unit, seed=self.seed
        )
        extras = {**fitted.tables, **test.tables}
        return Computed(table, fitted.warnings, extras, fitted.parameters, fitted.log_likelihood, test.figures)


@dataclass(frozen=True)
class BgNbdForecast(PurchaseForecast):
    """Purchases to come by BG/NBD: customers may leave after each repeat purchase.

    As ``PurchaseForecast``, by the model ``BgNbd``. Its ``p_alive`` is 1 for every one-time buyer: not for churn.

    >>> from zhike.insight.measures.example import tea_house
    >>> scored = BgNbdForecast(minimum_repeaters=1, penalty=1).fit(tea_house(), as_of=date(2025, 7, 1))
    >>> sorted(scored.parameters)[:4]
    ['a', 'alpha', 'b', 'calibrate_until']
    """

    name = "bgnbd"
    model = BgNbd


@dataclass(frozen=True)
class MbgNbdForecast(PurchaseForecast):
    """Purchases to come by MBG/NBD: customers may leave after any purchase, the first included.

    As ``PurchaseForecast``, by the model ``MbgNbd``.

    >>> from zhike.insight.measures.example import tea_house
    >>> scored = MbgNbdForecast(minimum_repeaters=1, penalty=1).fit(tea_house(), as_of=date(2025, 7, 1))
    >>> scored.table["x"].to_pylist()
    [4.0, 3.0, 2.0, 1.0, None]
    """

    name = "mbgnbd"
    model = MbgNbd


@dataclass(frozen=True)
class ParetoNbdForecast(PurchaseForecast):
    """Purchases to come by Pareto/NBD: customers may leave at any time.

    As ``PurchaseForecast``, by the model ``ParetoNbd``; the one to ask who is still a customer.

    >>> from zhike.insight.measures.example import tea_house
    >>> scored = ParetoNbdForecast(minimum_repeaters=1, penalty=1).fit(tea_house(), as_of=date(2025, 7, 1))
    >>> alive = scored.table["p_alive"].to_pylist()
    >>> alive[0] > alive[2]
    True
    """

    name = "paretonbd"
    model = ParetoNbd
