"""Amounts in a currency: rounded, shared out to the coin, changed at the rate of the day."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from tests.cast import a_rate
from zhike.catalog.currencies import converted, rate, rounded, smallest, split
from zhike.kit.testing.observing import refused
from zhike.look.format import exact_money

D = Decimal
MARCH = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("2.345", "CNY", "2.35"),
        ("2.3449", "CNY", "2.34"),
        ("-2.345", "CNY", "-2.35"),
        ("0.005", "USD", "0.01"),
        ("1234.5", "JPY", "1235"),
        ("-1234.5", "JPY", "-1235"),
        ("11.2345", "KWD", "11.235"),
        ("0.00005", "CLF", "0.0001"),
        ("7", "IQD", "7.000"),
        ("0", "CNY", "0.00"),
    ],
)
def test_an_amount_is_rounded_half_up_to_its_coins(amount, currency, expected):
    assert str(rounded(D(amount), currency)) == expected


@pytest.mark.parametrize(
    ("amount", "weights", "currency", "expected"),
    [
        ("100", 3, "CNY", ["33.34", "33.33", "33.33"]),
        ("-100", 3, "CNY", ["-33.34", "-33.33", "-33.33"]),
        ("100", [1, 1, 2], "JPY", ["25", "25", "50"]),
        ("10", [1, 1, 1, 1], "JPY", ["3", "3", "2", "2"]),
        ("0.05", [3, 0, 7], "CNY", ["0.02", "0.00", "0.03"]),
        ("0.01", 3, "CNY", ["0.01", "0.00", "0.00"]),
        ("99.999", 1, "CNY", ["100.00"]),
    ],
)
def test_an_amount_is_shared_out_to_the_last_coin(amount, weights, currency, expected):
    assert [str(part) for part in split(D(amount), weights, currency)] == expected


@pytest.mark.parametrize("weights", [0, [], [0, 0], [2, -1]])
def test_nobody_to_share_with_is_an_error(weights):
    with pytest.raises(ValueError, match="shared out by weights"):
        split(D(1), weights, "CNY")


def test_the_parts_of_any_amount_add_up_and_lie_within_a_coin_of_their_share():
    chance = Random(20260312)
    for _nth in range(2000):
        currency = chance.choice(["CNY", "JPY", "KWD"])
        amount = D(chance.randrange(-(10**9), 10**9)) / 1000
        weights = [D(chance.randrange(0, 10**6)) / 100 for _part in range(chance.randrange(1, 12))]
        if not sum(weights):
            continue

        parts = split(amount, weights, currency)

        whole = rounded(amount, currency)
        assert sum(parts) == whole
        exact = [whole * weight / sum(weights) for weight in weights]
        assert all(abs(part - share) < smallest(currency) for part, share in zip(parts, exact, strict=True))


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("350", "CNY", "¥350.00"),
        ("1234567.5", "JPY", "JP¥1,234,568"),
        ("11.9996", "KWD", "KWD 12.000"),
        ("11.996", "KWD", "KWD 11.996"),
        ("-0.5", "USD", "−US$0.50"),
    ],
)
def test_an_amount_is_written_with_the_coins_of_its_currency(amount, currency, expected):
    assert exact_money(D(amount), currency=currency) == expected


def test_the_last_rate_on_or_before_the_day_holds(db):
    a_rate(day=date(2026, 3, 1), rate=D("7.20"))
    a_rate(day=date(2026, 3, 10), rate=D("7.10"))
    a_rate(day=date(2026, 3, 13), rate=D("7.00"))

    assert rate("USD", "CNY", date(2026, 3, 9)) == D("7.20")
    assert rate("USD", "CNY", date(2026, 3, 10)) == D("7.10")
    assert rate("USD", "CNY", MARCH) == D("7.10")


def test_a_rate_serves_in_the_other_direction_and_the_later_one_wins(db):
    a_rate(day=date(2026, 3, 1), rate=D(8))

    assert rate("CNY", "USD", MARCH) == D("0.125")

    a_rate(from_currency="CNY", to_currency="USD", day=date(2026, 3, 2), rate=D("0.2"))
    assert (rate("CNY", "USD", MARCH), rate("USD", "CNY", MARCH)) == (D("0.2"), D(5))


def test_of_one_day_a_stated_rate_goes_before_the_inverse_of_another(db):
    a_rate(day=date(2026, 3, 1), rate=D(8))
    a_rate(from_currency="CNY", to_currency="USD", day=date(2026, 3, 1), rate=D("0.12"))

    assert (rate("USD", "CNY", MARCH), rate("CNY", "USD", MARCH)) == (D(8), D("0.12"))


def test_two_foreign_currencies_meet_in_that_of_the_firm(db):
    a_rate(day=date(2026, 3, 1), rate=D("7.2"))
    a_rate(from_currency="JPY", day=date(2026, 3, 1), rate=D("0.048"))

    assert rate("USD", "JPY", MARCH) == D(150)
    assert converted(D("19.99"), "USD", "JPY", MARCH) == D(2999)


def test_a_currency_is_worth_itself_without_any_rate(db):
    assert rate("EUR", "EUR", MARCH) == 1


def test_where_no_rate_is_known_somebody_is_told_what_to_do(db):
    a_rate(day=date(2026, 3, 13))

    with refused("No exchange rate from USD to CNY is known on 2026-03-12. Add one under Exchange rates."):
        rate("USD", "CNY", MARCH)
