"""The arithmetic of targets, as tables of cases."""

from datetime import date
from decimal import Decimal

import pytest

from zhike.targets.rules import periods
from zhike.targets.rules.attainment import progress
from zhike.targets.rules.commission import Base, Rate, lines, total
from zhike.targets.rules.errors import error
from zhike.work.rules.chinese import Special
from zhike.work.rules.working import WorkCalendar

D = Decimal
OUTING = Special("Outing", "团建", is_off=True)


@pytest.mark.parametrize(
    ("day", "period", "first", "last", "name"),
    [
        ("2026-02-11", "month", "2026-02-01", "2026-02-28", "2026-02"),
        ("2028-02-29", "month", "2028-02-01", "2028-02-29", "2028-02"),
        ("2026-12-31", "quarter", "2026-10-01", "2026-12-31", "2026 Q4"),
        ("2026-01-01", "quarter", "2026-01-01", "2026-03-31", "2026 Q1"),
        ("2026-07-09", "year", "2026-01-01", "2026-12-31", "2026"),
    ],
)
def test_a_day_lies_in_one_month_quarter_and_year(day, period, first, last, name):
    begin = periods.begin(date.fromisoformat(day), period)

    assert (str(begin), str(periods.end(begin, period)), periods.name(begin, period)) == (first, last, name)


def test_a_year_consists_of_its_quarters_and_a_quarter_of_its_months():
    quarters = periods.parts(date(2026, 1, 1), "year", "quarter")
    months = periods.parts(date(2026, 10, 1), "quarter", "month")

    assert [str(day) for day in quarters] == ["2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01"]
    assert [str(day) for day in months] == ["2026-10-01", "2026-11-01", "2026-12-01"]


@pytest.mark.parametrize(
    ("on", "reached", "due", "pace", "needed", "ahead", "left"),
    [
        # November 2026 has 21 working days; by the 15th ten of them are gone.
        ("2026-11-15", "1000", "1000.00", "100.00", "100.00", "2100.00", 11),
        ("2026-11-15", "500", "1000.00", "50.00", "145.46", "1050.00", 11),
        ("2026-11-15", "2500", "1000.00", "250.00", "0.00", "5250.00", 11),
        ("2026-11-30", "2000", "2100.00", "95.24", None, "2000.00", 0),
        ("2026-12-24", "2000", "2100.00", "95.24", None, "2000.00", 0),
        ("2026-10-31", "0", "0.00", "0.00", "100.00", "0.00", 21),
    ],
)
def test_a_target_is_measured_by_the_working_days_gone_by(on, reached, due, pace, needed, ahead, left):
    november = {"first": date(2026, 11, 1), "last": date(2026, 11, 30)}
    stands = progress(D(2100), D(reached), on=date.fromisoformat(on), calendar=WorkCalendar(), **november)

    assert (str(stands.due), str(stands.pace), str(stands.ahead), stands.days_left) == (due, pace, ahead, left)
    assert stands.needed == (None if needed is None else D(needed))
    assert stands.is_on_course is (D(reached) >= D(due))


@pytest.mark.parametrize(
    ("on", "own", "due", "needed", "left"),
    [
        # October 2026 has 22 Mondays to Fridays; five of them are the National Day holidays, and Saturday the 10th is
        # worked for them: 18 days, of which 1 is gone by the 8th and 3 by the 10th.
        ("2026-10-08", {}, "100.00", "105.89", 17),
        ("2026-10-10", {}, "300.00", "120.00", 15),
        ("2026-10-10", {date(2026, 10, 30): OUTING}, "317.65", "128.58", 14),
    ],
)
def test_holidays_are_no_days_to_reach_a_target_on_and_worked_weekends_are(on, own, due, needed, left):
    october = {"first": date(2026, 10, 1), "last": date(2026, 10, 31)}
    stands = progress(D(1800), D(0), on=date.fromisoformat(on), calendar=WorkCalendar(own), **october)

    assert (str(stands.due), str(stands.needed), stands.days_left) == (due, needed, left)


def test_a_target_of_nothing_is_no_division_by_it():
    november = {"first": date(2026, 11, 1), "last": date(2026, 11, 30)}
    stands = progress(D(0), D(5), on=date(2026, 11, 10), calendar=WorkCalendar(), **november)

    assert (stands.share, stands.bar, stands.is_on_course) == (0, 0.0, True)


STEPS = [Rate(D(1)), Rate(D(2), above=D(80)), Rate(D(4), above=D(100)), Rate(D(5), category="礼盒")]


def earned(amounts, *, asked, marginal, categories=()):
    bases = [Base(str(n), D(amount), categories[n] if categories else "") for n, amount in enumerate(amounts)]
    found = lines(bases, STEPS, asked=asked and D(asked), marginal=marginal)
    return [(str(line.amount), str(line.percent), str(line.earned)) for line in found]


@pytest.mark.parametrize(
    ("amounts", "asked", "expected"),
    [
        (["500", "200"], "1000", [("500", "1", "5.00"), ("200", "1", "2.00")]),
        (["500", "300"], "1000", [("500", "2", "10.00"), ("300", "2", "6.00")]),
        (["900", "300"], "1000", [("900", "4", "36.00"), ("300", "4", "12.00")]),
        (["900", "-300"], "1000", [("900", "1", "9.00"), ("-300", "1", "-3.00")]),
        (["33.33"], None, [("33.33", "1", "0.33")]),
    ],
)
def test_the_highest_step_reached_counts_for_the_whole_amount(amounts, asked, expected):
    assert earned(amounts, asked=asked, marginal=False) == expected


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        (["500"], [("500", "1", "5.00")]),
        (["900"], [("800", "1", "8.00"), ("100", "2", "2.00")]),
        (["1100"], [("800", "1", "8.00"), ("200", "2", "4.00"), ("100", "4", "4.00")]),
        (["800", "50"], [("800", "1", "8.00"), ("50", "2", "1.00")]),
        # What is given back goes down the steps it went up.
        (["900", "-300"], [("800", "1", "8.00"), ("100", "2", "2.00"), ("-100", "2", "-2.00"), ("-200", "1", "-2.00")]),
        (["-50"], [("-50", "1", "-0.50")]),
    ],
)
def test_each_step_may_be_paid_at_its_own_rate(amounts, expected):
    assert earned(amounts, asked="1000", marginal=True) == expected


def test_a_rate_of_the_category_comes_before_that_of_all():
    found = earned(["100", "100"], asked="1000", marginal=False, categories=("礼盒", "绿茶"))

    assert found == [("100", "5", "5.00"), ("100", "1", "1.00")]


@pytest.mark.parametrize("marginal", [True, False])
def test_pieces_come_to_what_was_sold_whatever_is_given_back(marginal):
    amounts = [D(n * 37 % 401 - 120) for n in range(200)]
    found = lines([Base(str(n), one) for n, one in enumerate(amounts)], STEPS, asked=D(5000), marginal=marginal)

    assert sum(line.amount for line in found) == sum(amounts)
    assert total(found) == sum(line.earned for line in found)


def test_an_error_is_a_share_of_what_came():
    found = error([(D(120), D(100)), (D(50), D(100))])

    assert (found.trials, found.wape, found.bias) == (2, D("0.35"), D("-0.15"))
    assert error([(D(5), D(0))]) is None
    assert error([]) is None
