"""The back-test of spend: what purchases were said to bring, beside what those brought that came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.lifetime.gamma_gamma import FittedGammaGamma, GammaGamma
from zhike.insight.measures.lifetime.purchases import FittedPurchases
from zhike.insight.measures.lifetime.reading import ask
from zhike.insight.measures.lifetime.repeats import DAYS, as_floats
from zhike.insight.measures.lifetime.spends import Spends

MANY = 7


@dataclass(frozen=True, eq=False)
class SpendTest:
    """What customers spent in the time held out, beside what a model of spend, fitted before, says of it.

    ``figures`` are of customers who bought again. ``events_actual``: their purchases with money, which the model does
    not foretell (``events_predicted`` is None). ``spend_predicted``: what these were to bring; ``spend_actual``: what
    they brought; ``bias``: the share between. ``mae`` and ``rmse`` are of the mean spend of a purchase, per customer;
    beside them what one mean for everybody (``mae_of_one_mean``) and the own mean of each customer
    (``mae_of_own_mean``; the one of everybody where there is none) would have missed.

    Table ``spend_by_frequency``: repeat purchases with money before, 7 stands for 7 and more; customers who bought
    again; mean ``expected`` and ``actual`` spend of a purchase, each customer counting once.
    """

    fitted: FittedGammaGamma
    seen: pa.Table
    days: int

    @property
    def figures(self) -> dict[str, float | None]:
        """How far the model was off, for one customer and for all."""
        _x, events, weight, expected, actual = self.who_bought
        bought = self.bought
        own = np.where(bought["spend_events"] > 0, bought["mean_spend"], self.fitted.population_mean)
        predicted, happened = float(weight @ (expected * events)), float(weight @ bought["spend"])
        return {
            "customers": int(weight.sum()),
            "events_predicted": None,
            "events_actual": int(weight @ events),
            "spend_predicted": predicted,
            "spend_actual": happened,
            "bias": share(predicted, happened),
            "mae": mean(np.abs(expected - actual), weight),
            "rmse": float(np.sqrt(mean((expected - actual) ** 2, weight))),
            "mae_of_one_mean": mean(np.abs(self.fitted.population_mean - actual), weight),
            "mae_of_own_mean": mean(np.abs(own - actual), weight),
        }

    @property
    def tables(self) -> Mapping[str, pa.Table]:
        """Spend by how often customers had bought again before."""
        x, _events, weight, expected, actual = self.who_bought
        bins = np.minimum(x, MANY).astype(int)
        customers = np.bincount(bins, weight, MANY + 1)
        filled = np.maximum(customers, 1)
        return {
            "spend_by_frequency": pa.table(
                {
                    "x": np.arange(MANY + 1),
                    "customers": customers.astype(np.int64),
                    "expected": np.bincount(bins, weight * expected, MANY + 1) / filled,
                    "actual": np.bincount(bins, weight * actual, MANY + 1) / filled,
                }
            )
        }

    @property
    def bought(self) -> dict[str, np.ndarray]:
        """The rows of those who bought again."""
        rows = {name: as_floats(self.seen, name) for name in self.seen.column_names}
        return {name: values[rows["events"] > 0] for name, values in rows.items()}

    @property
    def who_bought(self) -> tuple[np.ndarray, ...]:
        """Of those: purchases before, purchases since, weight, expected and actual spend of a purchase."""
        rows = self.bought
        expected = self.fitted.expected_spend(rows["spend_events"], rows["mean_spend"])
        return rows["spend_events"], rows["events"], rows["weight"], expected, rows["spend"] / rows["events"]

    def with_purchases(self, buying: FittedPurchases, *, unit: str) -> dict[str, float]:
        """The money of everybody, purchases that a model foretold times what each was to bring: ``spend_predicted``,
        ``spend_actual``, ``spend_bias``, and per customer ``spend_mae`` and ``spend_rmse``."""
        rows = {name: as_floats(self.seen, name) for name in self.seen.column_names}
        past = {"x": rows["x"], "t_x": rows["t_x"] / DAYS[unit], "age": rows["age"] / DAYS[unit]}
        purchases = buying.conditional_expectation(self.days / DAYS[unit], **past)
        expected = purchases * self.fitted.expected_spend(rows["spend_events"], rows["mean_spend"])
        miss, weight = expected - rows["spend"], rows["weight"]
        predicted, happened = float(weight @ expected), float(weight @ rows["spend"])
        return {
            "spend_predicted": predicted,
            "spend_actual": happened,
            "spend_bias": share(predicted, happened),
            "spend_mae": mean(np.abs(miss), weight),
            "spend_rmse": float(np.sqrt(mean(miss**2, weight))),
        }


def spend_test(model: GammaGamma, facts: Facts, *, calibrate_until: date, as_of: date) -> SpendTest:
    """Fit ``model`` to the orders before ``calibrate_until`` and judge it by those from then on, before ``as_of``.

    Both days are exclusive. Customers who came later are left out of both.
    """
    if calibrate_until >= as_of:
        raise MeasureRefused(_("A back-test needs days after %(day)s to look at."), day=calibrate_until.isoformat())
    fitted = model.fit(Spends.read(facts, as_of=calibrate_until))
    seen = ask(facts, "holdout_spend", as_of=calibrate_until, until=as_of)
    return SpendTest(fitted, seen, (as_of - calibrate_until).days)


def share(predicted: float, happened: float) -> float:
    """By what share of what happened a forecast was off."""
    return (predicted - happened) / happened if happened else float("nan")


def mean(values: np.ndarray, weight: np.ndarray) -> float:
    """The mean of weighted values; none without any."""
    return float(weight @ values / weight.sum()) if weight.sum() else float("nan")
