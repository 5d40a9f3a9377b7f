"""Several models of repeat buying over the same past, side by side."""

from collections.abc import Mapping

import pyarrow as pa

from zhike.insight.measures.measure import Scored

JUDGED = (
    *("events_predicted", "events_actual", "bias", "mae", "rmse", "correlation"),
    *("tracking_error_cumulative", "tracking_error", "held_50", "held_90"),
)
MODELS = pa.schema(
    [
        *(("model", pa.string()), ("parameters", pa.int64())),
        *((name, pa.float64()) for name in ("log_likelihood", "aic", *JUDGED)),
    ]
)


def compared(forecasts: Mapping[str, Scored]) -> dict[str, pa.Table]:
    """Forecasts of purchases over the same facts, by the names of their models, as tables.

    ``models``: number of parameters, ``log_likelihood`` over all that is known, ``aic`` (twice the parameters less
    twice the log-likelihood: the smaller one fits better for what it costs; Akaike 1974), and the figures of the
    back-test, null where there was none. ``models_parameters`` those of every model with their errors;
    ``models_tracking`` purchases expected by each and made, unit by unit.
    """
    return {
        "models": pa.Table.from_pylist([judged(name, scored) for name, scored in forecasts.items()], MODELS),
        **{
            f"models_{table}": pa.concat_tables(
                named(scored.extras[table], name) for name, scored in forecasts.items() if table in scored.extras
            )
            for table in ("parameters", "tracking")
            if any(table in scored.extras for scored in forecasts.values())
        },
    }


def judged(name: str, scored: Scored) -> dict[str, str | float | None]:
    """How one model fits and how it did in the time held out."""
    count, likely, held = scored.extras["parameters"].num_rows, scored.log_likelihood, scored.holdout or {}
    aic = None if likely is None else 2 * count - 2 * likely
    fit = {"model": name, "parameters": count, "log_likelihood": likely, "aic": aic}
    return fit | {figure: held.get(figure) for figure in JUDGED}


def named(table: pa.Table, model: str) -> pa.Table:
    """The table with the model in front of every row."""
    return table.add_column(0, "model", pa.array([model] * table.num_rows, pa.string()))
