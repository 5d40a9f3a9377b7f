"""The tables of a run are kept beside the warehouse, whole or not at all, and the old ones are let go."""

from datetime import date, timedelta

import pyarrow as pa
import pytest
from django.utils import timezone

from zhike.insight.computing import kept
from zhike.insight.models import Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

VALUES = pa.table({"customer_id": [1, 2], "clv": pa.array([3.5, None])})
CURVE = pa.table({"day": [date(2025, 7, 1)], "left": [0.5]})


def a_run(measure="lifetime", as_of=date(2025, 7, 1), **fields):
    return Run.objects.create(measure=measure, as_of=as_of, **{"status": Run.Status.DONE, **fields})


def test_the_tables_come_back_as_they_were_the_first_one_first():
    run = a_run()

    kept.keep(run, {"values": VALUES, "curve": CURVE})

    assert list(kept.tables(run)) == ["values", "curve"]
    assert kept.tables(run) == {"values": VALUES, "curve": CURVE}
    assert kept.table(run, "values", columns=["clv"]) == VALUES.select(["clv"])
    assert kept.table(run, "other") is None


def test_they_lie_beside_the_warehouse_and_not_in_a_load(warehouse_folder):
    kept.keep(a_run(), {"values": VALUES})

    assert [path.parent.parent for path in kept.results().rglob("*.parquet")] == [kept.results()]
    assert warehouse_folder not in kept.results().parents


def test_a_result_that_breaks_half_way_leaves_what_was_kept_before():
    run = a_run()
    kept.keep(run, {"values": VALUES})

    with pytest.raises(AttributeError):
        kept.keep(run, {"values": CURVE, "broken": "no table"})

    assert kept.tables(run) == {"values": VALUES}


def test_the_newest_run_is_a_finished_one_with_tables():
    first, second = a_run(), a_run()
    kept.keep(first, {"values": VALUES})
    kept.keep(second, {"values": VALUES})
    kept.keep(a_run(status=Run.Status.FAILED), {"values": VALUES})
    a_run()  # done, and nothing kept

    assert kept.newest("lifetime") == second
    assert kept.newest("lifetime", before=second) == first
    assert kept.newest("lifetime", before=first) is None
    assert kept.newest("matrix") is None


def test_a_number_given_a_second_time_is_another_run():
    run = a_run()
    kept.keep(run, {"values": VALUES})
    run.delete()

    again = a_run(pk=run.pk, started_at=timezone.now() + timedelta(minutes=1))

    assert kept.tables(again) == {}


def test_the_newest_are_kept_and_the_last_of_each_month(monkeypatch):
    monkeypatch.setattr(kept, "NEWEST", 2)
    days = [date(2025, 5, 30), date(2025, 5, 31), date(2025, 6, 1), date(2025, 6, 2), date(2025, 6, 3)]
    runs = [a_run(as_of=day) for day in days]

    for run in runs:
        kept.keep(run, {"values": VALUES})

    assert [run.as_of.isoformat() for run in runs if kept.tables(run)] == ["2025-05-31", "2025-06-02", "2025-06-03"]


def test_another_measure_is_left_alone(monkeypatch):
    monkeypatch.setattr(kept, "NEWEST", 1)
    other = a_run("lifetime_of_others", as_of=date(2025, 7, 1))
    kept.keep(other, {"values": VALUES})

    kept.keep(a_run("lifetime"), {"values": VALUES})
    kept.keep(a_run("lifetime"), {"values": VALUES})

    assert kept.tables(other) == {"values": VALUES}
