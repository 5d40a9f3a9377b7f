"""The back-test: what a model fitted to the past said of a time that has passed since, beside what happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from zhike.insight.measures.cautions import Caution, MeasureRefused, _
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.lifetime.bands import held, purchase_bands, total_band
from zhike.insight.measures.lifetime.model import PurchaseModel
from zhike.insight.measures.lifetime.purchases import FittedPurchases
from zhike.insight.measures.lifetime.reading import ask
from zhike.insight.measures.lifetime.repeats import DAYS, Repeats, Unit, as_floats

MANY = 7


@dataclass(frozen=True, eq=False)
class BackTest:
    """A forecast beside what happened.

    *Reading.* ``bias`` first: a model 12 % too low for all customers is 12 % too low for the budget. ``mae`` and
    ``rmse`` are per customer. A 90 % band that held 80 % was too sure of itself.

    ``parameters`` of the fit; ``figures``: ``events_predicted``, ``events_actual``, ``low_90``, ``high_90`` (all
    customers together), ``bias`` (share of the actual), ``mae``, ``rmse``, ``correlation``,
    ``tracking_error_cumulative`` and ``tracking_error`` (mean share by which the expected sum, or that of a unit,
    missed the actual in the time held out), ``held_50`` and ``held_90`` (share of customers within their bands).

    ``tables``: ``tracking`` (``period``, ``is_holdout``, ``expected``, ``actual``, both also summed up), and
    ``by_frequency`` (repeat purchases before, 7 stands for 7 and more; customers; mean ``expected`` and ``actual``).

    *Source.* Fader, Hardie and Lee 2005, sections on tracking and conditional expectations.
    """

    fitted: FittedPurchases
    figures: Mapping[str, float]
    tables: Mapping[str, pa.Table]
    warnings: tuple[Caution, ...] = field(default=())

    @property
    def parameters(self) -> Mapping[str, Any]:
        return self.fitted.parameters

    @property
    def log_likelihood(self) -> float:
        return self.fitted.log_likelihood


@dataclass(frozen=True, eq=False)
class HeldOut:
    """A model fitted to what was known on a day, with what everybody known then did since.

    One row for each distinct past with what followed: ``past`` (``x``, ``t_x``, ``age`` in units), ``actual``
    purchases, ``weight`` customers. ``length`` of the time held out in units; ``tracked`` as ``BackTest`` has it.
    """

    fitted: FittedPurchases
    repeats: Repeats
    past: Mapping[str, np.ndarray]
    actual: np.ndarray
    weight: np.ndarray
    length: float
    tracked: pa.Table

    def figures(self, expected: np.ndarray) -> dict[str, float]:
        """The errors of one customer, of all together, and of the units held out."""
        miss, several = expected - self.actual, self.weight.sum() > 1  # one alone goes along with nobody
        predicted, happened = float(self.weight @ expected), float(self.weight @ self.actual)
        spread = np.cov(expected, self.actual, fweights=self.weight.astype(int)) if several else np.zeros((2, 2))
        return {
            "events_predicted": predicted,
            "events_actual": happened,
            "bias": (predicted - happened) / happened if happened else float("nan"),
            "mae": float(self.weight @ np.abs(miss) / self.weight.sum()),
            "rmse": float(np.sqrt(self.weight @ miss**2 / self.weight.sum())),
            "correlation": float(spread[0, 1] / np.sqrt(spread[0, 0] * spread[1, 1])) if spread.all() else 0.0,
            **tracking_errors(self.tracked),
        }


def held_out(model: PurchaseModel, facts: Facts, *, calibrate_until: date, as_of: date, unit: Unit) -> HeldOut:
    """Fit ``model`` to the orders before ``calibrate_until`` and look at those from then on, before ``as_of``.

    Both days are exclusive, as everywhere. Customers who came later are left out of both.
    """
    if calibrate_until >= as_of:
        raise MeasureRefused(_("A back-test needs days after %(day)s to look at."), day=calibrate_until.isoformat())
    seen = ask(facts, "holdout", as_of=calibrate_until, until=as_of)
    days, length = DAYS[unit], (as_of - calibrate_until).days
    fitted = model.fit(Repeats.from_table(seen, unit=unit))
    past = {name: as_floats(seen, name) / (1 if name == "x" else days) for name in ("x", "t_x", "age")}
    actual, weight = as_floats(seen, "events"), as_floats(seen, "weight")
    repeats = Repeats.of(past["x"], past["t_x"], past["age"], weight, unit=unit)
    tracked = tracking(ask(facts, "tracking", as_of=calibrate_until, until=as_of), fitted, repeats, length / days)
    return HeldOut(fitted, repeats, past, actual, weight, length / days, tracked)


def back_test(
    model: PurchaseModel, facts: Facts, *, calibrate_until: date, as_of: date, unit: Unit = "week", seed: int = 1
) -> BackTest:
    """Judge ``model``, fitted to what was known before a day, by what came since, its bands included.

    Measures that stand on one model are judged by one test: over the same facts it is made once.
    """
    key = ("back_test", model, calibrate_until, as_of, unit, seed)
    way: dict[str, Any] = {"calibrate_until": calibrate_until, "as_of": as_of, "unit": unit}
    return facts.once(key, lambda: judged(held_out(model, facts, **way), seed=seed))


def judged(test: HeldOut, *, seed: int) -> BackTest:
    """The errors of a model over the time held out, and whether its bands held what came."""
    fitted, past = test.fitted, test.past
    bands = purchase_bands(fitted, test.length, **past, seed=seed)
    together = total_band(fitted, test.length, test.repeats, seed=seed)
    inside = held(bands, test.actual, test.weight)
    low, high = float(together.low_90[0]), float(together.high_90[0])
    return BackTest(
        fitted=fitted,
        figures=test.figures(bands.expected)
        | {"low_90": low, "high_90": high, "held_50": inside[0.5], "held_90": inside[0.9]},
        tables={
            "tracking": test.tracked,
            "by_frequency": by_frequency(past["x"], bands.expected, test.actual, test.weight),
        },
        warnings=fitted.warnings,
    )


def tracking(events: pa.Table, fitted: FittedPurchases, repeats: Repeats, length: float) -> pa.Table:
    """Expected and actual repeat purchases of the whole cohort, unit by unit since its oldest member came.

    Only whole units: days at the end that make none are left out. A unit is held out where all of its days are.
    """
    days = DAYS[repeats.unit]
    calibrated = round(repeats.longest * days) + 1  # the first day is one of them
    periods = np.arange(1, (calibrated + round(length * days)) // days + 1)
    place = (as_floats(events, "days") // days).astype(int)
    actual = np.bincount(place, as_floats(events, "events"), len(periods))[: len(periods)]
    summed = fitted.expected_cumulative(periods, repeats)
    return pa.table(
        {
            "period": periods,
            "is_holdout": (periods - 1) * days >= calibrated,
            "expected": np.diff(summed, prepend=0.0),
            "actual": actual.astype(np.int64),
            "expected_cumulative": summed,
            "actual_cumulative": np.cumsum(actual).astype(np.int64),
        }
    )


def tracking_errors(tracked: pa.Table) -> dict[str, float]:
    """By what share the forecast missed, on average over the units held out in which anything happened."""
    later = tracked.filter(tracked["is_holdout"])

    def missed(expected: str, actual: str) -> float:
        told, happened = as_floats(later, expected), as_floats(later, actual)
        shares = np.abs(told - happened)[happened > 0] / happened[happened > 0]
        return float(np.mean(shares)) if len(shares) else float("nan")

    return {
        "tracking_error_cumulative": missed("expected_cumulative", "actual_cumulative"),
        "tracking_error": missed("expected", "actual"),
    }


def by_frequency(x: np.ndarray, expected: np.ndarray, actual: np.ndarray, weight: np.ndarray) -> pa.Table:
    """Mean purchases in the time held out by how often customers had bought again before."""
    bins = np.minimum(x, MANY).astype(int)
    customers = np.bincount(bins, weight, MANY + 1)
    filled = np.maximum(customers, 1)
    return pa.table(
        {
            "x": np.arange(MANY + 1),
            "customers": customers.astype(np.int64),
            "expected": np.bincount(bins, weight * expected, MANY + 1) / filled,
            "actual": np.bincount(bins, weight * actual, MANY + 1) / filled,
        }
    )
