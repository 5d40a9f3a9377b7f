"""Measures of one day, fitted at once."""

from datetime import date

import pyarrow.parquet as pq
import pytest

from zhike.insight.measures import Abc, Facts, Ladder, MeasureRefused, Pyramid, Rfm, fit_all
from zhike.insight.measures.example import tea_house

JULY = date(2025, 7, 1)
MEASURES = (Rfm(bins=2), Abc(), Ladder(), Abc(a_share=0.5), Abc(of="customer"))


def one_by_one(measures, facts):
    return [measure.fit(facts, as_of=JULY) for measure in measures]


@pytest.mark.parametrize("measures", [MEASURES, MEASURES[::-1], MEASURES[:1], MEASURES[1:2], ()])
def test_each_finds_what_it_finds_alone_and_in_their_order(measures):
    assert fit_all(measures, tea_house(), as_of=JULY) == one_by_one(measures, tea_house())


def test_files_are_read_beside_one_another_as_well(tmp_path):
    write(tea_house(), tmp_path)

    with Facts.open(tmp_path) as facts, Facts.open(tmp_path) as others:
        assert fit_all(MEASURES, facts, as_of=JULY) == one_by_one(MEASURES, others)


def test_who_is_left_out_is_left_out_beside_as_well():
    facts = tea_house()
    facts.leave_out(["consumer"])

    with facts.beside() as others:
        assert Pyramid().fit(others, as_of=JULY) == Pyramid().fit(facts, as_of=JULY)
        assert others.query("SELECT DISTINCT kind FROM customers") == facts.query("SELECT DISTINCT kind FROM customers")


def test_a_refusal_of_either_side_is_raised_and_the_facts_can_be_asked_on():
    customers, orders = (tea_house().query(f"SELECT * FROM {name}") for name in ("customers", "orders"))
    facts = Facts.from_tables(customers=customers, orders=orders)

    with pytest.raises(MeasureRefused, match="ABC needs sales above zero"):
        fit_all([Rfm(), Abc()], facts, as_of=JULY)
    assert Rfm().fit(facts, as_of=JULY) == Rfm().fit(tea_house(), as_of=JULY)


def test_rows_held_twice_are_refused():
    facts = tea_house()
    customers, orders, lines = (facts.query(f"SELECT * FROM {name}") for name in ("customers", "orders", "order_lines"))
    twice = Facts.from_tables(customers=customers, orders=orders.take([0, 0, 1]), order_lines=lines)

    with pytest.raises(MeasureRefused, match="twice"):
        fit_all([Rfm(), Abc()], twice, as_of=JULY)


def write(facts, folder):
    """Put facts into files."""
    for name in ("customers", "orders", "order_lines"):
        pq.write_table(facts.query(f"SELECT * FROM {name}"), folder / f"{name}.parquet")
