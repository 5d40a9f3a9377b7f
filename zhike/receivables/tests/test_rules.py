"""The arithmetic of receivables as tables of cases."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhike.catalog.currencies import split
from zhike.catalog.taxes import taxed
from zhike.receivables.rules import ageing, dunning, terms
from zhike.receivables.rules.ageing import Item, Thresholds, spread
from zhike.receivables.rules.matching import Line, Openings, Owed, match, numbers_in, written
from zhike.receivables.rules.settling import share_of, taken_in_turn
from zhike.receivables.rules.taxnumbers import is_tax_number

MARCH = date(2026, 3, 1)
MONEY = st.decimals(min_value="0.01", max_value="9999999.99", places=2)


@pytest.mark.parametrize(
    ("written", "is_one"),
    [
        ("91350100M000100Y43", True),
        (" 9135 0100 m000 100y43 ", True),
        ("91350100M000100Y44", False),
        ("91350100I000100Y43", False),
        ("11010519491231002X", True),
        ("110105194912310021", False),
        ("330106768789123", True),
        ("33010619800101123401", True),
        ("3301067687891", False),
        ("", False),
    ],
)
def test_tax_numbers_are_checked_by_their_last_character(written, is_one):
    assert is_tax_number(written) is is_one


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("30/40/30 signing, delivery, 90 days", [("30", MARCH), ("40", date(2026, 4, 1)), ("30", date(2026, 5, 30))]),
        ("30/70 签约、发货后30天", [("30", MARCH), ("70", date(2026, 5, 1))]),
        ("100", [("100", MARCH)]),
        ("50%/50% 2026-06-01；2026-07-01", [("50", date(2026, 6, 1)), ("50", date(2026, 7, 1))]),
        (
            "33.3/33.3/33.4: 预付, 30天, 60天",
            [("33.3", MARCH), ("33.3", date(2026, 3, 31)), ("33.4", date(2026, 4, 30))],
        ),
        ("90/10 预付，质保期满", [("90", MARCH), ("10", None)]),
    ],
)
def test_terms_are_read_as_people_write_them(written, parts):
    found = terms.read(written, signed_on=MARCH, delivered_on=date(2026, 4, 1))

    assert [(str(part.share), part.due_on) for part in found] == parts


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "shares"),
        ("30/30", "shares"),
        ("-30/130", "shares"),
        ("0/100", "shares"),
        ("50/50 signing", "conditions"),
        ("50/50 a, b, c", "conditions"),
        ("50/50 signing, 2026-02-30", "day"),
    ],
)
def test_terms_that_mean_nothing_are_refused(written, code):
    with pytest.raises(terms.TermsProblem) as refused:
        terms.read(written, signed_on=MARCH)

    assert refused.value.code == code


@given(MONEY, st.lists(st.integers(1, 100), min_size=1, max_size=40))
@settings(max_examples=300, deadline=None)
def test_instalments_add_up_to_the_cent(total, weights):
    parts = split(total, [Decimal(weight) for weight in weights], "CNY")

    assert sum(parts) == total
    assert all(part == part.quantize(Decimal("0.01")) and part >= 0 for part in parts)


@given(st.lists(st.tuples(MONEY, st.sampled_from([0, 1, 3, 6, 9, 13])), min_size=1, max_size=20))
@settings(max_examples=300, deadline=None)
def test_net_and_tax_add_up_to_the_cent(lines):
    worths = [taxed(amount, Decimal(percent), "CNY", includes_tax=True) for amount, percent in lines]

    assert sum(worth.net for worth in worths) + sum(worth.tax for worth in worths) == sum(line[0] for line in lines)


@given(MONEY, MONEY, st.lists(MONEY, min_size=1, max_size=8))
@settings(max_examples=300, deadline=None)
def test_shares_in_the_firms_currency_leave_nothing_behind(amount, firm, parts):
    left, left_firm = amount, firm
    for part in taken_in_turn(amount, parts):
        if part:
            taken = share_of(left, left_firm, part)
            assert 0 <= taken <= left_firm
            left, left_firm = left - part, left_firm - taken
    if left:
        left_firm -= share_of(left, left_firm, left)

    assert left_firm == 0


def test_open_items_fall_into_buckets_that_add_up():
    items = [
        Item(Decimal(amount), day) for amount, day in ((10, None), (20, date(2026, 2, 28)), (40, date(2025, 2, 28)))
    ]

    found = spread([*items, Item(Decimal(-5), None)], Thresholds(), on=MARCH)

    assert {name: amount for name, amount in found.items() if amount} == {
        "not_due": 10,
        "1-30": 20,
        "366-": 40,
        "unapplied": -5,
    }
    assert ageing.days_of_sales(Decimal(500), Decimal(0), days=90) is None


@pytest.mark.parametrize("bounds", [(30, 30), (0, 30), (60, 30)])
def test_thresholds_must_rise(bounds):
    with pytest.raises(ValueError, match="rise"):
        Thresholds(bounds)


def test_gold_customers_are_reminded_later():
    assert [dunning.step_for(days, "gold") for days in (6, 7, 24, 25, 60)] == [0, 1, 1, 2, 3]
    assert dunning.step_for(99, "", []) == 0


OWED = [
    Owed(1, 7, Decimal(300), MARCH),
    Owed(2, 7, Decimal(500), date(2026, 6, 1)),
    Owed(3, 8, Decimal(500), date(2026, 3, 20)),
    Owed(4, 9, Decimal(123), date(2026, 3, 4)),
]


@pytest.mark.parametrize(
    ("line", "customer", "is_sure", "reasons", "shares"),
    [
        ({"names": [7], "amount": 300}, 7, True, ("name", "amount", "day"), [(1, 300)]),
        ({"names": [7], "amount": 500}, 7, False, ("name", "amount"), [(2, 500)]),
        ({"accounts": [7], "amount": 500}, 7, True, ("account", "amount"), [(2, 500)]),
        ({"accounts": [7], "names": [7], "amount": 77}, 7, True, ("account", "name"), [(1, 77)]),
        ({"names": [7], "amount": 800}, 7, False, ("name", "sum", "day"), [(1, 300), (2, 500)]),
        ({"numbers": {8: [3]}, "amount": 500}, 8, True, ("number", "amount"), [(3, 500)]),
        ({"numbers": {7: [2]}, "amount": 400}, 7, False, ("number",), [(2, 400)]),
        ({"names": [7, 8], "amount": 300}, 7, True, ("name", "amount", "day"), [(1, 300)]),
        ({"names": [7, 8], "amount": 77}, None, False, ("several",), []),
        ({"amount": 123}, 9, False, ("only_amount", "day"), [(4, 123)]),
        ({"amount": 500}, None, False, (), []),
        ({"names": [7], "amount": 2000}, 7, False, ("name",), [(1, 300), (2, 500)]),
    ],
)
def test_a_line_is_matched_by_what_speaks_for_it(line, customer, is_sure, reasons, shares):
    asked = Line(received_on=date(2026, 3, 5), **line | {"amount": Decimal(line["amount"])})

    found = match(asked, Openings(OWED))

    assert (found.customer, found.is_sure, found.reasons) == (customer, is_sure, reasons)
    assert list(found.shares) == shares


PLAN = [
    Owed(1, 7, Decimal(300), MARCH, "签约", 1),
    Owed(2, 7, Decimal(300), date(2026, 5, 1), "发货", 2),
    Owed(3, 7, Decimal(300), date(2026, 6, 1), "验收", 3, is_last=True),
]


@pytest.mark.parametrize(
    ("remark", "first", "reason"),
    [
        ("货款", 1, ""),
        ("发货款", 2, "part:发货"),
        ("货款第二期", 2, "part:第二期"),
        ("3期款", 3, "part:3期"),
        ("S-1001 尾款", 3, "part:尾款"),
        ("首付款", 1, "part:首付"),
        ("第九期", 1, ""),
    ],
)
def test_a_remark_points_at_a_part_of_the_plan(remark, first, reason):
    asked = Line(Decimal(300), date(2026, 9, 5), names=[7], remark=remark)

    found = match(asked, Openings(PLAN))

    assert (found.shares, found.reasons) == (
        ((first, Decimal(300)),),
        ("name", "amount", *([reason] if reason else [])),
    )


def test_what_is_named_goes_before_what_is_due():
    named = {"numbers": {7: [2]}, "named": {7: "instalment:S-1001-2"}}
    asked = Line(Decimal(400), date(2026, 9, 5), remark="S-1001-2 首付", **named)

    found = match(asked, Openings(PLAN))

    assert (found.reasons, found.shares) == (
        ("instalment:S-1001-2",),
        ((2, Decimal(300)), (1, Decimal(100))),
    )


@pytest.mark.parametrize(
    ("number", "ways"),
    [
        ("SO2026-000012", ["SO2026-000012"]),
        ("so2026-000012", ["so2026-000012", "SO2026-000012"]),
        ("dd2026000012", ["dd2026000012", "DD2026000012", "DD2026-000012"]),
        ("S-1001-12", ["S-1001-12", "S-1001"]),
    ],
)
def test_a_number_is_looked_up_in_the_ways_our_books_may_write_it(number, ways):
    assert written(number) == ways


def test_what_one_line_settles_is_open_no_more_for_the_next():
    openings = Openings(OWED)
    openings.take(7, [(1, Decimal(100))])
    openings.take(7, [(2, Decimal(500))])

    assert [(one.key, one.amount) for one in openings.of(7)] == [(1, Decimal(200))]
    assert openings.owing(Decimal(500)) == {8}
    assert openings.owing(Decimal(200)) == {7}


def test_numbers_of_documents_are_found_in_remarks():
    assert numbers_in("付SO2026-000012货款;发票25332000000012345678 谢谢12") == [
        "SO2026-000012",
        "25332000000012345678",
    ]
