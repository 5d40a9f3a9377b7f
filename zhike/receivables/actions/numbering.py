"""Numbers of papers, in each series and year without a gap."""

from datetime import date

from django.db import connection

TAKE = """
    insert into receivables_series as series (code, year, last) values (%s, %s, %s)
    on conflict (code, year) do update set last = series.last + excluded.last
    returning last
"""
INVOICE, RED, CREDIT, RECEIPT, REFUND = "FP", "HZ", "DX", "SK", "TK"


def take(code: str, *, on: date) -> str:
    """The next number of a series in the year of a day, such as FP2026-000012.

    It belongs to the transaction that takes it: the row of the series stays locked until that has ended, so that the
    next one waits, and gets this number where the transaction came to nothing.
    """
    return take_several(code, 1, on=on)[0]


def take_several(code: str, count: int, *, on: date) -> list[str]:
    """The next numbers of a series, in order."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [code, on.year, count])
        (last,) = cursor.fetchone()
    return [f"{code}{on.year}-{number:06}" for number in range(last - count + 1, last + 1)]
