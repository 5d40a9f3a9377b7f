"""Which backups stay."""

from datetime import UTC, datetime, timedelta

import pytest

from zhike.backup.rules import Keep, kept


def at(*numbers):
    return datetime(*numbers, tzinfo=UTC)


NIGHTS = [at(2026, 11, 22, 2) - timedelta(days=n) for n in range(400)]


def days(moments):
    return sorted((moment.strftime("%m-%d") for moment in moments), reverse=True)


@pytest.mark.parametrize(
    ("keep", "stay"),
    [
        (Keep(3, 0, 0), ["11-22", "11-21", "11-20"]),
        (Keep(0, 3, 0), ["11-22", "11-15", "11-08"]),
        (Keep(0, 0, 3), ["11-22", "10-31", "09-30"]),
        (Keep(2, 2, 2), ["11-22", "11-21", "11-15", "10-31"]),
        (Keep(0, 0, 0), ["11-22"]),
    ],
)
def test_the_latest_of_each_day_week_and_month_stays(keep, stay):
    assert days(kept(NIGHTS, keep=keep)) == stay


def test_unless_set_a_year_of_nights_is_22_backups_at_most():
    assert len(kept(NIGHTS, keep=Keep())) == 7 + 3 + 11


def test_of_the_latest_day_all_stay_and_of_the_day_before_the_last():
    moments = [at(2026, 11, day, hour) for day in (21, 22) for hour in (2, 9, 17)]

    assert kept(moments, keep=Keep(2, 0, 0)) == {at(2026, 11, 21, 17), *moments[3:]}


def test_a_gap_costs_nothing():
    moments = [at(2026, 11, 22), at(2026, 5, 1), at(2024, 1, 1)]

    assert kept(moments, keep=Keep(3, 0, 0)) == set(moments)


def test_nothing_stays_of_nothing():
    assert kept([], keep=Keep()) == set()
