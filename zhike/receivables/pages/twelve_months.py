"""What was owed, claimed and received in twelve months: a line of each, and what every point of them counts."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from zhike.look.charts import Drawing, Lines, Series
from zhike.look.format import money


def trend_lines(months: list[tuple[Any, ...]], *, on: date) -> Drawing:
    """What was claimed, what came in, and what was owed at the end of each month, the last of which ends on a day."""
    marks = [
        (at, f"{month:%Y-%m}" if at in (0, len(months) - 1) else f"{month.month}")
        for at, (month, *_f) in enumerate(months)
    ]
    told = (
        (_("Owed"), "t0", 3, lambda month: _open_on(month, on)),
        (_("Claimed"), "t1", 1, lambda month: _posted("claimed", month, on)),
        (_("Received"), "t2", 2, lambda month: _posted("received", month, on)),
    )
    series = [
        Series(
            name,
            [(at, float(row[place])) for at, row in enumerate(months)],
            tone,
            links=[link(row[0]) if row[place] else "" for row in months],
        )
        for name, tone, place, link in told
    ]
    return Lines(
        label=_("Last 12 months"),
        series=series,
        y_says=says_money,
        x_marks=marks,
        x_says=lambda at: f"{months[round(at)][0]:%Y-%m}",
    )


def says_money(value: float) -> str:
    """An amount beside an axis."""
    return money(value)


def _open_on(month: date, on: date) -> str:
    return f"{reverse('receivables:open')}?on={_end(month, on)}"


def _posted(what: str, month: date, on: date) -> str:
    asked = {"what": what, "since": month, "until": _end(month, on)}
    return f"{reverse('receivables:posted')}?{urlencode(asked)}"


def _end(month: date, on: date) -> date:
    """The last day of a month that begins on that day, or the day on which it is counted, if that is earlier."""
    return min((month + timedelta(days=31)).replace(day=1) - timedelta(days=1), on)
