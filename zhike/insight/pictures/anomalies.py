"""Periods out of the ordinary, and which part moved."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhike.insight.pictures.picture import Card, Column, Figures, Picture, Unit
from zhike.insight.pictures.seen import Seen
from zhike.look import format
from zhike.look.charts import Lines, Series

NEWEST, EXPLAINED = 120, 60
DIMENSIONS = {"product": gettext_lazy("product"), "region": gettext_lazy("region")}


def build(seen: Seen) -> list[Card]:
    """The series with its odd periods, and what explains them."""
    series = [row | {"period": str(row["period"])} for row in seen.rows("series")]
    if not series:
        return []
    found = [row | {"period": str(row["period"])} for row in seen.rows("found")]
    return [card_of(series[-NEWEST:], found), *explained(seen, found)]


def card_of(series: list[dict[str, Any]], found: list[dict[str, Any]]) -> Card:
    """What came beside what was to be expected; rings where they part too far."""
    columns = (
        *(Column("period", _("Period")), Column("value", _("Came"), Unit.MONEY)),
        *(Column("expected", _("Expected"), Unit.MONEY), Column("deviation", _("Apart by"), Unit.MONEY)),
        Column("robust_z", _("Spreads apart"), Unit.NUMBER),
    )
    odd = [(at, row) for at, row in enumerate(series) if row["is_odd"]]
    said = ngettext(
        "%(n)s of the periods shown is out of the ordinary.",
        "%(n)s of the periods shown are out of the ordinary.",
        len(odd),
    )
    sentence = said % {"n": format.number(len(odd))}
    sentences = [sentence, *([farthest(row for _at, row in odd)] if odd else [])]
    every = max(len(series) // 8, 1)
    drawing = Lines(
        label=_("Net sales, and what was to be expected"),
        says=sentence,
        series=[
            Series(_("came"), [(at, row["value"]) for at, row in enumerate(series)], "t0"),
            Series(_("expected"), [(at, row["expected"]) for at, row in enumerate(series)], "t4", dashed=True),
        ],
        y_says=format.money,
        x_marks=[(at, row["period"]) for at, row in enumerate(series)][::every],
        x_says=lambda at: series[round(at)]["period"],
        odd=[(at, row["value"], f"{row['period']} · {format.money(row['value'])}") for at, row in odd],
    )
    figures = [Figures(_("Out of the ordinary"), columns, found), Figures(_("All periods"), columns, series)]
    return Card(
        _("What was out of the ordinary"),
        _("a ring: too far from what its own past lets expect"),
        drawing,
        figures,
        sentences,
    )


def farthest(odd: Iterable[dict[str, Any]]) -> str:
    """The period that lies farthest from what was to be expected."""
    row = max(odd, key=lambda row: abs(row["robust_z"] or 0))
    told = {"period": row["period"], "came": format.money(row["value"]), "expected": format.money(row["expected"])}
    return _("The farthest: %(period)s, where %(came)s came and %(expected)s was expected.") % told


def explained(seen: Seen, found: list[dict[str, Any]]) -> list[Card]:
    """Where the newest surprises come from."""
    table = seen.table("explained")
    rows = table.slice(0, EXPLAINED).to_pylist() if found and table.num_columns else []
    if not rows:
        return []
    named = seen.products([row["member"] for row in rows if row["dimension"] == "product"])
    rows = [
        row
        | {
            "period": str(row["period"]),
            "part": str(DIMENSIONS.get(row["dimension"], row["dimension"])),
            "name": named.get(row["member"], (row["member"] or _("unknown"), ""))[0],
        }
        for row in rows
    ]
    columns = (
        *(Column("period", _("Period")), Column("part", _("Part")), Column("name", _("Which"))),
        *(Column("value", _("Came"), Unit.MONEY), Column("expected", _("Expected"), Unit.MONEY)),
        *(Column("deviation", _("Apart by"), Unit.MONEY), Column("share", _("Of the surprise"), Unit.SHARE)),
    )
    return [
        Card(
            _("Which part moved"),
            _("90% beside a region: nine tenths of the surprise lie there"),
            None,
            [Figures(_("Explained"), columns, rows, is_open=True)],
        )
    ]


ANOMALIES = Picture(
    "anomalies",
    gettext_lazy("Out of the ordinary"),
    gettext_lazy("Days or weeks whose sales were far from what their own past lets expect, and which part moved."),
    (
        gettext_lazy("Spreads apart: between 3.5 and 5 have a look; above 5 call somebody."),
        gettext_lazy("Each period is judged by those before it alone, with the season taken out."),
        gettext_lazy("A surprise is no verdict: a feast, a promotion, a large order, or a mistake in the data."),
    ),
    build,
)
