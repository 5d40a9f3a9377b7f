"""The same measures over the same facts on DuckDB and on a Spark cluster of two workers: the same answers.

The cluster is started once, works through every case, leaves the answers as files, and is stopped.
"""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zhike.insight.measures import (
    MeasureRefused,
)
from zhike.insight.measures import spark as spark_module
from zhike.insight.measures.spark import session_at
from zhike.insight.tests.engines_cast import (
    AS_OF,
    CASES,
    FRAUD,
    MEASURES,
    RULES,
    aged,
    alerts_on,
    at_hand,
    certificate,
    facts_of,
    tables_of,
)
from zhike.insight.tests.fraud_cast import payments
from zhike.insight.tests.measures_cast import LINES
from zhike.insight.tests.mining_cast import groceries
from zhike.insight.tests.spark_answers import answer_all

pytestmark = pytest.mark.spark


@pytest.mark.parametrize(("data", "name"), CASES, ids=lambda value: value.replace(" ", "-"))
def test_spark_says_what_duckdb_says(answers, data, name):
    said = MEASURES[name].fit(facts_of(data), as_of=AS_OF[data])
    told = json.loads((answers / f"{data} {name}.json").read_text())

    assert told == certificate(said)
    for table, expected in tables_of(said).items():
        assert_same(pq.read_table(answers / f"{data} {name} {table}.parquet"), expected)


@pytest.mark.parametrize("name", RULES)
def test_spark_counts_the_baskets_that_are_counted_here(answers, name):
    rules, *entries = RULES[name]
    here, *before = (some() for some in entries)
    said = rules.of(here, before=before[0] if before else None)

    assert read(answers, name, said) == {**certificate(said), "parameters": said.parameters}


def test_spark_raises_the_alerts_that_are_raised_here(answers):
    said = alerts_on("duckdb")

    assert len(said) > 7
    assert read(answers, "signals", said) == {**certificate(said), "parameters": said.parameters}


def test_spark_ages_what_is_owed_as_it_is_aged_here(answers):
    said = aged("duckdb")

    assert said.tables["buckets"].num_rows == 14
    assert read(answers, "ageing", said) == {**certificate(said), "parameters": said.parameters}


@pytest.mark.skipif(not LINES.exists(), reason=f"no {LINES}")
def test_rules_of_real_baskets_stand_beside_those_of_the_year_before(answers):
    told = pq.read_table(answers / "retail against the year before rules.parquet").to_pylist()

    assert len(told) > 100
    assert any(row["lift_year_before"] for row in told)


def test_spark_lists_the_payments_that_are_listed_here(answers):
    said = FRAUD.of(payments())

    assert read(answers, "fraud", said) == {**certificate(said), "parameters": said.parameters}


@pytest.mark.skipif(not at_hand(groceries), reason="no groceries")
def test_the_published_counts_of_groceries_on_spark(answers):
    counts = [pq.read_metadata(answers / f"groceries {table}.parquet").num_rows for table in ("rules", "sets")]

    assert counts == [463, 747]


def test_more_sets_than_anybody_reads_are_refused_on_spark_too(answers):
    assert (answers / "refused.txt").read_text() == (
        "More than 50 sets of items are frequent; raise the least support or take shorter sets."
    )


@pytest.mark.skipif(not LINES.exists(), reason=f"no {LINES}")
def test_the_known_totals_of_online_retail_on_spark(answers):
    totals = json.loads((answers / "totals.json").read_text())

    assert totals == {"lines": 245_903, "orders": 12_795, "total": "4397950.7610"}


@pytest.mark.skipif(not LINES.exists(), reason=f"no {LINES}")
def test_the_golden_groups_of_online_retail_on_spark(answers):
    found = json.loads((answers / "groups.json").read_text())

    assert [round(silhouette, 3) for silhouette, _sizes in found] == pytest.approx([0.342, 0.365, 0.299], abs=0.001)
    assert [sizes for _silhouette, sizes in found[:2]] == [[1_344, 1_175, 441], [1_270, 862, 466, 362]]


def test_nothing_of_the_cluster_is_left(answers):
    assert json.loads((answers / "left.json").read_text()) == []


def test_closed_facts_leave_nothing_in_the_session(answers):
    assert json.loads((answers / "held.json").read_text()) == {"views": [], "kept": 0}


def test_what_is_kept_is_planned_from_its_rows_alone(answers):
    plans = json.loads((answers / "plans.json").read_text())

    assert {"given_orders", "customer_day", "customer_sums", "customer_year", "population"} <= plans.keys()
    assert set(plans.values()) == {0}


def test_no_place_and_no_package_are_said_with_what_to_do(monkeypatch):
    monkeypatch.delenv("ZHIKE_SPARK", raising=False)
    with pytest.raises(MeasureRefused, match="set ZHIKE_SPARK to"):
        session_at()

    monkeypatch.setitem(__import__("sys").modules, "pyspark.errors", None)
    with pytest.raises(MeasureRefused, match="pip install 'pyspark"):
        session_at("local[1]")


def test_time_and_types_are_pinned():
    assert spark_module.SETTINGS["spark.sql.session.timeZone"] == "UTC"
    assert spark_module.SETTINGS["spark.sql.ansi.enabled"] == "true"


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """The folder with what Spark answered."""
    folder = tmp_path_factory.mktemp("spark")
    answer_all(folder)
    return folder


def read(answers, name, said):
    """What Spark told of entries, its tables being those that are said here."""
    for table, expected in tables_of(said).items():
        assert_same(pq.read_table(answers / f"{name} {table}.parquet"), expected)
    return json.loads((answers / f"{name}.json").read_text())


def assert_same(found, expected):
    """Whole numbers, words, days and money exactly; floats to a billionth of their size."""
    assert found.column_names == expected.column_names
    assert found.num_rows == expected.num_rows
    for name in expected.column_names:
        one, other = found[name].to_pylist(), expected[name].to_pylist()
        if pa.types.is_floating(expected.schema.field(name).type):
            assert [value is None for value in one] == [value is None for value in other], name
            known = [value for value in other if value is not None]
            assert [value for value in one if value is not None] == pytest.approx(known, rel=1e-9, abs=0), name
        else:
            assert one == other, name
