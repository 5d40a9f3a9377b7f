"""Several models of repeat buying over the same past, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from zhike.insight.measures.engine import Facts
from zhike.insight.measures.lifetime.customers import Customers
from zhike.insight.measures.lifetime.holdout import held_out
from zhike.insight.measures.lifetime.model import PurchaseModel
from zhike.insight.measures.lifetime.repeats import Unit
from zhike.insight.measures.measure import Scored

JUDGED = (
    *("events_predicted", "events_actual", "bias", "mae", "rmse", "correlation"),
    *("tracking_error_cumulative", "tracking_error"),
)
MODELS = pa.schema(
    [
        *(("model", pa.string()), ("parameters", pa.int64())),
        *((name, pa.float64()) for name in ("log_likelihood", "aic", *JUDGED)),
    ]
)


@dataclass(frozen=True)
class Side:
    """One model of those compared: what was found over all that is known, and how it did in the time held out.

    Where there was no such time, ``figures`` and ``tracking`` are None.
    """

    model: str
    parameters: pa.Table
    log_likelihood: float | None
    figures: Mapping[str, float] | None
    tracking: pa.Table | None

    @classmethod
    def of(cls, scored: Scored) -> "Side":
        """A forecast that was made already."""
        tables = scored.extras
        return cls(scored.measure, tables["parameters"], scored.log_likelihood, scored.holdout, tables.get("tracking"))

    @classmethod
    def fitted(
        cls, model: PurchaseModel, facts: Facts, *, as_of: date, calibrate_until: date | None, unit: Unit
    ) -> "Side":
        """A model fitted for the comparison alone, without the bands of customers, which take longest."""
        found = model.fit(Customers.read(facts, as_of=as_of, unit=unit).repeats)
        side = model.name, found.tables["parameters"], found.log_likelihood
        if calibrate_until is None:
            return cls(*side, None, None)
        test = held_out(model, facts, calibrate_until=calibrate_until, as_of=as_of, unit=unit)
        expected = test.fitted.conditional_expectation(test.length, **test.past)
        return cls(*side, test.figures(expected), test.tracked)

    @property
    def judged(self) -> dict[str, str | float | None]:
        """How it fits and how it did."""
        count, likely, held = self.parameters.num_rows, self.log_likelihood, self.figures or {}
        aic = None if likely is None else 2 * count - 2 * likely
        fit = {"model": self.model, "parameters": count, "log_likelihood": likely, "aic": aic}
        return fit | {figure: held.get(figure) for figure in JUDGED}


def compared(sides: Sequence[Side]) -> dict[str, pa.Table]:
    """Models over the same facts, as tables.

    ``models``: number of parameters, ``log_likelihood`` over all that is known, ``aic`` (twice the parameters less
    twice the log-likelihood: the smaller one fits better for what it costs; Akaike 1974), and the figures of the
    back-test, null where there was none. ``models_parameters`` those of every model with their errors;
    ``models_tracking`` purchases expected by each and made, unit by unit.
    """
    tracked = [(side.model, side.tracking) for side in sides if side.tracking is not None]
    return {
        "models": pa.Table.from_pylist([side.judged for side in sides], MODELS),
        "models_parameters": named([(side.model, side.parameters) for side in sides]),
        **({"models_tracking": named(tracked)} if tracked else {}),
    }


def named(tables: Sequence[tuple[str, pa.Table]]) -> pa.Table:
    """The tables below each other with the model in front of every row."""
    return pa.concat_tables(
        table.add_column(0, "model", pa.array([model] * table.num_rows, pa.string())) for model, table in tables
    )
