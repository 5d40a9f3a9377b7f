"""Days that come again: ends of months, leap days, ends of series, and clocks that change."""

from datetime import UTC, date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from zhike.work.phrasing import words
from zhike.work.rules.recurring import NoRule, days, following, moments, written

FAR = date(2030, 12, 31)


@pytest.mark.parametrize(
    ("pattern", "starts_on", "expected"),
    [
        ("daily", date(2026, 2, 27), ["2026-02-27", "2026-02-28", "2026-03-01"]),
        ("workdays", date(2026, 3, 12), ["2026-03-12", "2026-03-13", "2026-03-16"]),
        ("weekly", date(2026, 12, 28), ["2026-12-28", "2027-01-04", "2027-01-11"]),
        ("fortnightly", date(2026, 3, 12), ["2026-03-12", "2026-03-26", "2026-04-09"]),
        ("monthly", date(2026, 1, 15), ["2026-01-15", "2026-02-15", "2026-03-15"]),
        ("monthly", date(2026, 1, 31), ["2026-01-31", "2026-02-28", "2026-03-31"]),
        ("monthly", date(2027, 12, 30), ["2027-12-30", "2028-01-30", "2028-02-29"]),
        ("month_end", date(2027, 12, 31), ["2027-12-31", "2028-01-31", "2028-02-29"]),
        ("month_end", date(2026, 4, 10), ["2026-04-30", "2026-05-31", "2026-06-30"]),
        ("yearly", date(2026, 3, 12), ["2026-03-12", "2027-03-12", "2028-03-12"]),
        ("yearly", date(2024, 2, 29), ["2024-02-29", "2025-02-28", "2026-02-28"]),
        ("yearly", date(2027, 2, 28), ["2027-02-28", "2028-02-28", "2029-02-28"]),
    ],
)
def test_a_pattern_names_its_days(pattern, starts_on, expected):
    found = days(written(pattern, starts_on=starts_on), starts_on=starts_on, first=starts_on, last=FAR)

    assert [str(day) for day in islice(found, 3)] == expected


@pytest.mark.parametrize(
    ("rule", "after", "expected"),
    [
        ("FREQ=DAILY;COUNT=3", date(2026, 3, 13), date(2026, 3, 14)),
        ("FREQ=DAILY;COUNT=3", date(2026, 3, 14), None),
        ("FREQ=DAILY;UNTIL=20260314", date(2026, 3, 13), date(2026, 3, 14)),
        ("FREQ=DAILY;UNTIL=20260314", date(2026, 3, 14), None),
        ("FREQ=MONTHLY;BYDAY=-1FR", date(2026, 3, 12), date(2026, 3, 27)),
        ("FREQ=MONTHLY;BYMONTHDAY=31", date(2026, 3, 31), date(2026, 5, 31)),
    ],
)
def test_a_rule_names_the_next_day_until_it_ends(rule, after, expected):
    assert following(rule, starts_on=date(2026, 3, 12), after=after) == expected


@pytest.mark.parametrize(
    ("zone", "starts", "count", "in_utc"),
    [
        # China keeps one offset: nine in the morning is one in UTC the whole year.
        ("Asia/Shanghai", (2026, 3, 28, 9, 0), 3, ["28 01:00", "29 01:00", "30 01:00"]),
        # Summer time begins on the 29th of March: nine stays nine, and comes an hour earlier in UTC.
        ("Europe/Berlin", (2026, 3, 28, 9, 0), 3, ["28 08:00", "29 07:00", "30 07:00"]),
        # Half past two is skipped on that day; it is read with the offset before.
        ("Europe/Berlin", (2026, 3, 28, 2, 30), 3, ["28 01:30", "29 01:30", "30 00:30"]),
        # It ends on the 25th of October: half past two comes twice, the first one counts.
        ("Europe/Berlin", (2026, 10, 24, 2, 30), 3, ["24 00:30", "25 00:30", "26 01:30"]),
        ("America/New_York", (2026, 10, 31, 22, 0), 3, ["01 02:00", "02 03:00", "03 03:00"]),
        ("Australia/Lord_Howe", (2026, 10, 3, 9, 0), 2, ["02 22:30", "03 22:00"]),
    ],
)
def test_the_time_on_the_wall_stays_when_clocks_change(zone, starts, count, in_utc):
    starts_at = datetime(*starts, tzinfo=ZoneInfo(zone))

    found = moments(
        "FREQ=DAILY", starts_at=starts_at, first=starts_at, last=datetime(2027, 1, 1, tzinfo=ZoneInfo(zone))
    )

    assert [f"{at.astimezone(UTC):%d %H:%M}" for at in islice(found, count)] == in_utc


def test_an_end_in_utc_is_meant_in_the_zone_of_the_beginning():
    zone = ZoneInfo("Asia/Shanghai")
    starts_at = datetime(2026, 3, 12, 9, tzinfo=zone)

    found = list(
        moments(
            "FREQ=DAILY;UNTIL=20260314T010000Z",
            starts_at=starts_at,
            first=starts_at,
            last=datetime(2027, 1, 1, tzinfo=zone),
        )
    )

    assert [at.day for at in found] == [12, 13, 14]


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "daily",
        "FREQ=SECONDLY",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYHOUR=3",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY\nDTSTART:20260101",
        "FREQ=YEARLY;BYMONTH=13",
    ],
)
def test_what_is_no_rule_of_ours_is_refused(rule):
    with pytest.raises(NoRule, match="not_understood"):
        days(rule, starts_on=date(2026, 1, 1), first=date(2026, 1, 1), last=date(2026, 2, 1))


def test_an_end_is_said_once_and_lies_ahead():
    begins = date(2026, 3, 12)
    with pytest.raises(NoRule, match="both_ends"):
        written("daily", starts_on=begins, until=FAR, times=3)
    with pytest.raises(NoRule, match="ends_before"):
        written("daily", starts_on=begins, until=date(2026, 3, 11))
    for times in (-3, 10_000):
        with pytest.raises(NoRule, match="how_many"):
            written("daily", starts_on=begins, times=times)
    with pytest.raises(NoRule, match="no_pattern"):
        written("hourly", starts_on=begins)


@pytest.mark.parametrize(
    ("rule", "english", "chinese"),
    [
        ("FREQ=DAILY", "every day", "每天"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "every 2 weeks · Thursday", "每 2 周 · 星期四"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "every month · on the last day", "每月 · 最后一天"),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", "every month · on day 31", "每月 · 31 日"),
        (
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=5",
            "every week · Monday to Friday · 5 times",
            "每周 · 周一到周五 · 共 5 次",
        ),
        ("FREQ=DAILY;UNTIL=20261231", "every day · up to 2026-12-31", "每天 · 截至 2026-12-31"),
    ],
)
def test_a_rule_is_said_in_words(rule, english, chinese):
    with translation.override("en"):
        assert words(rule) == english
    with translation.override("zh-hans"):
        assert words(rule) == chinese
