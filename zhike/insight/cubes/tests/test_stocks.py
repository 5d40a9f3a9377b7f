"""A stock is added over everything but time: of several days the last one counts."""

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zhike.insight.cubes import declaring
from zhike.insight.cubes.declaring import COUNT, LAST, Cube, Dimension, Measure, Part, times
from zhike.insight.cubes.picture import picture
from zhike.insight.cubes.tests.cast import ALL, ask, numbers
from zhike.sales.models import Order

pytestmark = pytest.mark.django_db
SHELF = Cube(
    name="shelf",
    label="Shelf",
    about="",
    records=Order,
    key="order_id",
    sql="",
    facts=(),
    declared=(*times(), Dimension("place", "Place")),
    measures=(Measure("stock", "Stock", {"stock": Part(LAST, "pots")}, unit=COUNT),),
    day="day",
    usual={"rows": "place", "measure": "stock"},
)
COUNTED = [
    (date(2025, 11, 30), "east", 9), (date(2025, 12, 31), "east", 10), (date(2025, 12, 31), "west", 1),
    (date(2026, 1, 31), "east", 7), (date(2026, 1, 31), "west", 4),
]  # fmt: skip


@pytest.fixture
def shelf(at, monkeypatch):
    monkeypatch.setitem(declaring._cubes, "shelf", SHELF)
    columns = {
        "day": [day for day, _place, _pots in COUNTED],
        "year": [day.replace(month=1, day=1) for day, _place, _pots in COUNTED],
        "month": [day.replace(day=1) for day, _place, _pots in COUNTED],
        "place": [place for _day, place, _pots in COUNTED],
        "pots": [pots for _day, _place, pots in COUNTED],
    }
    pq.write_table(pa.table(columns), at.file(SHELF))
    return replace(at, rows={**at.rows, "shelf": len(COUNTED)})


def test_of_a_year_its_last_day_counts_and_of_all_time_the_last_of_all(ada, shelf):
    found = numbers(ask("cube=shelf&rows=place&columns=year&measures=stock&window=all", by=ada, at=shelf))

    y25, y26 = date(2025, 1, 1), date(2026, 1, 1)
    assert found == {
        ("east", y25): 10, ("west", y25): 1, ("east", y26): 7, ("west", y26): 4,
        ("east", ALL): 7, ("west", ALL): 4, (ALL, y25): 11, (ALL, y26): 11, (ALL, ALL): 11,
    }  # fmt: skip


def test_without_time_the_last_day_of_the_window_counts(ada, shelf):
    found = numbers(
        ask("cube=shelf&rows=place&columns=-&measures=stock&window=2025-01-01..2025-12-31", by=ada, at=shelf)
    )

    assert found == {("east",): 10, ("west",): 1, (ALL,): 11}


def test_a_line_leaves_out_what_is_unknown(ada, at):
    found = ask("cube=sales&rows=month&columns=channel&measures=average_order&window=12m&shape=lines", by=ada, at=at)

    known = [one for key, one in numbers(found).items() if one is not None and ALL not in key]
    assert len(picture(found).dots) == len(known) < 12 * len(found.columns)
