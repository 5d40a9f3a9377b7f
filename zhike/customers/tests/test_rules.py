"""Contact points and dated histories, without a database."""

from datetime import date

import pytest

from zhike.customers.rules import is_usable, masked, normalized, restated

JANUARY, JUNE, DECEMBER = date(2025, 1, 1), date(2025, 6, 1), date(2025, 12, 1)


@pytest.mark.parametrize(
    ("medium", "value", "expected"),
    [
        ("phone", "138-1234 0000", "+8613812340000"),
        ("phone", "+86 138 1234 0000", "+8613812340000"),
        ("phone", "１３８１２３４００００", "+8613812340000"),
        ("phone", "0571-8888 0000", "+8657188880000"),
        ("mail", " Lin@Tea.CN ", "lin@tea.cn"),
        ("wechat", "Lin_Xiao", "lin_xiao"),
        ("address", "杭州市  西湖区", "杭州市 西湖区"),
    ],
)
def test_a_contact_point_is_compared_without_its_dress(medium, value, expected):
    assert normalized(medium, value) == expected


@pytest.mark.parametrize(
    ("medium", "value", "expected"),
    [
        ("phone", "13812340000", "138 **** 0000"),
        ("mail", "lin@tea.cn", "l***@tea.cn"),
        ("wechat", "linxiao", "li***"),
        ("wechat", "li", "***"),
    ],
)
def test_a_masked_contact_point_can_be_recognised_but_not_used(medium, value, expected):
    assert masked(medium, value) == expected


@pytest.mark.parametrize(
    ("medium", "value", "expected"),
    [
        ("phone", "95588", True),
        ("phone", "9558", False),
        ("phone", "call me", False),
        ("mail", "lin@tea.cn", True),
        ("mail", "lin@tea", False),
        ("mail", "lin tea.cn", False),
        ("wechat", "lin", True),
        ("address", "  ", False),
    ],
)
def test_what_cannot_reach_anybody_is_known(medium, value, expected):
    assert is_usable(medium, value) is expected


@pytest.mark.parametrize(
    ("history", "since", "value", "expected"),
    [
        ({}, JUNE, "cash", {JUNE: "cash"}),
        ({JANUARY: "cash"}, JUNE, "credit", {JANUARY: "cash", JUNE: "credit"}),
        ({JANUARY: "cash"}, JANUARY, "credit", {JANUARY: "credit"}),
        ({JUNE: "cash"}, JANUARY, "credit", {JANUARY: "credit", JUNE: "cash"}),
        ({JUNE: "cash"}, JANUARY, "cash", {JANUARY: "cash"}),
        ({JANUARY: "cash", DECEMBER: "credit"}, JUNE, "credit", {JANUARY: "cash", JUNE: "credit"}),
        ({JANUARY: "cash", JUNE: "credit", DECEMBER: "cash"}, JUNE, "cash", {JANUARY: "cash"}),
        ({JANUARY: "cash"}, JUNE, "cash", {JANUARY: "cash"}),
    ],
)
def test_a_history_is_restated_from_a_day_on(history, since, value, expected):
    assert restated(history, since=since, value=value) == expected
