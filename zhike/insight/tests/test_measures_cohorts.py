"""Cohorts by month of first sale."""

from datetime import date

import pytest

from zhike.insight.measures import Cohorts
from zhike.insight.measures.cautions import MeasureRefused
from zhike.insight.tests.measures_cast import JULY, codes_of, facts_of, refund, retail, sale


def rows_of(scored):
    """Active customers of each cohort, month after month."""
    cohorts = {}
    for row in scored.table.to_pylist():
        cohorts.setdefault(f"{row['cohort_month']:%Y-%m}", []).append(row["active_customers"])
    return cohorts


def test_the_known_cohorts_of_online_retail():
    scored = Cohorts(refunded="stay").fit(retail(), as_of=JULY)

    assert rows_of(scored) == {
        "2010-12": [885, 324, 286, 340, 321, 352, 321],
        "2011-01": [417, 92, 111, 96, 134, 120],
        "2011-02": [380, 71, 71, 108, 103],
        "2011-03": [452, 68, 114, 90],
        "2011-04": [300, 64, 61],
        "2011-05": [284, 54],
        "2011-06": [242],
    }
    assert "history_starts" in codes_of(scored)


def test_whoever_gave_back_their_only_order_leaves_its_cohort():
    scored = Cohorts().fit(retail(), as_of=JULY)

    sizes = {month: counts[0] for month, counts in rows_of(scored).items()}
    assert sizes == {
        "2010-12": 885 - 2,
        "2011-01": 417 - 2,
        "2011-02": 380,
        "2011-03": 452 - 1,
        "2011-04": 300 - 1,
        "2011-05": 284 - 2,
        "2011-06": 242,
    }
    assert rows_of(scored)["2010-12"][1:] == [324, 286, 340, 321, 352, 321], "they were seen in no other month"


@pytest.mark.parametrize(
    ("orders", "counts"),
    [
        ([sale(1, "01-10", 300), refund(1, "02-01", 300)], {}),
        ([sale(1, "01-10", 300), refund(1, "02-01", 299)], {"2025-01": [1, 0, 0]}),
        ([sale(1, "01-10", 300), sale(1, "01-11", 300), refund(1, "02-01", 600)], {"2025-01": [1, 0, 0]}),
        ([sale(1, "01-10", 300), refund(1, "05-01", 300)], {"2025-01": [1, 0, 0]}),
        ([sale(1, "01-10", 300), refund(1, "02-01", 300), sale(2, "01-20")], {"2025-01": [1, 0, 0]}),
        ([sale(1, "01-10", 300), refund(1, "02-01", 300), sale(1, "03-05")], {"2025-01": [1, 0, 1]}),
        ([sale(1, "01-10", 0)], {"2025-01": [1, 0, 0]}),
    ],
    ids=[
        "all of it",
        "not all",
        "of two orders",
        "later than looked at",
        "beside another",
        "and bought again",
        "a gift",
    ],
)
def test_only_who_bought_once_and_gave_all_of_it_back_leaves(orders, counts):
    scored = Cohorts().fit(facts_of(*orders), as_of=date(2025, 4, 1))

    assert rows_of(scored) == counts


def test_refunded_customers_leave_or_stay():
    with pytest.raises(MeasureRefused):
        Cohorts(refunded="perhaps")


def test_a_month_without_sales_is_zero_and_months_to_come_have_no_row():
    facts = facts_of(sale(1, "01-31"), sale(2, "01-01"), sale(1, "03-01"), refund(2, "02-01", 40))

    scored = Cohorts().fit(facts, as_of=date(2025, 4, 1))

    assert rows_of(scored) == {"2025-01": [2, 0, 1]}
    assert scored.table["active_share"].to_pylist() == [1, 0, 0.5]
    assert scored.table["months_since_first"].to_pylist() == [0, 1, 2]


def test_the_running_month_is_marked():
    scored = Cohorts().fit(facts_of(sale(1, "2024-12-31")), as_of=date(2025, 1, 15))

    assert [(row["month"], row["is_running"]) for row in scored.table.to_pylist()] == [
        (date(2024, 12, 1), False),
        (date(2025, 1, 1), True),
    ]


def test_no_sales_make_no_cohorts():
    assert len(Cohorts().fit(facts_of(), as_of=JULY)) == 0
