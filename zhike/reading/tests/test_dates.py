"""Days and moments, as people and programs write them."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from zhike.reading.dates import day, guess_day_first, moment
from zhike.reading.problems import BadValue

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST_OF_MARCH = datetime.date(2025, 3, 1)


def local(*parts):
    return datetime.datetime(*parts, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "written",
    [
        "2025-03-01",
        "2025/3/1",
        "2025.3.1",
        "20250301",
        "2025年3月1日",
        "2025年03月01号",
        "２０２５年３月１日",
        "45717",
        "45717.5",
        45717,
        45717.25,
        20250301.0,
        datetime.date(2025, 3, 1),
        datetime.datetime.combine(FIRST_OF_MARCH, datetime.time(14, 30)),
    ],
)
def test_the_first_of_march_in_every_dress(written):
    assert day(written, zone=SHANGHAI) == FIRST_OF_MARCH


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2025-03-01 14:30", local(2025, 3, 1, 14, 30)),
        ("2025-03-01T14:30:05", local(2025, 3, 1, 14, 30, 5)),
        ("2025-03-01 14:30:05.250", local(2025, 3, 1, 14, 30, 5, 250_000)),
        ("2025/3/1 2:30 PM", local(2025, 3, 1, 14, 30)),
        ("2025/3/1 12:05 AM", local(2025, 3, 1, 0, 5)),
        ("2025年3月1日 下午2:30", local(2025, 3, 1, 14, 30)),
        ("2025年3月1日14时30分5秒", local(2025, 3, 1, 14, 30, 5)),
        ("2025/3/1 中午12:10", local(2025, 3, 1, 12, 10)),
        ("20250301143005", local(2025, 3, 1, 14, 30, 5)),
        ("20250301 143005", local(2025, 3, 1, 14, 30, 5)),
        ("2025-03-01T06:30:00Z", local(2025, 3, 1, 14, 30)),
        ("2025-03-01T14:30:00+08:00", local(2025, 3, 1, 14, 30)),
        ("2025-03-01T01:30:00-0500", local(2025, 3, 1, 14, 30)),
        (45717.75, local(2025, 3, 1, 18)),
    ],
)
def test_times_are_read_to_the_second_and_local_unless_said_otherwise(written, meant):
    assert moment(written, zone=SHANGHAI) == meant


def test_a_moment_late_in_london_is_the_next_day_in_shanghai():
    assert day("2025-03-01T18:00:00Z", zone=SHANGHAI) == datetime.date(2025, 3, 2)


def test_day_and_month_are_told_apart_only_when_somebody_says_which_comes_first():
    assert day("1/3/2025", zone=SHANGHAI, day_first=True) == FIRST_OF_MARCH
    assert day("3/1/2025", zone=SHANGHAI, day_first=False) == FIRST_OF_MARCH
    with pytest.raises(BadValue) as refused:
        day("1/3/2025", zone=SHANGHAI)
    assert refused.value.code == "ambiguous_date"


def test_a_day_that_can_only_be_meant_one_way_needs_no_saying():
    assert day("13/3/2025", zone=SHANGHAI) == datetime.date(2025, 3, 13)
    assert day("3/13/2025", zone=SHANGHAI) == datetime.date(2025, 3, 13)
    assert day("3/3/2025", zone=SHANGHAI) == datetime.date(2025, 3, 3)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2025-02-30", "impossible_date"),
        ("2025-13-01", "impossible_date"),
        ("1025-03-01", "impossible_date"),
        ("2025-03-01 25:00", "impossible_date"),
        ("2025-3/1", "not_a_date"),
        ("1/3/25", "not_a_date"),
        ("yesterday", "not_a_date"),
        ("12345", "not_a_date"),
        (True, "not_a_date"),
        (float("inf"), "not_a_date"),
    ],
)
def test_what_is_no_day_is_refused(written, code):
    with pytest.raises(BadValue) as refused:
        day(written, zone=SHANGHAI)
    assert refused.value.code == code


@pytest.mark.parametrize("blank", [None, "", " ", float("nan")])
def test_a_blank_cell_is_no_day_at_all(blank):
    assert day(blank, zone=SHANGHAI) is None


def test_a_sample_gives_away_which_comes_first():
    assert guess_day_first(["1/3/2025", "13/3/2025 10:00"]) is True
    assert guess_day_first(["1/3/2025", "3/13/2025"]) is False
    assert guess_day_first(["1/3/2025", "2025-03-01"]) is None
    assert guess_day_first(["13/3/2025", "3/13/2025"]) is None
