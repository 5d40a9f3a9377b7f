"""What was known of each transaction when it came: its own facts, the pace of its customer, the past of its terminal.

*Source.* Le Borgne, Siblini, Lebichot and Bontempi 2022, chapter 3.
"""

from datetime import date

import numpy as np
import pyarrow as pa

from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engines import query_tables_on
from zhike.insight.measures.scoring.features import Field, Matrix

#: Days of the windows.
SPANS = (1, 7, 30)
SECONDS_OF_DAY = 86_400
OF_LABELS = tuple(f"terminal_fraud_rate_{days}" for days in SPANS)
FEATURES = (
    *("amount", "weekend", "night"),
    *(f"{kind}_{days}" for kind in ("customer_count", "customer_mean", "terminal_count") for days in SPANS),
    *OF_LABELS,
)


def features(rows: pa.Table, *, delay_days: int, first_day: date, last_day: date, engine: str = "duckdb") -> pa.Table:
    """``row`` and ``FEATURES`` of the transactions from ``first_day`` to before ``last_day``, by row.

    Windows of customers are 1, 7 and 30 days and include the transaction itself; those of terminals are as long and
    end ``delay_days`` before it. A rate counts among transactions of which it is known what they were; 0 without any.
    """
    return query_tables_on(
        engine,
        text_of("fraud_features"),
        tables={"transactions": rows},
        delay=max(delay_days * SECONDS_OF_DAY, 1),
        first_day=first_day,
        last_day=last_day,
    )


def numbers(table: pa.Table, names: tuple[str, ...]) -> Matrix:
    """The features as a matrix, a column for each name."""
    return np.stack([table[name].to_numpy().astype(np.float64) for name in names], axis=1)


def fields_of(rows: Matrix, names: tuple[str, ...]) -> list[Field]:
    """The features as fields whose usual value is the median of these rows."""
    return [
        Field(name, (), float(np.median(column)), may_be_missing=False)
        for name, column in zip(names, rows.T, strict=True)
    ]
