"""Payments asked of a file: which of them are likely fraud, and how well that was foreseen."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.fraud import Fraud
from zhike.insight.measures.fraud.judging import FIGURES
from zhike.insight.measures.fraud.models import KINDS
from zhike.insight.tool.declared import Asked, Declared, Option, options_of, settings_of
from zhike.insight.tool.mining import header, outcome_of
from zhike.insight.tool.orders import refuse_several_currencies
from zhike.insight.tool.outcome import Outcome
from zhike.insight.tool.reading import Reading
from zhike.insight.tool.shapes import TRANSACTIONS


def fraud(reading: Reading, asked: Asked) -> Outcome:
    """Lists for each day, and the figures of every model; without a column transaction its rows are numbered."""
    table = reading.table
    refuse_several_currencies(table)
    numbered = "transaction" if "transaction" in table.column_names else "row"
    labels = "fraud" if "fraud" in table.column_names else None
    here = table["date"].cast(pa.timestamp("us", str(asked.zone)))
    table = table.set_column(table.column_names.index("date"), "moment", here)
    made = Fraud(**settings_of(Fraud, asked))
    found = made.of(table, transaction=numbered, fraud=labels, as_of=asked.as_of, engine=asked.engine)
    outcome = outcome_of(found, customers=pc.count_distinct(table["customer"]).as_py())
    return replace(outcome, holdout=holdout(found.tables["judged"]))


def holdout(judged: pa.Table) -> dict[str, dict[str, float]] | None:
    """The figures of every model by its name; None where none was judged."""
    rows = [row for row in judged.to_pylist() if row["auc"] is not None]
    return {row["model"]: {name: row[name] for name in FIGURES} for row in rows} or None


COLUMNS = ("transaction", "customer", "terminal", "fraud")
MODELS = Option(
    "models",
    str,
    f"Judge these, with commas between: {', '.join(KINDS)}.  [default: {','.join(Fraud.models)}]",
)
FRAUD = (
    Declared(
        "fraud",
        "Which payments are likely fraud, as a list for each day, with reasons; several models beside each other.",
        fraud,
        (
            *map(header, COLUMNS),
            MODELS,
            *options_of(Fraud, "models", "model"),
            Option("model", KINDS, "This one makes the list.  [default: trees]"),
        ),
        shape=TRANSACTIONS,
        also_uses=("transaction", "fraud", "currency"),
        columns_by=COLUMNS,
    ),
)
