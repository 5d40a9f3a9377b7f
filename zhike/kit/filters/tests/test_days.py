"""Days said by their distance from today."""

from datetime import date

import pytest

from zhike.kit.filters.days import anniversaries, moved, span

THURSDAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("last 90d", date(2025, 12, 12), THURSDAY),
        ("last 2w", date(2026, 2, 26), THURSDAY),
        ("last 3m", date(2025, 12, 12), THURSDAY),
        ("last 1y", date(2025, 3, 12), THURSDAY),
        ("next 14d", THURSDAY, date(2026, 3, 26)),
        ("this week", date(2026, 3, 9), date(2026, 3, 15)),
        ("last week", date(2026, 3, 2), date(2026, 3, 8)),
        ("next week", date(2026, 3, 16), date(2026, 3, 22)),
        ("this month", date(2026, 3, 1), date(2026, 3, 31)),
        ("last month", date(2026, 2, 1), date(2026, 2, 28)),
        ("this quarter", date(2026, 1, 1), date(2026, 3, 31)),
        ("last quarter", date(2025, 10, 1), date(2025, 12, 31)),
        ("next quarter", date(2026, 4, 1), date(2026, 6, 30)),
        ("this year", date(2026, 1, 1), date(2026, 12, 31)),
        ("last year", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_span_has_a_first_and_a_last_day(words, first, last):
    assert span(words, today=THURSDAY) == (first, last)


@pytest.mark.parametrize(
    ("day", "amount", "sign", "then"),
    [
        (date(2026, 3, 31), "1m", -1, date(2026, 2, 28)),
        (date(2024, 2, 29), "1y", 1, date(2025, 2, 28)),
        (date(2026, 1, 15), "1m", -1, date(2025, 12, 15)),
        (date(2026, 12, 31), "2m", 1, date(2027, 2, 28)),
    ],
)
def test_a_month_ends_where_it_ends(day, amount, sign, then):
    assert moved(day, amount, sign) == then


@pytest.mark.parametrize(
    "words", ["", "last", "last 0d", "last 9d9", "this 3d", "soon", "next fortnight", "last 9999y"]
)
def test_other_words_are_no_span(words):
    with pytest.raises(ValueError):  # noqa: PT011
        span(words, today=THURSDAY)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 12, 30), date(2027, 1, 2), {12: [30, 31], 1: [1, 2]}),
        (date(2026, 2, 27), date(2026, 3, 1), {2: [27, 28, 29], 3: [1]}),
        (date(2024, 2, 27), date(2024, 2, 28), {2: [27, 28]}),
        (date(2024, 2, 28), date(2024, 3, 1), {2: [28, 29], 3: [1]}),
    ],
)
def test_a_leap_day_is_kept_on_the_last_of_february_and_years_wrap(first, last, days):
    assert anniversaries(first, last) == days


def test_a_span_of_years_holds_every_day_of_the_year():
    found = anniversaries(date(2020, 5, 5), date(2026, 5, 5))

    assert sum(len(days) for days in found.values()) == 366
