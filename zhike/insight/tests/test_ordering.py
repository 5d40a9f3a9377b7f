"""Answers of an engine put in order."""

import random

import pyarrow as pa
import pytest

from zhike.insight.measures.ordering import MOST_RUNS, in_order

ROWS = [(day, customer) for day in (20_000, 20_031) for customer in range(1, MOST_RUNS + 200)]


def in_turn(size):
    """Two runs that take turns: the first has every other block."""
    blocks = [ROWS[start : start + size] for start in range(0, len(ROWS), size)]
    return [row for block in (*blocks[::2], *blocks[1::2]) for row in block]


def shuffled():
    some = ROWS.copy()
    random.Random(7).shuffle(some)
    return some


@pytest.mark.parametrize(
    "found",
    [[], ROWS[:1], ROWS, ROWS[900:] + ROWS[:900], in_turn(300), in_turn(1), shuffled(), shuffled()[:50]],
    ids=["none", "one", "in order", "two runs", "runs in turn", "rows in turn", "at random", "few at random"],
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


def test_pieces_of_a_table_need_not_begin_where_runs_do():
    pieces = [
        pa.table({"as_of": pa.array([1] * len(ids), pa.date32()), "customer_id": ids}) for ids in ([4, 5, 1], [2, 3, 6])
    ]

    assert in_order(pa.concat_tables(pieces))["customer_id"].to_pylist() == [1, 2, 3, 4, 5, 6]
