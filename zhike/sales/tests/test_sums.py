"""Arithmetic of papers: discounts, tax and rounding, and amounts in capitals."""

from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhike.catalog import currencies
from zhike.sales import sums
from zhike.sales.capitals import in_capitals

CNY, JPY = (partial(currencies.rounded, currency=currency) for currency in ("CNY", "JPY"))


def figures_to(largest: int, places: int):
    return st.integers(0, largest * 10**places).map(lambda number: Decimal(number).scaleb(-places))


prices, quantities, shares = figures_to(100_000, 4), figures_to(10_000, 4), figures_to(100, 2)
changes = st.lists(st.integers(-5_000, 5_000).map(lambda number: Decimal(number).scaleb(-2)), max_size=12)


@pytest.mark.parametrize(
    ("listed", "discount", "whole", "price"),
    [
        ("380", "0", "0", "380.0000"),
        ("380", "10", "5", "324.9000"),
        ("99.99", "33.33", "0", "66.6633"),
        ("0.01", "50", "50", "0.0025"),
        ("380", "100", "0", "0.0000"),
    ],
)
def test_a_price_after_both_discounts(listed, discount, whole, price):
    found = sums.unit_price(Decimal(listed), discount=Decimal(discount), whole=Decimal(whole))

    assert found == Decimal(price)


@pytest.mark.parametrize(
    ("rounded", "quantity", "price", "rate", "net", "tax", "amount"),
    [
        (CNY, "2", "380", "13", "672.57", "87.43", "760.00"),
        (CNY, "3", "33.335", "13", "88.50", "11.51", "100.01"),
        (CNY, "1", "100", "0", "100.00", "0.00", "100.00"),
        (JPY, "3", "333.5", "10", "910", "91", "1001"),
    ],
)
def test_a_line_with_the_tax_that_is_in_it(rounded, quantity, price, rate, net, tax, amount):
    found = sums.figures(quantity=Decimal(quantity), price=Decimal(price), tax_rate=Decimal(rate), rounded=rounded)

    assert (found.net, found.tax, found.amount) == (Decimal(net), Decimal(tax), Decimal(amount))


@given(st.lists(st.tuples(quantities, prices, shares), min_size=1, max_size=12))
def test_totals_are_exactly_what_stands_on_the_lines(lines):
    found = [sums.figures(quantity=q, price=p, tax_rate=rate, rounded=CNY) for q, p, rate in lines]

    total = sums.totals(found)

    assert total.gross == sum(line.amount for line in found) == total.net + total.tax
    assert all(line.amount == line.net + line.tax == CNY(line.amount) for line in found)


@given(prices, shares, changes)
def test_a_line_changed_bit_by_bit_ends_where_one_line_would_stand(price, rate, changes):
    told = {"price": price, "tax_rate": rate, "rounded": CNY}
    quantity = amount = tax = Decimal(0)
    for change in [*changes, -sum(changes, Decimal(0))]:
        found = sums.following(before=quantity, change=change, **told)
        quantity, amount, tax = quantity + change, amount + found.amount, tax + found.tax
        assert amount == CNY(quantity * price)

    assert (quantity, amount, tax) == (0, 0, 0)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0", "人民币零元整"),
        ("0.01", "人民币壹分"),
        ("0.10", "人民币壹角整"),
        ("0.15", "人民币壹角伍分"),
        ("10.05", "人民币壹拾元零伍分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("1005.30", "人民币壹仟零伍元叁角整"),
        ("1409.50", "人民币壹仟肆佰零玖元伍角整"),
        ("1680.32", "人民币壹仟陆佰捌拾元零叁角贰分"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("20001", "人民币贰万零壹元整"),
        ("105000", "人民币壹拾万伍仟元整"),
        ("107000.53", "人民币壹拾万柒仟元零伍角叁分"),
        ("100010000", "人民币壹亿零壹万元整"),
        ("1000100000000", "人民币壹万零壹亿元整"),
        ("1200300040005", "人民币壹万贰仟零叁亿零肆万零伍元整"),
        ("-5.50", "人民币负伍元伍角整"),
    ],
)
def test_amounts_in_capitals(amount, said):
    assert in_capitals(Decimal(amount)) == said


def test_other_currencies_are_named_and_too_much_is_refused():
    assert in_capitals(Decimal(12), currency="USD") == "美元壹拾贰元整"
    assert in_capitals(Decimal(12), currency="CHF") == "CHF壹拾贰元整"
    with pytest.raises(ValueError, match="10000000000000000"):
        in_capitals(Decimal(10) ** 16)
