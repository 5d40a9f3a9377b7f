"""What lifetime value hangs on: when it comes, and what it would be with other retention, margin or discount."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from zhike.insight.measures.cautions import MeasureRefused
from zhike.insight.measures.clv_formula import margin_multiple
from zhike.insight.pictures.picture import Card, Column, Figures, Unit
from zhike.insight.pictures.seen import Seen
from zhike.look import format
from zhike.look.charts import Bars, Cell, Heat

YEARS = 10
POINTS = (-0.10, -0.05, 0.0, 0.05, 0.10)
MARGINS = (-0.20, -0.10, 0.0, 0.10, 0.20)
DISCOUNTS = (-0.05, -0.02, 0.0, 0.02, 0.05)


class Sums:
    """The money of a year by retention, and its worth by the formula with what a run was given."""

    def __init__(self, valued: pa.Table, given: Mapping[str, Any]):
        sums = valued.group_by("yearly_retention").aggregate([("yearly_value", "sum")])
        self.yearly = [(row["yearly_retention"], row["yearly_value_sum"]) for row in sums.to_pylist()]
        self.discount, self.horizon = given["yearly_discount"], given["horizon_years"]
        self.first_payment = given["first_payment"]

    def worth(self, *, points: float = 0.0, discount: float = 0.0, years: int | None = None) -> float | None:
        """The value with so many points more of retention and of discount, and no more than so many years.

        None where it would have no end or the discount would be none.
        """
        ends = [end for end in (self.horizon, years) if end is not None]
        try:
            return sum(
                money
                * margin_multiple(
                    retention=min(max(retention + points, 0.0), 1.0),
                    discount=self.discount + discount,
                    first_payment=self.first_payment,
                    horizon=min(ends, default=None),
                )
                for retention, money in self.yearly
            )
        except MeasureRefused:
            return None


def coming(seen: Seen, valued: pa.Table) -> Card:
    """In which of the years to come the value arises."""
    sums = Sums(valued, seen.run.parameters)
    until = min(YEARS, sums.horizon or YEARS)
    reached = [0.0, *(sums.worth(years=year) or 0.0 for year in range(1, until + 1))]
    whole: float = pc.sum(valued["clv"]).as_py()
    rows: list[dict[str, Any]] = [
        {"year": f"{year}", "money": here - before, "reached": here / whole if whole else None}
        for year, (before, here) in enumerate(pairwise(reached), start=1)
    ]
    if sums.horizon is None or sums.horizon > YEARS:
        rows.append({"year": _("later"), "money": whole - reached[-1], "reached": 1.0 if whole else None})
    half = next((row["year"] for row in rows if (row["reached"] or 0) >= 0.5), "")
    sentence = _("Half of it comes by year %(year)s; what lies far ahead is the least certain.") % {"year": half}
    drawing = Bars(
        label=_("Value to come by the year in which it comes"),
        says=sentence,
        names=[row["year"] for row in rows],
        series=[(_("Value to come"), "t0", [row["money"] for row in rows])],
        y_says=format.money,
        height=240,
    )
    columns = (
        *(Column("year", _("Year from now")), Column("money", _("Value to come"), Unit.MONEY)),
        Column("reached", _("Of the whole, by its end"), Unit.SHARE),
    )
    figures = [Figures(_("Value by year"), columns, rows)]
    return Card(_("When it comes"), _("discounted, by year from now"), drawing, figures, [sentence] if half else [])


def moved(seen: Seen, valued: pa.Table) -> Card:
    """The value with other retention and margins, and with other discounts."""
    sums = Sums(valued, seen.run.parameters)
    base = sums.worth() or 0.0
    grid = [(points, sums.worth(points=points)) for points in POINTS]
    told = {"points": "5", "change": change(dict(grid)[0.05], base), "less": change(sums.worth(discount=0.05), base)}
    sentence = _(
        "%(points)s points more retention change the value by %(change)s, as much as the same change of margins would; "
        "a discount %(points)s points higher changes it by %(less)s."
    )
    drawing = Heat(
        label=_("Value to come by retention and margin"),
        says=sentence % told,
        heads=[signed(margin) for margin in MARGINS],
        rows=[(of_points(points), [cell(points, margin, worth, base) for margin in MARGINS]) for points, worth in grid],
    )
    columns = (
        Column("retention", _("Retention"), Unit.POINTS),
        *(
            Column(f"m{at}", _("margin %(change)s") % {"change": signed(one)}, Unit.MONEY)
            for at, one in enumerate(MARGINS)
        ),
    )
    rows = [
        {"retention": points, **{f"m{at}": times(worth, 1 + one) for at, one in enumerate(MARGINS)}}
        for points, worth in grid
    ]
    figures = [Figures(_("Value by retention and margin"), columns, rows), by_discount(sums, base)]
    note = _("the change of the whole; down: points of retention, across: margins")
    return Card(_("What it depends on"), note, drawing, figures, [sentence % told])


def by_discount(sums: Sums, base: float) -> Figures:
    """The value at other discounts; impossible ones are left out."""
    found = [(sums.discount + step, sums.worth(discount=step)) for step in DISCOUNTS if sums.discount + step >= 0]
    columns: Sequence[Column] = (
        *(Column("discount", _("Discount of a year"), Unit.SHARE), Column("worth", _("Value to come"), Unit.MONEY)),
        Column("change", _("Change of the whole"), Unit.SHARE),
    )
    rows = [
        {"discount": rate, "worth": worth, "change": worth / base - 1 if base and worth is not None else None}
        for rate, worth in found
    ]
    return Figures(_("Value by discount"), columns, rows)


def cell(points: float, margin: float, worth: float | None, base: float) -> Cell | None:
    """One place of the grid: the change in it, the money when it is pointed at; empty where the value has no end."""
    money = times(worth, 1 + margin)
    if money is None:
        return None
    by = change(money, base)
    told = (
        _("retention %(change)s") % {"change": of_points(points)},
        _("margin %(change)s") % {"change": signed(margin)},
    )
    title = " · ".join((*told, format.money(money), by))
    warmth = 0.5 + (money / base - 1 if base else 0.0)
    return Cell(warmth, by, title)


def times(worth: float | None, factor: float) -> float | None:
    """A value times a factor; what is unknown stays so."""
    return None if worth is None else worth * factor


def change(worth: float | None, base: float) -> str:
    """By what share a value differs, with its sign."""
    return "—" if worth is None or not base else signed(worth / base - 1)


def signed(share: float) -> str:
    """A share with its sign; nought has none."""
    words = format.percent(share)
    return f"+{words}" if round(share * 100) > 0 else words


def of_points(points: float) -> str:
    """Points of retention in words, with their sign."""
    return _("%(n)s points") % {"n": f"{points * 100:+.0f}".replace("-", "−") if points else "0"}
