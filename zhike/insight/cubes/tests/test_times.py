"""Grains, windows and the next time of a report, as tables of cases."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from zhike.insight.cubes.schedule import next_time
from zhike.insight.cubes.times import GRAINS, months_before, years_before
from zhike.insight.cubes.windows import window

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("grain", "code", "first", "after", "before", "year_before"),
    [
        ("year", "2024", "2024-01-01", "2025-01-01", "2023-01-01", "2023-01-01"),
        ("quarter", "2026-Q1", "2026-01-01", "2026-04-01", "2025-10-01", "2025-01-01"),
        ("month", "2024-02", "2024-02-01", "2024-03-01", "2024-01-01", "2023-02-01"),
        ("month", "2025-12", "2025-12-01", "2026-01-01", "2025-11-01", "2024-12-01"),
        ("week", "2026-W01", "2025-12-29", "2026-01-05", "2025-12-22", "2024-12-30"),
        ("day", "2024-02-29", "2024-02-29", "2024-03-01", "2024-02-28", "2023-02-28"),
    ],
)
def test_a_period_knows_its_code_its_days_and_its_neighbours(grain, code, first, after, before, year_before):
    one, day = GRAINS[grain], date.fromisoformat(first)

    assert one.read(code) == day == one.begin(day)
    assert one.code(day) == code
    found = (one.after(day), one.before(day), one.year_before(day))
    assert [each.isoformat() for each in found] == [after, before, year_before]


def test_months_and_years_before_keep_to_the_calendar():
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 13) == date(2024, 12, 15)
    assert months_before(date(2025, 12, 5), -1) == date(2026, 1, 5)
    assert years_before(date(2024, 2, 29), 1) == date(2023, 2, 28)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("", "2025-12-01", "2026-11-22"),
        ("24m", "2024-12-01", "2026-11-22"),
        ("this-year", "2026-01-01", "2026-11-22"),
        ("last-year", "2025-01-01", "2025-12-31"),
        ("2026-02-01..2026-02-28", "2026-02-01", "2026-02-28"),
        ("all", "None", "2026-11-22"),
    ],
)
def test_a_window_has_a_first_and_a_last_day(code, first, last):
    found = window(code, end=date(2026, 11, 23))

    assert (str(found.first), str(found.last)) == (first, last)


@pytest.mark.parametrize(
    ("rhythm", "day", "hour", "after", "due"),
    [
        ("daily", 1, 8, "2026-11-22T07:59", "2026-11-22T08:00"),
        ("daily", 1, 8, "2026-11-22T08:00", "2026-11-23T08:00"),
        ("weekly", 1, 8, "2026-11-22T09:00", "2026-11-23T08:00"),
        ("weekly", 7, 8, "2026-11-22T09:00", "2026-11-29T08:00"),
        ("monthly", 1, 0, "2026-12-31T23:00", "2027-01-01T00:00"),
        ("monthly", 31, 8, "2026-01-31T08:00", "2026-02-28T08:00"),
        ("monthly", 30, 8, "2028-02-01T08:00", "2028-02-29T08:00"),
    ],
)
def test_a_report_is_due_at_its_hour_of_the_business_zone(rhythm, day, hour, after, due):
    found = next_time(rhythm, day, hour, after=datetime.fromisoformat(after).replace(tzinfo=ZONE), zone=ZONE)

    assert found == datetime.fromisoformat(due).replace(tzinfo=ZONE)
