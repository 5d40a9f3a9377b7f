"""The buying process does what its parameters say."""

from datetime import date
from random import Random
from statistics import fmean

import pytest

from zhike.site.demo.generator import make_firm
from zhike.site.demo.generator.process import PROCESSES, draw_history
from zhike.site.demo.generator.roster import HISTORY_DAYS
from zhike.site.demo.generator.seasons import (
    Seasonality,
    SeasonClock,
    day_weight,
    mid_autumn,
    spring_festival,
)

START, END = date(2023, 11, 20), date(2026, 11, 20)
FLAT = SeasonClock(START, END, Seasonality(0, 0, 0, 1, 1))


@pytest.fixture(scope="module")
def firm():
    return make_firm(as_of=END)


@pytest.mark.parametrize("kind", sorted(PROCESSES))
def test_repeat_purchases_in_two_years_match_the_theory(kind):
    random, process = Random(7), PROCESSES[kind]
    repeats = fmean(len(draw_history(process, FLAT, 0.5, 728.5, random).purchases) - 1 for _ in range(5_000))

    # Two purchases on one day are one, which costs frequent buyers some percent.
    assert repeats == pytest.approx(process.expected_repeats(104), rel=0.08)


@pytest.mark.parametrize("kind", sorted(PROCESSES))
def test_the_share_that_stays_a_year_matches_the_theory(kind):
    random, process = Random(11), PROCESSES[kind]
    stayed = fmean(draw_history(process, FLAT, 0.0, 1.0, random).ends > 364 for _ in range(5_000))

    assert stayed == pytest.approx(process.share_remaining(52), abs=0.015)


@pytest.mark.parametrize("kind", ["consumer", "enterprise", "channel"])
def test_the_firm_as_made_buys_as_often_as_its_parameters_say(firm, kind):
    kinds = {customer.code: customer.kind for customer in firm.customers}
    lives = [life for life in firm.lives if kinds[life.customer] == kind]
    drawn = {life.customer for life in lives}
    sales = sum(order.kind == "sale" and order.customer in drawn for order in firm.orders)
    expected = sum(1 + PROCESSES[kind].expected_repeats((END - life.first_purchase).days / 7) for life in lives)

    assert sales == pytest.approx(expected, rel=0.15)


@pytest.mark.parametrize("kind", ["consumer", "enterprise", "channel"])
def test_the_firm_as_made_spends_about_what_its_parameters_say(firm, kind):
    stories = {c.code for c in firm.customers} - {life.customer for life in firm.lives}
    kinds = {customer.code: customer.kind for customer in firm.customers if customer.code not in stories}
    totals = [float(order.total) for order in firm.orders if order.kind == "sale" and kinds.get(order.customer) == kind]

    assert fmean(totals) == pytest.approx(PROCESSES[kind].mean_spend(), rel=0.25)


def test_nobody_buys_after_leaving(firm):
    left = {life.customer: life.left_on for life in firm.lives if life.left_on}

    assert len(left) > 1000
    assert all(
        order.placed_on <= left[order.customer]
        for order in firm.orders
        if order.kind == "sale" and order.customer in left
    )


def test_season_time_takes_as_long_as_the_calendar_and_can_be_turned_back():
    clock = SeasonClock(START, END, PROCESSES["channel"].season)

    assert clock.season_time(HISTORY_DAYS) == pytest.approx(HISTORY_DAYS)
    assert clock.days(clock.season_time(400.25)) == pytest.approx(400.25)
    assert clock.days(HISTORY_DAYS + 1) == float("inf")


@pytest.mark.parametrize(
    ("day", "weight"),
    [
        (date(2026, 6, 10), 1.0),
        (date(2026, 6, 13), 1.35),
        (date(2026, 4, 8), 1.6),
        (date(2026, 9, 10), 1.7),
        (date(2026, 2, 4), 1.9),
        (date(2025, 12, 31), 1.0),
        (date(2026, 1, 9), 1.9),
        (date(2026, 2, 18), 0.3),
    ],
)
def test_consumers_buy_most_before_feasts_and_little_on_them(day, weight):
    assert day_weight(day, PROCESSES["consumer"].season) == pytest.approx(weight)


def test_feasts_are_where_the_lunar_calendar_puts_them():
    assert (spring_festival(2026), mid_autumn(2026)) == (date(2026, 2, 17), date(2026, 9, 25))
    assert (spring_festival(2050), mid_autumn(2050)) == (date(2050, 2, 5), date(2050, 9, 22))
