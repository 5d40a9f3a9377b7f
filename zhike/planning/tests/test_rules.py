"""The arithmetic of plans and territories."""

from datetime import date
from decimal import Decimal

import pytest

from zhike.planning.rules import SHORT, TILES, attained, elapsed, is_behind, province


def test_the_map_has_each_of_the_34_provinces_on_a_square_of_its_own():
    assert (len(TILES), len(set(TILES.values()))) == (34, 34)
    assert (SHORT.keys(), len(set(SHORT.values()))) == (TILES.keys(), 34)


@pytest.mark.parametrize(
    ("region", "name"),
    [("浙江", "浙江"), ("浙江省", "浙江"), (" 内蒙古自治区", "内蒙古"), ("北京市", "北京"), ("华东", ""), ("", "")],
)
def test_a_region_lies_in_the_province_it_is_named_after(region, name):
    assert province(region) == name


@pytest.mark.parametrize(
    ("reached", "target", "share"),
    [
        (Decimal(25), Decimal(100), 0.25),
        (Decimal(0), Decimal(100), 0.0),
        (None, Decimal(1), None),
        (Decimal(1), None, None),
    ],
)
def test_a_goal_is_attained_by_a_share(reached, target, share):
    assert attained(reached, target) == share


@pytest.mark.parametrize(
    ("on", "gone"),
    [
        (date(2025, 12, 31), 0.0),
        (date(2026, 1, 1), 0.1),
        (date(2026, 1, 5), 0.5),
        (date(2026, 1, 10), 1.0),
        (date(2027, 1, 1), 1.0),
    ],
)
def test_time_goes_by_the_day(on, gone):
    assert elapsed(date(2026, 1, 1), date(2026, 1, 10), on=on) == gone


@pytest.mark.parametrize(
    ("reached", "gone", "behind"), [(0.3, 0.5, True), (0.4, 0.5, False), (0.41, 0.5, False), (None, 1.0, False)]
)
def test_a_goal_is_behind_by_more_than_a_tenth(reached, gone, behind):
    assert is_behind(reached, gone) is behind
