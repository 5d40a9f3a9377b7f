"""Lifetime value: what customers are still worth, how sure that is, and whether the model was right before."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.bands import BORDERS, band
from zhike.insight.models import Run
from zhike.insight.pictures.picture import Card, Column, Figures, Groups, Picture, Unit
from zhike.insight.pictures.seen import Seen
from zhike.look import format
from zhike.look.charts import Bars, Lines, Ranges, Series

FIRST = 12
BY_BAND = (
    *(Column("band", gettext_lazy("Value to come")), Column("customers", gettext_lazy("Customers"), Unit.COUNT)),
    *(Column("money", gettext_lazy("Together"), Unit.MONEY), Column("share", gettext_lazy("Share"), Unit.SHARE)),
)
ENDS = ("clv_low_90", "clv_low_50", "clv", "clv_high_50", "clv_high_90")
VALUES = (
    Column("clv", gettext_lazy("Value to come"), Unit.MONEY),
    Column("clv_low_50", gettext_lazy("From (50 %)"), Unit.MONEY),
    Column("clv_high_50", gettext_lazy("To (50 %)"), Unit.MONEY),
    Column("clv_low_90", gettext_lazy("From (90 %)"), Unit.MONEY),
    Column("clv_high_90", gettext_lazy("To (90 %)"), Unit.MONEY),
    Column("p_alive", gettext_lazy("Still a customer"), Unit.SHARE),
    Column("discounted_purchases", gettext_lazy("Purchases to come"), Unit.NUMBER),
    Column("expected_spend", gettext_lazy("A purchase brings"), Unit.MONEY),
)


def build(seen: Seen) -> list[Card]:
    """How value is spread, the most valuable with their bands, and the back-test."""
    table = seen.own("customers", "customer_id")
    valued = table.filter(table["clv"].is_valid()) if table.num_columns else table
    if not valued.num_rows:
        return []
    cards = [spread(seen, valued), most_valuable(seen, valued)]
    return [*cards, *back_test(seen)] if seen.answers_for_the_firm else cards


def spread(seen: Seen, valued: pa.Table) -> Card:
    """Customers and money by how much is still to come."""
    whole = pc.sum(valued["clv"]).as_py()
    rows = [row | {"share": row["money"] / whole if whole else 0} for row in by_band(valued)]
    links = {at: seen.behind("lifetime", low) for at, low in enumerate(BORDERS)}
    told = {
        "n": format.number(valued.num_rows),
        "sum": format.money(whole),
        "share": format.percent(first_tenth(valued) / whole if whole else 0),
    }
    sentence = _("%(n)s customers, together worth %(sum)s; the first tenth of them carries %(share)s.") % told
    drawing = Bars(
        label=_("Customers by value to come"),
        says=sentence,
        names=[row["band"] for row in rows],
        series=[(_("Customers"), "t0", [row["customers"] for row in rows])],
        y_says=format.number,
        links=list(links.values()),
    )
    note = _("customers by what they are still worth; open a bar to see who")
    figures = [Figures(_("Value by band"), BY_BAND, rows, links)]
    return Card(_("How value is spread"), note, drawing, figures, [sentence])


def by_band(valued: pa.Table) -> Iterator[dict[str, Any]]:
    """How many customers are in each band, and what they are worth together."""
    for low, high in zip(BORDERS, (*BORDERS[1:], None), strict=True):
        inside = pc.greater_equal(valued["clv"], low)
        part = valued.filter(pc.and_(inside, pc.less(valued["clv"], high)) if high else inside)
        yield {"band": band(low), "customers": part.num_rows, "money": pc.sum(part["clv"]).as_py() or 0.0}


def of_band(_run: Run, valued: pa.Table, low: str) -> pa.Array | None:
    """Which values lie in the band that begins at `low`; None where none begins."""
    if low not in map(str, BORDERS):
        return None
    above = [border for border in BORDERS if border > float(low)]
    chosen = pc.greater_equal(valued["clv"], float(low))
    return pc.and_(chosen, pc.less(valued["clv"], above[0])) if above else chosen


def first_tenth(valued: pa.Table) -> float:
    """What the most valuable tenth is worth, at least one customer."""
    order = pc.sort_indices(valued["clv"], sort_keys=[("", "descending")])
    worth: float = pc.sum(valued["clv"].take(order[: max(valued.num_rows // 10, 1)])).as_py()
    return worth


def most_valuable(seen: Seen, valued: pa.Table) -> Card:
    """The first customers with the bands of their value."""
    first = valued.take(
        pc.sort_indices(valued, sort_keys=[("clv", "descending"), ("customer_id", "ascending")])[:FIRST]
    )
    rows = first.to_pylist()
    names = seen.customers([row["customer_id"] for row in rows])
    rows = [row | {"customer": names[row["customer_id"]]} for row in rows if row["customer_id"] in names]
    links = {at: f"/customers/{row['customer_id']}/" for at, row in enumerate(rows)}
    drawing = Ranges(
        label=_("The most valuable customers"),
        says=_("Dot: expected. Thick: the middle half of what may come. Thin: nine tenths of it."),
        rows=[(row["customer"], links[at], tuple(row[end] for end in ENDS)) for at, row in enumerate(rows)],
        says_figure=format.money,
    )
    figures = Figures(_("The most valuable customers"), (Column("customer", _("Customer")), *VALUES), rows, links)
    return Card(_("The most valuable, with their bands"), drawing.says, drawing, [figures])


def back_test(seen: Seen) -> list[Card]:
    """What the model said of a time that has passed since, beside what happened."""
    tracked, frequent = seen.rows("tracking"), seen.rows("by_frequency")
    if not tracked:
        sentence = _("This run had no time held out. The back-test appears once the orders reach back far enough.")
        return [Card(_("Was the model right before?"), sentences=[sentence])]
    held = seen.run.parameters.get("holdout") or {}
    cards = [tracking(tracked), calibration([row for row in frequent if row["customers"]])]
    return [*cards, bands_held(held)] if {"held_50", "held_90"} <= held.keys() else cards


def tracking(rows: list[dict]) -> Card:
    """Repeat purchases of all customers, summed up."""
    start = next((row["period"] for row in rows if row["is_holdout"]), rows[-1]["period"])
    later = [row for row in rows if row["is_holdout"]]
    expected, actual = (sum(row[name] for row in later) for name in ("expected", "actual"))
    told = {
        "expected": format.number(round(expected)),
        "actual": format.number(actual),
        "miss": signed(expected, actual),
    }
    sentence = (
        _("In the time held out %(expected)s repeat purchases were expected and %(actual)s made: %(miss)s.") % told
    )
    series = [
        Series(_("made"), [(row["period"], row["actual_cumulative"]) for row in rows], "t4"),
        Series(_("expected"), [(row["period"], row["expected_cumulative"]) for row in rows], "t0", dashed=True),
    ]
    every = next((weeks for weeks in (4, 13, 26) if len(rows) <= weeks * 8), 52)
    drawing = Lines(
        label=_("Repeat purchases, expected and made"),
        says=sentence,
        series=series,
        y_says=format.number,
        x_marks=[(row["period"], week(row["period"])) for row in rows[every - 1 :: every]],
        x_says=week,
        borders=[(start - 0.5, _("held out"))],
    )
    columns = (
        Column("period", _("Period"), Unit.COUNT),
        Column("is_holdout", _("Held out"), Unit.TRUTH),
        Column("expected", _("Expected"), Unit.NUMBER),
        Column("actual", _("Purchases made"), Unit.COUNT),
        Column("expected_cumulative", _("Expected, summed up"), Unit.NUMBER),
        Column("actual_cumulative", _("Made, summed up"), Unit.COUNT),
    )
    note = _("repeat purchases so far, by week; the model saw only what lies left of the line")
    return Card(_("Was the model right before?"), note, drawing, [Figures(_("Back-test"), columns, rows)], [sentence])


def week(period: float) -> str:
    """A period of the back-test."""
    return _("week %(n)s") % {"n": round(period)}


def calibration(rows: list[dict]) -> Card:
    """Mean purchases in the time held out, by how often customers had come back before."""
    names = [f"{row['x']}{'+' if row['x'] == 7 else ''}" for row in rows]
    drawing = Bars(
        label=_("Purchases in the time held out, by repeat purchases before"),
        says=_("Where both bars are alike the model knows frequent and rare buyers equally well."),
        names=names,
        series=[
            (_("expected"), "t0", [row["expected"] for row in rows]),
            (_("made"), "t4", [row["actual"] for row in rows]),
        ],
        y_says=format.number,
    )
    columns = (
        *(Column("x", _("Repeat purchases before"), Unit.COUNT), Column("customers", _("Customers"), Unit.COUNT)),
        *(Column("expected", _("Expected"), Unit.NUMBER), Column("actual", _("Purchases made"), Unit.NUMBER)),
    )
    figures = [Figures(_("Calibration"), columns, rows)]
    return Card(
        _("For whom was it right?"),
        _("mean purchases per customer, by how often they had come back"),
        drawing,
        figures,
        [drawing.says],
    )


def bands_held(held: dict[str, float]) -> Card:
    """What share of customers came out within the bands they had been given, beside the share that was promised."""
    rows: list[dict[str, Any]] = [
        {"band": _("50 % band"), "promised": 0.5, "held": held["held_50"]},
        {"band": _("90 % band"), "promised": 0.9, "held": held["held_90"]},
    ]
    sentence = _("%(half)s of customers came out within their 50 %% band, %(most)s within their 90 %% band.")
    told = {"half": format.percent(held["held_50"]), "most": format.percent(held["held_90"])}
    drawing = Bars(
        label=_("Customers within their bands in the time held out"),
        says=sentence % told,
        names=[row["band"] for row in rows],
        series=[
            (_("promised"), "t0", [row["promised"] for row in rows]),
            (_("came true"), "t4", [row["held"] for row in rows]),
        ],
        y_says=format.percent,
        height=240,
    )
    columns = (
        Column("band", _("Band")),
        *(Column("promised", _("Promised"), Unit.SHARE), Column("held", _("Came true"), Unit.SHARE)),
    )
    note = _("purchases are whole, so that a band holds at least what it promises")
    return Card(_("Did the bands hold?"), note, drawing, [Figures(_("Bands"), columns, rows)], [sentence % told])


def signed(expected: float, actual: float) -> str:
    """By what share a forecast missed, with its sign."""
    if not actual:
        return _("nothing to compare with")
    miss = (expected - actual) / actual
    return (
        _("%(share)s too many") % {"share": format.percent(miss, digits=1)}
        if miss >= 0
        else _("%(share)s too few") % {"share": format.percent(-miss, digits=1)}
    )


LIFETIME = Picture(
    "lifetime",
    gettext_lazy("Lifetime value"),
    gettext_lazy(
        "Here you see what each customer is still worth, how sure that is, and whether the model was right before."
    ),
    (
        gettext_lazy("It counts what is still to come, discounted to today; what was earned already is not in it."),
        gettext_lazy(
            "The band says how far one customer may turn out from the expected: most end below it, a few far above."
        ),
        gettext_lazy("Spend less on winning or keeping a customer than the lower end of the 50 % band."),
        gettext_lazy(
            "Look at the back-test before you rely on it: expected and made should run together right of the line."
        ),
    ),
    build,
    Groups("customers", "customer_id", "clv", lambda _seen, low: band(float(low)), VALUES, within=of_band),
)
