"""Which part of the whole moved: the deviation of a period split over the members of each dimension."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from zhike.insight.measures.anomalies.baseline import Levels
from zhike.insight.measures.forecast.calendar import Calendar, Period
from zhike.insight.measures.forecast.history import Values

#: dimension → member → values per period
Parts = dict[str, dict[str, Values]]


def parts(
    table: pa.Table,
    *,
    period: str,
    value: str,
    dimensions: Sequence[str],
    calendar: Calendar,
    periods: Sequence[Period],
) -> Parts:
    """The series of every member of every dimension over the same periods; an empty cell is a member of its own."""
    place = {at: number for number, at in enumerate(periods)}
    found: Parts = {name: defaultdict(lambda: np.zeros(len(periods))) for name in dimensions}
    columns = [table[name].to_pylist() for name in dimensions]
    for row, (day, amount) in enumerate(zip(table[period].to_pylist(), table[value].to_pylist(), strict=True)):
        number = place.get(calendar.start(day))
        if number is not None and amount is not None:
            for name, column in zip(dimensions, columns, strict=True):
                found[name]["" if column[row] is None else str(column[row])][number] += float(amount)
    return found


def explained(
    split: Parts, places: Sequence[int], periods: Sequence[Period], *, season: int, window: int, most: int
) -> list[dict[str, Any]]:
    """For each odd period the members that deviate most from their own baseline, with their share of the whole."""
    rows = []
    for name, members in split.items():
        levels = Levels(np.stack([*members.values(), np.zeros(len(periods))]), season=season, window=window)
        for place in places:
            expected = dict(zip(members, levels.expected(place).tolist(), strict=False))
            rows += moved(name, members, expected, place, periods[place], most=most)
    return rows


def moved(
    name: str, members: dict[str, Values], expected: dict[str, float], place: int, at: Period, *, most: int
) -> list[dict[str, Any]]:
    """The members of one dimension in one period, the strongest in the direction of the whole first."""
    away = {member: float(values[place] - expected[member]) for member, values in members.items()}
    whole = sum(away.values())
    order = sorted(away, key=lambda member: (-away[member] * np.sign(whole), member))
    return [
        {
            "period": at,
            "dimension": name,
            "member": member,
            "value": float(members[member][place]),
            "expected": expected[member],
            "deviation": away[member],
            "share": away[member] / whole if whole else None,
        }
        for member in order[:most]
    ]
