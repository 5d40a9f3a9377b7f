"""Cohorts: of those who came in a month, how many still buy."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.pictures.picture import Card, Column, Figures, Picture, Unit, month
from zhike.insight.pictures.seen import Seen
from zhike.look import format
from zhike.look.charts import Cell, Heat, Lines, Series

NEWEST = 24


def build(seen: Seen) -> list[Card]:
    """The heat map and the mean of its columns."""
    cohorts: dict[Any, list[dict]] = defaultdict(list)
    for row in seen.rows("cohorts"):
        cohorts[row["cohort_month"]].append(row)
    newest = dict(sorted(cohorts.items())[-NEWEST:])
    return [heat(newest), *fading(newest)] if newest else []


def heat(cohorts: dict[Any, list[dict]]) -> Card:
    """A row for each month of first purchase, a column for each month since."""
    span = range(NEWEST)
    by_place = {(start, row["months_since_first"]): row for start, rows in cohorts.items() for row in rows}
    drawing = Heat(
        label=_("Customers who buy again, by month of first purchase"),
        says=_("Along a row: how fast the customers of a month fade. Down a column: whether newer ones fade faster."),
        heads=[_("new"), *(str(since) for since in span)],
        rows=[
            (month(start), line(rows[0], [by_place.get((start, since)) for since in span]))
            for start, rows in cohorts.items()
        ],
    )
    columns = [
        *(Column("cohort", _("First purchase"), Unit.MONTH), Column("customers", _("Customers"), Unit.COUNT)),
        *(Column(f"m{since}", str(since), Unit.SHARE) for since in span),
    ]
    rows = [
        {"cohort": start, "customers": rows[0]["cohort_customers"]}
        | {f"m{since}": share(by_place.get((start, since))) for since in span}
        for start, rows in cohorts.items()
    ]
    note = _("share of a month's new customers that bought in the months after; pale: the month is not over")
    return Card(_("Who comes back"), note, drawing, [Figures(_("Cohorts"), columns, rows)])


def line(first: dict, cells: list[dict | None]) -> list[Cell | None]:
    """A row: how many came, and what share bought in each month since. The month they came in is not warm but full."""
    size = first["cohort_customers"]
    head = Cell(0, format.number(size), _("%(n)s new customers") % {"n": format.number(size)})
    return [head, *(cell(row) if row else None for row in cells)]


def cell(row: dict) -> Cell:
    """One share; half of the customers is as warm as it gets, but for the first month."""
    words = {
        "cohort": month(row["cohort_month"]),
        "month": month(row["month"]),
        "active": format.number(row["active_customers"]),
        "all": format.number(row["cohort_customers"]),
        "share": format.percent(row["active_share"], digits=1),
    }
    title = _("came %(cohort)s · %(month)s: %(active)s of %(all)s bought (%(share)s)") % words
    warmth = 0 if row["months_since_first"] == 0 else row["active_share"] * 2
    return Cell(warmth, format.percent(row["active_share"]), title, pale=row["is_running"])


def share(row: dict | None) -> float | None:
    """The share of a cell; None where the month is yet to come."""
    return row["active_share"] if row else None


def fading(cohorts: dict[Any, list[dict]]) -> list[Card]:
    """The mean share by month since the first purchase, older and newer cohorts apart; none before one is known."""
    starts = list(cohorts)
    halves = (
        (_("older cohorts"), "t4", starts[: len(starts) // 2]),
        (_("newer cohorts"), "t0", starts[len(starts) // 2 :]),
    )
    means = {name: mean([row for start in of for row in cohorts[start]]) for name, _tone, of in halves}
    series = [Series(name, list(means[name].items()), tone) for name, tone, of in halves if means[name]]
    if not series:
        return []
    says = [_("Where the newer line lies below the older one, customers of late fade faster.")]
    says[:0] = [found] if (found := compared(*means.values())) else []
    drawing = Lines(
        label=_("Share that buys, by months since the first purchase"),
        says=says[0],
        series=series,
        y_says=lambda value: format.percent(value, digits=0),
        x_marks=[(since, str(since)) for since in range(1, NEWEST)],
        x_says=lambda since: _("month %(n)s") % {"n": round(since)},
    )
    columns = [
        Column("since", _("Months since"), Unit.COUNT),
        *(Column(name, name, Unit.SHARE) for name, _tone, _of in halves),
    ]
    every = sorted({since for found in means.values() for since in found})
    rows = [{"since": since} | {name: found.get(since) for name, found in means.items()} for since in every]
    figures = [Figures(_("Fading"), columns, rows)]
    note = _("share that buys in a month, by months since the first purchase")
    return [Card(_("Do newer customers fade faster?"), note, drawing, figures, says)]


def compared(older: dict[int, float], newer: dict[int, float]) -> str:
    """How both halves bought on average in the months that are known of both; nothing where none is."""
    both = sorted(older.keys() & newer.keys())
    if not both:
        return ""
    told = {"first": both[0], "last": both[-1]} | {
        name: format.percent(sum(half[since] for since in both) / len(both), digits=1)
        for name, half in (("older", older), ("newer", newer))
    }
    return _("Months %(first)s to %(last)s: %(newer)s of newer customers buy in a month, %(older)s of older.") % told


def mean(rows: list[dict]) -> dict[int, float]:
    """All who bought over all who came, for each month since; months that are not over are left out."""
    counted = [row for row in rows if row["months_since_first"] and not row["is_running"]]
    found: dict[int, float] = {}
    for since in sorted({row["months_since_first"] for row in counted}):
        here = [row for row in counted if row["months_since_first"] == since]
        found[since] = sum(row["active_customers"] for row in here) / sum(row["cohort_customers"] for row in here)
    return found


COHORTS = Picture(
    "cohorts",
    gettext_lazy("Cohorts"),
    gettext_lazy("How many of each month's new customers buy again in the months after."),
    (
        gettext_lazy("Along a row: how fast the customers of a month fade."),
        gettext_lazy("Down a column: whether newer customers fade faster than older ones did at the same age."),
        gettext_lazy("Who bought once and gave all of it back was not won, and is in no cohort."),
        gettext_lazy("A dark diagonal is a month in which everybody bought: a feast, or an action of yours."),
    ),
    build,
    amounts_of=(),
)
