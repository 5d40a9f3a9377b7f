"""Bars that lie below their names, for sheets too narrow to hold the names side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhike.look.charts.frame import named
from zhike.look.charts.scale import Scale, ends
from zhike.look.charts.sheet import Sheet, length

NAME, BAR, GAP = 18, 15, 9
MOST = 12  # more names than these are a row of days or months, of which some may go unnamed


@dataclass(frozen=True)
class Bar:
    """From one figure to another, and what stands at its end; `to` makes it a link."""

    begin: float
    end: float
    tone: str
    said: str
    title: str
    to: str = ""


def fits(names: Sequence[str], place: float) -> bool:
    """Whether names can stand side by side in places so wide, or are too many to lie below each other."""
    return len(names) > MOST or all(length(name) <= place for name in names)


def lying(width: int, rows: Sequence[tuple[str, Sequence[Bar]]], *, legend: Iterable[tuple[str, str]] = ()) -> Sheet:
    """For each name its bars, with nought in one line through all of them."""
    bars = [bar for _name, several in rows for bar in several]
    sheet = Sheet(width, 0)
    y = named(sheet, list(legend), left=0)
    y += 14 if y else 4
    low, high = ends([figure for bar in bars for figure in (bar.begin, bar.end)])
    room = max((length(bar.said) for bar in bars), default=0) + 8
    across = Scale(low, high, room if low < 0 else 1, width - room)
    for name, several in rows:
        sheet.text(0, y + 13, name, anchor="start")
        y += NAME
        sheet.line((across(0), y - 2), (across(0), y + BAR * len(several)), tone="axis")
        for bar in several:
            put(sheet, across, y, bar)
            y += BAR
        y += GAP
    sheet.height = round(y)
    return sheet


def put(sheet: Sheet, across: Scale, y: float, bar: Bar) -> None:
    """One bar, with its figure beyond the end that it grows to."""
    left, right = sorted((across(bar.begin), across(bar.end)))
    sheet.rect(left, y, max(right - left, 1), BAR - 3, tone=bar.tone, title=bar.title, to=bar.to)
    falls = bar.end < bar.begin and across.low < 0 and bar.end < 0
    sheet.text(left - 5 if falls else right + 5, y + 10, bar.said, anchor="end" if falls else "start", tone="soft")
