"""Where everybody stands, as cards: the tables of grid, pyramid, ladder and stages, and their drawings."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from zhike.insight.pictures.picture import Card, Column, Figures, Unit, Words
from zhike.insight.questions.flows import Flow
from zhike.insight.questions.groups import Picture
from zhike.insight.questions.rfm import WARMEST, Grid
from zhike.insight.reach import knows_amounts
from zhike.look import format
from zhike.look.charts import Bars, Cell, Heat

MOVEMENT = (
    gettext_lazy("A row says where those who stood there at the start of the month stand at its end."),
    gettext_lazy("Best first: to the right of the diagonal lie slips, to its left rises, on it those who stayed."),
)
AMOUNTS = (
    Column("margin", gettext_lazy("Margin in 12 months"), Unit.MONEY),
    Column("net", gettext_lazy("Net sales in 12 months"), Unit.MONEY),
)
#: How each is read, in short sentences.
READS: Mapping[str, Sequence[Words]] = {
    "rfm": (
        gettext_lazy("Recency: days since the last purchase; frequency: purchases ever. 5 is the best fifth."),
        gettext_lazy("Top right: the best. Bottom right: frequent buyers who went silent; call them first."),
        gettext_lazy("Colour and money: what a customer of the cell brought on average, net, in twelve months."),
    ),
    "pyramid": (
        gettext_lazy("Compare the two bars of a tier: how few customers bring how much of the money."),
        gettext_lazy("The narrower the top and the more it brings, the more it costs to lose one of them."),
        gettext_lazy("Open a tier to see who is in it; tiers are shares of customers, so somebody is always on top."),
    ),
    "ladder": (gettext_lazy("Rungs are silence measured by each customer’s own rhythm, and loyalty."), *MOVEMENT),
    "lifecycle": (gettext_lazy("Everybody is in one stage: who never bought is a prospect, not lost."), *MOVEMENT),
}


#: Of these the sentences about money, by their places.
ABOUT_MONEY = {"rfm": (2,), "pyramid": (0, 1)}


def reads_of(measure: str, *, by: Any) -> list[Words]:
    """How a page is read, as far as its reader may know what it tells."""
    left_out = () if knows_amounts(by) else ABOUT_MONEY.get(measure, ())
    return [words for at, words in enumerate(READS[measure]) if at not in left_out]


def of_grid(grid: Grid) -> list[Card]:
    """The RFM grid: customers and, where it is known, mean net sales by recency and frequency."""
    cells = [cell for row in grid.rows for cell in row]
    columns = (
        *(Column("recency", _("Recency"), Unit.COUNT), Column("frequency", _("Frequency"), Unit.COUNT)),
        *(Column("customers", pgettext("how many", "Customers"), Unit.COUNT),),
        *((Column("mean_net", _("Mean net sales in 12 months"), Unit.MONEY),) if grid.has_amounts else ()),
    )
    rows = [{one.name: getattr(cell, one.name) for one in columns} for cell in cells]
    drawn = [(_("recent %(n)s") % {"n": row[0].recency}, [_drawn(cell) for cell in row]) for row in grid.rows]
    heads = [_("often %(n)s") % {"n": cell.frequency} for cell in grid.rows[0]]
    drawing = Heat(label=_("RFM grid"), says=str(READS["rfm"][1]), heads=heads, rows=drawn)
    return [Card(_("RFM grid"), "", drawing, [Figures(_("RFM grid"), columns, rows)])]


def _drawn(cell: object) -> Cell:
    customers, mean, warmth = (getattr(cell, name) for name in ("customers", "mean_net", "warmth"))
    told = [format.number(customers), *([] if mean is None else [format.money(mean)])]
    words = " · ".join(told) if customers else "—"
    return Cell(warmth / WARMEST, words, words)


def of_tiers(tiers: Picture, classes: Picture) -> list[Card]:
    """The pyramid with its shares, and ABC beside it."""
    bars = tiers.bars
    of_money = (_("Share of money"), "t0", [bar["worth_share"] for bar in bars])
    drawing = Bars(
        label=_("Value pyramid"),
        says=_("How few carry how much") if tiers.has_amounts else "",
        names=[bar["group"].words for bar in bars],
        series=[
            (_("Share of customers"), "t1", [bar["customer_share"] for bar in bars]),
            *((of_money,) if tiers.has_amounts else ()),
        ],
        y_says=lambda share: format.percent(share, digits=0),
    )
    return [
        Card(_("Value pyramid"), "", drawing, [_grouped(_("Value pyramid"), tiers)]),
        Card(_("ABC"), "", None, [_grouped(_("ABC"), classes)]),
    ]


def of_standing(title: Words, standing: Picture, flow: Flow | None) -> list[Card]:
    """Who stands where, and who went from where to where in a month."""
    figures = [_grouped(title, standing)]
    if flow:
        columns = (
            *(Column("was", _("From")), Column("now", _("To"))),
            *(Column("customers", pgettext("how many", "Customers"), Unit.COUNT),),
        )
        rows = [
            {"was": line.words or _("Newly known"), "now": move.words, "customers": move.customers}
            for line in flow.lines
            for move in line.moves
            if move.customers
        ]
        figures.append(Figures(_("Movement"), columns, rows))
    return [Card(title, "", None, figures)]


def _grouped(title: Words, picture: Picture) -> Figures:
    """The groups of a coded standing with their customers and money; those not judged last."""
    columns = [
        Column("words", title),
        Column("customers", pgettext("how many", "Customers"), Unit.COUNT),
        Column("customer_share", _("Share of customers"), Unit.SHARE),
        *(AMOUNTS if picture.has_amounts else ()),
    ]
    shares = {bar["group"].value: bar["customer_share"] for bar in picture.bars}
    rows = [
        {
            "words": group.words or _("not judged"),
            "customers": group.customers,
            "customer_share": shares.get(group.value),
            "margin": group.margin,
            "net": group.net,
        }
        for group in (*picture.groups, picture.unjudged)
        if group.customers
    ]
    return Figures(title, columns, rows)
