"""Column charts."""

from decimal import Decimal

from zhike.look.columns import columns, size


def test_the_highest_month_fills_the_drawing_and_the_others_follow():
    drawn = columns([("1", Decimal(50), ""), ("", Decimal(100), ""), ("", Decimal(25), "")])

    assert [column.height for column in drawn] == ["36.0", "72.0", "18.0"]
    assert [column.x for column in drawn] == [0, 24, 48]
    assert drawn[0].tick == "1"
    assert size(drawn) == (64, 88)


def test_a_month_of_nothing_and_a_month_of_returns_look_different():
    assert [column.tone for column in columns([("", 0, ""), ("", -5, ""), ("", 5, "")])] == ["nil", "slip", ""]


def test_a_year_of_nothing_is_flat():
    assert [column.height for column in columns([("", 0, "")] * 2)] == ["2.0", "2.0"]
