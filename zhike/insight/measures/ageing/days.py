"""Days of sales outstanding: how long money stays outside."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa

from zhike.insight.measures.moments import months_before


def simple(open_amount: Decimal, sales: Decimal, *, days: int = 90) -> float | None:
    """Open money over the sales of so many days, times those days; None without sales.

    >>> simple(Decimal(50), Decimal(100))
    45.0
    """
    return float(open_amount / sales) * days if sales > 0 else None


def count_back(open_amount: Decimal, invoices: pa.Table, *, currency: str, as_of: date) -> float | None:
    """The days one must go back, month by month, until sales make up what is open; None when they never do.

    A month that makes up more than is left counts in part.
    """
    sales: dict[date, Decimal] = defaultdict(Decimal)
    for day, amount, of in zip(
        *(invoices[name].to_pylist() for name in ("invoiced_on", "amount", "currency")), strict=True
    ):
        if day < as_of and of == currency:
            sales[day.replace(day=1)] += amount
    left, days, end = open_amount, 0.0, as_of
    first = min(sales, default=as_of)
    while left > 0 and end > first:
        start = (end - timedelta(days=1)).replace(day=1)
        length, sold = (end - start).days, max(sales[start], Decimal(0))
        if sold >= left:
            return days + length * float(left / sold)
        left, days, end = left - sold, days + length, start
    return days if left <= 0 else None


def month_starts(as_of: date, months: int) -> list[date]:
    """The as-of dates that close the last whole months, the earliest first.

    >>> month_starts(date(2013, 7, 1), 2)
    [datetime.date(2013, 5, 1), datetime.date(2013, 6, 1), datetime.date(2013, 7, 1)]
    """
    last = as_of.replace(day=1)
    return [months_before(last, back) for back in range(months, -1, -1)]
