"""Answers of an engine put in order."""

import random

import pyarrow as pa
import pytest

from zhike.insight.measures.ordering import MOST_RUNS, in_order

ROWS = [(day, customer) for day in (20_000, 20_031) for customer in range(1, MOST_RUNS + 200)]


def shuffled():
    some = ROWS.copy()
    random.Random(7).shuffle(some)
    return some


@pytest.mark.parametrize(
    "found",
    [[], ROWS[:1], ROWS, ROWS[900:] + ROWS[:900], ROWS[1::2] + ROWS[::2], shuffled(), shuffled()[:50]],
    ids=["none", "one", "in order", "two runs", "odd before even", "at random", "few at random"],
)
def test_rows_come_by_day_and_customer_however_they_were_found(found):
    table = pa.table(
        {
            "as_of": pa.array([day for day, _customer in found], pa.int32()).cast(pa.date32()),
            "customer_id": pa.array([customer for _day, customer in found], pa.int64()),
            "name": [f"{day} {customer}" for day, customer in found],
        }
    )

    ordered = in_order(table)

    assert ordered["name"].to_pylist() == [f"{day} {customer}" for day, customer in sorted(found)]
    assert ordered.schema == table.schema
