"""The value matrix: what customers bring now against what they may bring."""

from typing import Any

import pyarrow as pa
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.measures.equity.matrix import cells
from zhike.insight.pictures.picture import Card, Column, Figures, Groups, Picture, Unit
from zhike.insight.pictures.seen import Seen
from zhike.insight.reach import EARNED
from zhike.look import format
from zhike.look.charts import Point, Scatter

MOST_POINTS = 800
CELLS = ("simplify", "defend", "develop", "keep")  # left below, right below, left above, right above
WORDS = {
    "keep": gettext_lazy("Keep"),
    "develop": gettext_lazy("Develop"),
    "defend": gettext_lazy("Defend"),
    "simplify": gettext_lazy("Simplify"),
}
TONES = {"keep": "t0", "develop": "t2", "defend": "t3", "simplify": "t4"}
POLICIES = {
    "keep": gettext_lazy("Much now, much to come: the best service and the closest contact."),
    "develop": gettext_lazy("Little now, much to come: offers that widen what they buy."),
    "defend": gettext_lazy(
        "Much now, little to come: find out what is wrong, or take what comes without spending more."
    ),
    "simplify": gettext_lazy("Little now, little to come: serve at low cost."),
}


def build(seen: Seen) -> list[Card]:
    """The four cells over the customers in sight."""
    table = seen.own("customers", "customer_id")
    placed = table.filter(table["cell"].is_valid()) if table.num_columns else table
    if not placed.num_rows:
        return []
    counted = {row["cell"]: row for row in cells(placed, codes=CELLS)}
    rows = [counted[cell] | {"words": str(WORDS[cell]), "policy": str(POLICIES[cell])} for cell in reversed(CELLS)]
    links = {at: seen.behind("matrix", row["cell"]) for at, row in enumerate(rows)}
    columns = (
        Column("words", _("Cell")),
        Column("customers", _("Customers"), Unit.COUNT),
        Column("present_value", _("Net sales in 12 months"), Unit.MONEY),
        Column("potential_value", _("Value to come"), Unit.MONEY),
        Column("policy", _("What to do")),
    )
    note = _("each point a customer; the lines are where much begins")
    figures = [Figures(_("Value matrix"), columns, rows, links, is_open=True)]
    return [Card(_("Now and to come"), note, drawing(seen, placed, counted), figures, [finding(counted)])]


def finding(counted: dict[str, dict[str, Any]]) -> str:
    """Where the value to come lies, and where it may be lost or won."""
    told = {name: format.number(counted[name]["customers"]) for name in CELLS}
    whole = sum(row["potential_value"] or 0 for row in counted.values())
    share = (counted["keep"]["potential_value"] or 0) / whole if whole > 0 else 0
    sentence = _(
        "The %(keep)s customers to keep hold %(share)s of the value to come; %(defend)s bring much and may soon bring "
        "little, %(develop)s bring little and may bring more."
    )
    return sentence % (told | {"share": format.percent(share)})


def drawing(seen: Seen, placed: pa.Table, counted: dict[str, dict[str, Any]]) -> Scatter:
    """The points, thinned evenly where they are too many to tell apart."""
    cut = seen.run.parameters
    every = -(-placed.num_rows // MOST_POINTS)
    thinned = placed.take(pa.array(range(0, placed.num_rows, every))).to_pylist()
    corners = [f"{WORDS[cell]} · {format.number(counted[cell]['customers'])}" for cell in CELLS]
    return Scatter(
        label=_("Value matrix"),
        says="; ".join(corners),
        points=[Point(row["present_value"], row["potential_value"], TONES[row["cell"]]) for row in thinned],
        borders=(float(cut.get("present_cut") or 1), float(cut.get("potential_cut") or 1)),
        x_name=_("net sales in 12 months"),
        y_name=_("value to come"),
        says_figure=format.money,
        corners=(corners[0], corners[1], corners[2], corners[3]),
    )


MATRIX = Picture(
    "matrix",
    gettext_lazy("Value matrix"),
    gettext_lazy("Who brings much now and who may bring much later: four groups, each with a policy of its own."),
    (
        gettext_lazy("Unless they were set, the borders are the middles of all customers, and move with them."),
        gettext_lazy(
            "A point on the left edge bought nothing in twelve months; one below has hardly anything to come."
        ),
    ),
    build,
    Groups(
        *("customers", "customer_id", "cell"),
        lambda _seen, cell: WORDS.get(cell, cell),
        (
            Column("potential_value", gettext_lazy("Value to come"), Unit.MONEY),
            Column("present_value", gettext_lazy("Net sales in 12 months"), Unit.MONEY),
        ),
    ),
    amounts_of=EARNED,
)
