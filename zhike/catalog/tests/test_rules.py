"""Which list gives the price, what is taken off and what stays: tables of cases without a database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from zhike.catalog.rules import Asked, Listed, Offer, Verdict, discount, judge, margin

D = Decimal
ASKED = Asked(date(2026, 3, 12), "CNY", tier="gold", channel="shop", quantity=D(10))
OFFER = Offer(D(90), D(1), date(2026, 1, 1), None)
PLAIN = Listed("plain", "CNY", offers=(OFFER,))


def verdict(listed, asked=ASKED):
    return judge([listed], asked)[0].verdict


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, Verdict.WINS),
        ({"active": False}, Verdict.UNUSED),
        ({"currency": "USD"}, Verdict.CURRENCY),
        ({"valid_from": date(2026, 3, 12), "valid_to": date(2026, 3, 12)}, Verdict.WINS),
        ({"valid_from": date(2026, 3, 13)}, Verdict.EARLY),
        ({"valid_to": date(2026, 3, 11)}, Verdict.OVER),
        ({"tiers": ("gold", "silver")}, Verdict.WINS),
        ({"tiers": ("silver",)}, Verdict.TIER),
        ({"channel": "shop"}, Verdict.WINS),
        ({"channel": "export"}, Verdict.CHANNEL),
        ({"offers": ()}, Verdict.ABSENT),
        ({"offers": (replace(OFFER, valid_from=date(2026, 3, 13)),)}, Verdict.ABSENT),
        ({"offers": (replace(OFFER, valid_to=date(2026, 3, 11)),)}, Verdict.ABSENT),
        ({"offers": (replace(OFFER, valid_to=date(2026, 3, 12)),)}, Verdict.WINS),
        ({"offers": (replace(OFFER, from_quantity=D(10)),)}, Verdict.WINS),
        ({"offers": (replace(OFFER, from_quantity=D("10.5")),)}, Verdict.QUANTITY),
        ({"active": False, "currency": "USD", "tiers": ("silver",)}, Verdict.UNUSED),
    ],
)
def test_a_list_gives_its_price_or_says_why_not(said, expected):
    assert verdict(replace(PLAIN, **said)) == expected


def test_a_list_for_a_tier_is_not_for_somebody_of_none():
    assert verdict(replace(PLAIN, tiers=("gold",)), replace(ASKED, tier="")) == Verdict.TIER


def test_the_price_of_the_largest_quantity_reached_holds():
    breaks = (OFFER, replace(OFFER, from_quantity=D(10), price=D(80)), replace(OFFER, from_quantity=D(20), price=D(70)))

    prices = [
        judge([replace(PLAIN, offers=breaks)], replace(ASKED, quantity=D(quantity)))[0].offer.price
        for quantity in (1, 9, 10, 19, 20, 500)
    ]

    assert prices == [90, 90, 80, 80, 70, 70]


def test_of_two_prices_that_hold_on_a_day_the_later_one_does():
    newer = replace(OFFER, price=D(95), valid_from=date(2026, 3, 1))

    assert judge([replace(PLAIN, offers=(newer, OFFER))], ASKED)[0].offer.price == 95


@pytest.mark.parametrize(
    ("lists", "winner"),
    [
        ([{"name": "low", "priority": 1}, {"name": "high", "priority": 2}], "high"),
        ([{"name": "all", "key": 1}, {"name": "gold", "tiers": ("gold",), "key": 2}], "gold"),
        ([{"name": "all", "key": 1}, {"name": "shop", "channel": "shop", "key": 2}], "shop"),
        ([{"name": "shop", "channel": "shop"}, {"name": "gold", "tiers": ("gold",)}], "gold"),
        ([{"name": "old", "valid_from": date(2025, 1, 1)}, {"name": "new", "valid_from": date(2026, 1, 1)}], "new"),
        ([{"name": "second", "key": 2}, {"name": "first", "key": 1}], "first"),
        ([{"name": "high", "priority": 9, "offers": ()}, {"name": "holds it"}], "holds it"),
        ([{"name": "high", "priority": 9, "currency": "USD"}, {"name": "in yuan"}], "in yuan"),
    ],
)
def test_one_of_several_lists_gives_the_price_and_the_others_say_so(lists, winner):
    judged = judge([replace(PLAIN, **said) for said in lists], ASKED)

    assert (judged[0].listed.name, judged[0].verdict) == (winner, Verdict.WINS)
    assert all(one.verdict is not Verdict.WINS for one in judged[1:])


def test_no_list_no_price():
    assert judge([], ASKED) == []


@pytest.mark.parametrize(
    ("list_price", "price", "percent"),
    [("200", "170", "15"), ("200", "200", "0"), ("200", "210", "-5"), ("3", "2", "33.3333"), ("0", "5", "0")],
)
def test_a_discount_is_what_was_taken_off_in_percent(list_price, price, percent):
    assert discount(D(list_price), D(price)) == D(percent)


@pytest.mark.parametrize(("price", "cost", "percent"), [("100", "60", "40"), ("50", "60", "-20"), ("0", "60", "-100")])
def test_a_margin_is_what_stays_above_the_cost_in_percent_of_the_price(price, cost, percent):
    assert margin(D(price), D(cost)) == D(percent)
