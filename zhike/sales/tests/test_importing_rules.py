"""What a document is, and what is goods."""

from decimal import Decimal

import pytest

from zhike.sales.rules import is_goods, kind_of


@pytest.mark.parametrize("code", ["85123A", "10001", "DCGS0003", "TEA-01", "龙井", "15056BL"])
def test_goods(code):
    assert is_goods(code)


@pytest.mark.parametrize(
    "code", ["POST", "M", "m", "D", "C2", "DOT", "BANK CHARGES", "AMAZONFEE", "gift_0001_20", "顺丰运费"]
)
def test_charges_vouchers_and_corrections_are_no_goods(code):
    assert not is_goods(code)


@pytest.mark.parametrize(
    ("number", "total", "quantity", "kind"),
    [
        ("1", 10, 1, "sale"),
        ("1", 0, 1, "sale"),
        ("1", -10, -1, "return"),
        ("1", 0, -5, "adjustment"),
        ("C1", 10, 1, "return"),
        ("A1", -10, 1, "adjustment"),
    ],
)
def test_a_prefix_or_the_sign_of_the_total_tells_the_kind(number, total, quantity, kind):
    found = kind_of(number, total=Decimal(total), quantity=Decimal(quantity), return_prefix="C", adjustment_prefix="A")
    assert found == kind


def test_without_prefixes_only_the_amounts_tell():
    assert kind_of("C1", total=Decimal(10), quantity=Decimal(1)) == "sale"
    assert kind_of("A1", total=Decimal(-10), quantity=Decimal(-1)) == "return"
