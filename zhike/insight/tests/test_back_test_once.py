"""Measures that stand on one model of buying are judged by one back-test, also where the facts are opened anew."""

from datetime import date

import pyarrow.parquet as pq
import pytest

from zhike.insight.apart.answering import computed
from zhike.insight.apart.measures import lifetime, purchases
from zhike.insight.measures.shapes import SCHEMAS
from zhike.insight.tests.engines_cast import simulated

AS_OF = date(2026, 3, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Three years of orders as a warehouse."""
    folder = tmp_path_factory.mktemp("warehouse")
    with simulated() as facts:
        for name in SCHEMAS:
            pq.write_table(facts.query(f"SELECT * FROM {name}"), folder / f"{name}.parquet")
    return folder


def test_value_and_purchases_to_come_share_one_back_test_over_the_same_facts():
    with simulated() as facts:
        worth = lifetime(facts, AS_OF)
        found = dict(facts.found)
        bought = purchases(facts, AS_OF)

        assert facts.found == found
        assert [key[0] for key in found] == ["back_test"]
    assert bought.holdout is worth.holdout


def test_it_says_what_a_back_test_of_its_own_says():
    with simulated() as facts, simulated() as others:
        lifetime(facts, AS_OF)
        shared, alone = purchases(facts, AS_OF), purchases(others, AS_OF)

    assert shared.holdout == alone.holdout
    assert {name: shared.extras[name] for name in ("tracking", "by_frequency")} == {
        name: alone.extras[name] for name in ("tracking", "by_frequency")
    }


def test_other_customers_and_another_day_are_judged_by_themselves():
    with simulated() as facts:
        lifetime(facts, AS_OF)
        lifetime(facts, date(2026, 2, 1))
        days = len(facts.found)
        facts.leave_out(["supplier"])

        assert (days, facts.found) == (2, {})


def test_the_process_of_a_night_keeps_it_from_one_question_to_the_next(folder):
    shared = {}
    asked = {"folder": str(folder), "as_of": AS_OF.isoformat(), "leave_out": ["supplier"]}

    worth, bought = (computed(asked | {"measure": name}, shared) for name in ("lifetime", "paretonbd"))
    computed(asked | {"measure": "lifetime", "leave_out": []}, shared)

    assert bought.holdout is worth.holdout
    assert [len(found) for found in shared.values()] == [1, 1]
