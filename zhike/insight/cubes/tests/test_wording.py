"""A number of a cube is said with as many digits as help to compare it."""

from decimal import Decimal

import pytest

from zhike.insight.cubes.declaring import MONEY, NUMBER, SHARE, Measure
from zhike.insight.cubes.wording import shown


@pytest.mark.parametrize(
    ("unit", "value", "said"),
    [
        (NUMBER, "6.294", "6.29"),
        (NUMBER, "90.531", "90.5"),
        (NUMBER, "-14.28", "−14.3"),
        (NUMBER, "78", "78"),
        (SHARE, "0.2414", "24.1%"),
        (MONEY, "12.5", "¥12.5"),
    ],
)
def test_days_and_other_averages_are_said_short(unit, value, said):
    assert shown(Measure("days", "Days", {}, unit=unit), Decimal(value)) == said
