"""What a model of repeat buying said of a time that has passed since, beside what happened."""

from typing import Any

from django.utils.translation import gettext as _

from zhike.insight.pictures.picture import Card, Column, Figures, Unit
from zhike.insight.pictures.seen import Seen
from zhike.look import format
from zhike.look.charts import Bars, Lines, Series


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
