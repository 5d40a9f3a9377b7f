"""The numbers of papers: a letter, the year, and one more than the last."""

from datetime import date

from django.db import connection

NEXT = """
    insert into sales_series as s (letter, year, last) values (%s, %s, 1)
    on conflict (letter, year) do update set last = s.last + 1 returning last
"""
QUOTE, ORDER, CHANGE, RETURN, CONTRACT, DELIVERY = "Q", "SO", "SC", "SR", "C", "D"


def next_number(letter: str, *, on: date) -> str:
    """A number that nobody else gets, such as Q2026-000123. A paper that is not written after all leaves a gap or none.

    Whoever asks at the same time waits for the row of the series until this transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [letter, on.year])
        [last] = cursor.fetchone()
    return f"{letter}{on.year}-{last:06}"
