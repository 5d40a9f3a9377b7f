"""The back-test of the plain formula: what customers were to bring, beside what they brought."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.clv import PlainClv
from zhike.insight.measures.clv_formula import margin_within
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.measure import Scored
from zhike.insight.measures.moments import years_between

PARTS = 5
LEAST_COVERAGE = 0.9
TIERS = ("tier", "customers", "retention", "stayed", "expected", "actual")


@dataclass(frozen=True, eq=False)
class ValueTest:
    """Values of a day beside what came since, over the customers who had one then.

    The formula carries the last twelve months on to those who stay, so within a time it foretells money and purchases:
    last year's, times the share that stays, for each year begun as far as it lasted. A lifetime has no end to wait for;
    what came of its first years tells whether retention and the level were right. Nothing is discounted here, for what
    was seen is counted as it came, in the money that was valued (margin, or net sales).

    ``figures``: ``customers``; ``events_predicted`` and ``events_actual`` purchases, ``bias`` the share between,
    ``mae`` and ``rmse`` per customer; ``value_predicted``, ``value_actual``, ``value_bias``, ``value_mae`` and
    ``value_rmse`` the same of money; ``value_mae_of_last_year``: what last year once more would have missed, as if
    everybody stayed. ``years`` is the length.

    Tables ``value_by_part``: customers from the greatest expectation down, in parts that were to bring a fifth of the
    money each (fewer parts where one customer was to bring more), with the ``expected`` and ``actual`` money of each.
    ``value_by_tier``: customers who had bought in the twelve months before,
    the ``retention`` they were given, the share that ``stayed`` (bought in the time), and the money of them all.

    *Refuses* as the measure does on the earlier day, and where costs are known of less than nine tenths of the sales
    since though margins were valued.
    """

    valued: Scored
    seen: pa.Table
    years: float
    expected: np.ndarray
    events: np.ndarray

    @property
    def figures(self) -> dict[str, float]:
        """How far the formula was off, for one customer and for all."""
        purchases, brought = self.column("purchases"), self.column("brought")
        money = {f"value_{name}": figure for name, figure in missed(self.expected, brought).items()}
        money |= {"value_predicted": float(self.expected.sum()), "value_actual": float(brought.sum())}
        again = np.abs(self.column("yearly_value") * self.years - brought)
        return {
            "customers": len(brought),
            "years": self.years,
            "events_predicted": float(self.events.sum()),
            "events_actual": int(purchases.sum()),
            **missed(self.events, purchases),
            **money,
            "value_mae_of_last_year": float(again.mean()) if len(again) else float("nan"),
        }

    @property
    def tables(self) -> Mapping[str, pa.Table]:
        """Money by what was expected, and by tier."""
        return {"value_by_part": self.by_part(), "value_by_tier": self.by_tier()}

    def by_part(self) -> pa.Table:
        """Customers in the order of what was expected, cut where each fifth of that money is reached."""
        order = np.argsort(-self.expected, kind="stable")
        gains = np.maximum(self.expected[order], 0)
        before = np.cumsum(gains) - gains
        place = np.minimum(before * PARTS / max(float(gains.sum()), 1e-9), PARTS - 1).astype(int)
        parts = [order[place == part] for part in range(PARTS) if (place == part).any()]
        brought = self.column("brought")
        return pa.table(
            {
                "part": pa.array(range(1, len(parts) + 1), pa.int64()),
                "customers": pa.array([len(part) for part in parts], pa.int64()),
                "expected": pa.array([float(self.expected[part].sum()) for part in parts], pa.float64()),
                "actual": pa.array([float(brought[part].sum()) for part in parts], pa.float64()),
            }
        )

    def by_tier(self) -> pa.Table:
        """Those who had bought in the year before, by the tier whose retention they were given."""
        active = self.column("purchases_12m") > 0
        tiers = np.array(self.seen["tier"].to_pylist(), dtype=object)
        rows = [self.of_tier(tier, active & (tiers == tier)) for tier in dict.fromkeys(tiers[active])]
        types = dict(zip(TIERS, (pa.string(), pa.int64(), *[pa.float64()] * 4), strict=True))
        return pa.Table.from_pylist(rows, pa.schema(types)).sort_by([("expected", "descending")])

    def of_tier(self, tier: str | None, inside: np.ndarray) -> dict[str, str | float | None]:
        """One tier; None is all who were given the retention of everybody."""
        return {
            "tier": tier,
            "customers": int(inside.sum()),
            "retention": float(self.column("yearly_retention")[inside].mean()),
            "stayed": float((self.column("purchases")[inside] > 0).mean()),
            "expected": float(self.expected[inside].sum()),
            "actual": float(self.column("brought")[inside].sum()),
        }

    def column(self, name: str) -> np.ndarray:
        """One figure of every customer with a value."""
        return self.seen[name].to_numpy().astype(float)


def value_test(measure: PlainClv, facts: Facts, *, calibrate_until: date, as_of: date) -> ValueTest:
    """Value everybody by what was known before ``calibrate_until`` and judge it by what came from then on.

    Both days are exclusive. Customers who came later are left out of both.
    """
    if calibrate_until >= as_of:
        raise MeasureRefused(_("A back-test needs days after %(day)s to look at."), day=calibrate_until.isoformat())
    valued = measure.fit(facts, as_of=calibrate_until)
    seen = facts.observe([calibrate_until]).query(
        text_of("clv_seen"),
        lent={"valued": valued.table},
        as_of=calibrate_until,
        until=as_of,
        stated_margin=measure.stated_margin,
    )
    refuse_unknown_costs(seen)
    years = years_between(calibrate_until, as_of)
    lasts = lasting(measure, seen["yearly_retention"].to_numpy(), years)
    expected, events = (lasts * seen[name].to_numpy().astype(float) for name in ("yearly_value", "purchases_12m"))
    return ValueTest(valued, seen, years, expected, events)


def lasting(measure: PlainClv, retention: np.ndarray, years: float) -> np.ndarray:
    """How many times last year's figures come again within so many years, for each customer's retention."""
    rates, place = np.unique(retention, return_inverse=True)
    payments, horizon = measure.first_payment, measure.horizon_years
    each = [
        margin_within(retention=float(rate), years=years, first_payment=payments, horizon=horizon) for rate in rates
    ]
    return np.array(each)[place] if each else np.zeros(0)


def refuse_unknown_costs(seen: pa.Table) -> None:
    """Refuse to judge margins by a time whose costs are unknown."""
    coverage = seen["coverage"][0].as_py() if seen.num_rows else None
    if coverage is not None and coverage < LEAST_COVERAGE and "margin_12m" in seen["value_basis"].unique().to_pylist():
        raise MeasureRefused(
            _("Costs are known of %(percent)s %% of the sales since, too few to judge margins by."),
            percent=round(100 * coverage),
        )


def missed(expected: np.ndarray, actual: np.ndarray) -> dict[str, float]:
    """The share by which the sum was off, and the errors of one customer; none without customers."""
    happened, miss = float(actual.sum()), expected - actual
    return {
        "bias": (float(expected.sum()) - happened) / happened if happened else float("nan"),
        "mae": float(np.abs(miss).mean()) if len(miss) else float("nan"),
        "rmse": float(np.sqrt((miss**2).mean())) if len(miss) else float("nan"),
    }
