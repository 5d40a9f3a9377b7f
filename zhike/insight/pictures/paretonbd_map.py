"""The map of the past: how often somebody has bought and how long they have been silent, and what follows of it."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from zhike.insight.pictures.picture import Card, Column, Figures, Unit
from zhike.look import format
from zhike.look.charts import Cell, Heat

OFTEN = (0, 1, 2, 3, 5, 9)  # repeat purchases, from where each row begins
SILENT = (0, 4, 8, 13, 26, 52)  # weeks since the last purchase, from where each column begins


def by_past(judged: pa.Table) -> Card:
    """How likely somebody is still a customer, by how often they bought and how long ago the last time was."""
    rows = [place(judged, often, silent) for often in OFTEN for silent in SILENT]
    by_place = {(row["x"], row["silent"]): row for row in rows if row["customers"]}
    drawing = Heat(
        label=_("Still a customer, by repeat purchases and weeks since the last"),
        says=_("Along a row: how fast silence tells. It tells sooner of those who bought often."),
        heads=[until(low, SILENT) for low in SILENT],
        rows=[(until(often, OFTEN), [cell(by_place.get((often, silent))) for silent in SILENT]) for often in OFTEN],
    )
    columns = (
        *(Column("often", _("Repeat purchases so far")), Column("weeks", _("Weeks since the last purchase"))),
        *(Column("customers", _("Customers"), Unit.COUNT), Column("p_alive", _("Still a customer"), Unit.SHARE)),
        Column("chance_to_buy", _("Chance to buy"), Unit.SHARE),
        Column("expected_purchases", _("Purchases to come, each"), Unit.NUMBER),
    )
    figures = [Figures(_("Customers by their past"), columns, list(by_place.values()))]
    note = _(
        "mean chance that somebody is still a customer; down: repeat purchases, across: weeks since the last purchase"
    )
    return Card(_("When silence is a bad sign"), note, drawing, figures, [drawing.says])


def place(judged: pa.Table, often: int, silent: int) -> dict[str, Any]:
    """Customers with such a past, and the means of what is expected of them."""
    inside = pc.and_(within(judged["x"], often, OFTEN), within(judged["weeks_silent"], silent, SILENT))
    part = judged.filter(inside)
    means = {name: pc.mean(part[name]).as_py() for name in ("p_alive", "chance_to_buy", "expected_purchases")}
    words = {"often": until(often, OFTEN), "weeks": until(silent, SILENT)}
    return {"x": often, "silent": silent, "customers": part.num_rows} | words | means


def within(figures: pa.ChunkedArray, low: int, borders: tuple[int, ...]) -> pa.ChunkedArray:
    """Which figures lie between a border and the next."""
    chosen = pc.greater_equal(figures, low)
    above = [border for border in borders if border > low]
    return pc.and_(chosen, pc.less(figures, above[0])) if above else chosen


def until(low: int, borders: tuple[int, ...]) -> str:
    """The numbers between a border and the next, in words."""
    above = [border for border in borders if border > low]
    if not above:
        return f"{low}+"
    return f"{low}" if above[0] == low + 1 else f"{low}–{above[0] - 1}"


def cell(row: dict[str, Any] | None) -> Cell | None:
    """One place of the map; nothing where there is nobody."""
    if row is None:
        return None
    told = {
        **{name: row[name] for name in ("often", "weeks")},
        "n": format.number(row["customers"]),
        "alive": format.percent(row["p_alive"]),
        "purchases": format.number(round(row["expected_purchases"], 2)),
    }
    title = _(
        "%(often)s repeat purchases, %(weeks)s weeks silent: %(n)s customers, %(alive)s still there, "
        "%(purchases)s purchases to come each"
    )
    return Cell(row["p_alive"], format.percent(row["p_alive"]), title % told)
