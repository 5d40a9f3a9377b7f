"""Numbers, as people and programs write them."""

from decimal import Decimal

import pytest

from zhike.reading.amounts import number
from zhike.reading.problems import BadValue

WRITTEN = {
    "12": "12",
    "12.50": "12.50",
    "1,234.50": "1234.50",
    "1,234,567": "1234567",
    "1 234.5": "1234.5",
    "1 234,50": "1234.50",
    "1.234,5": "1234.5",
    "1'234.50": "1234.50",
    "１２．５": "12.5",
    "１，２３４": "1234",
    "￥12.5": "12.5",
    "¥ 12.5": "12.5",
    "¥1.2万": "12000.0",
    "3.5亿元": "350000000.0",
    "12元": "12",
    "RMB 99": "99",
    "$1,000.00": "1000.00",
    "(12.00)": "-12.00",
    "（12.00）": "-12.00",
    "(¥12.00)": "-12.00",
    "-¥12": "-12",
    "¥-12": "-12",
    "12.00-": "-12.00",
    "−7": "-7",
    "'-7": "-7",
    "+7": "7",
    "12%": "0.12",
    "１２％": "0.12",
    "1.5e3": "1.5E+3",
    "1.5E-03": "0.0015",
    ".5": "0.5",
    "5.": "5",
    " 8 ": "8",
    "0.30000000000000004": "0.3000",
    "12.33333333": "12.3333",
}


@pytest.mark.parametrize(("written", "meant"), WRITTEN.items())
def test_a_written_number_is_read_exactly(written, meant):
    assert number(written) == Decimal(meant)


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        (2.55, "2.55"),
        (0.1 + 0.2, "0.3"),
        (17850.0, "17850"),
        (7, "7"),
        (Decimal("0.001"), "0.001"),
        (-0.0, "0"),
    ],
)
def test_a_number_of_a_spreadsheet_is_read_as_it_was_shown(raw, meant):
    assert number(raw) == Decimal(meant)


@pytest.mark.parametrize("blank", [None, "", "  ", "\u3000", float("nan")])
def test_a_blank_cell_is_no_number_at_all(blank):
    assert number(blank) is None


@pytest.mark.parametrize("bad", ["abc", "1,23", "1.2.3", "12,34,567", "--5", "1e", "¥", "-", "inf", True, float("inf")])
def test_what_is_not_clearly_a_number_is_refused(bad):
    with pytest.raises(BadValue) as refused:
        number(bad)
    assert refused.value.code == "not_a_number"


def test_an_amount_too_large_for_the_ledger_is_refused():
    with pytest.raises(BadValue) as refused:
        number("1000000000000000")
    assert refused.value.code == "too_big"


def test_rounding_that_would_change_the_value_is_refused():
    with pytest.raises(BadValue) as refused:
        number("0.00125")
    assert refused.value.code == "too_precise"
    assert number("0.00125", places=5) == Decimal("0.00125")
