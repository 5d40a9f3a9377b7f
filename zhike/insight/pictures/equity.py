"""Customer equity: all customers as one asset, and what moved it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.measures.equity.customer_equity import MOVES, bridge
from zhike.insight.pictures.picture import Card, Column, Figures, Groups, Picture, Unit
from zhike.insight.pictures.seen import Seen
from zhike.insight.reach import EARNED
from zhike.look import format
from zhike.look.charts import Step, Waterfall

WORDS = {
    "before": gettext_lazy("Value before"),
    "new": gettext_lazy("New customers"),
    "grown": gettext_lazy("Grown"),
    "shrunk": gettext_lazy("Shrunk"),
    "lost": gettext_lazy("Lost value"),
    "steady": gettext_lazy("Steady"),
    "now": gettext_lazy("Value now"),
    "to_come": gettext_lazy("Still to come (assumed)"),
}
SEGMENT = (
    Column("segment", gettext_lazy("Segment")),
    Column("customers", gettext_lazy("Customers"), Unit.COUNT),
    Column("value_before", WORDS["before"], Unit.MONEY),
    *(Column(move, WORDS[move], Unit.MONEY) for move in MOVES[:4]),
    Column("value_now", WORDS["now"], Unit.MONEY),
)


def build(seen: Seen) -> list[Card]:
    """The bridge, and the segments where there are several."""
    rows = seen.rows("bridge") if seen.whole else bridge(seen.own("customers", "customer_id"))
    rows = [row | {"words": str(WORDS[row["step"]])} for row in rows]
    if not any(row["customers"] for row in rows):
        return []
    cards = [card_of(seen, rows)]
    segments = seen.rows("segments") if seen.answers_for_the_firm else []
    if len(segments) > 1:
        cards.append(Card(_("By segment"), figures=[Figures(_("Equity by segment"), SEGMENT, segments)]))
    return cards


def card_of(seen: Seen, rows: list[dict[str, Any]]) -> Card:
    """The bridge as a waterfall."""
    links = {at: seen.behind("equity", row["step"]) for at, row in enumerate(rows) if row["step"] in MOVES}
    value = {row["step"]: row["value"] for row in rows}
    told = {
        "before": format.money(value["before"]),
        "now": format.money(value["now"]),
        "lost": format.money(-value["lost"] - value["shrunk"]),
        "won": format.money(value["new"] + value["grown"]),
    }
    sentence = _("From %(before)s to %(now)s: %(won)s won or raised, %(lost)s lost or shrunk.") % told
    drawing = Waterfall(
        label=_("Bridge of customer equity"),
        says=sentence,
        steps=[
            Step(row["words"], float(row["value"]), row["step"] in ("before", "now"), links.get(at, ""))
            for at, row in enumerate(rows)
            if row["step"] != "to_come"
        ],
        says_figure=format.money,
    )
    columns = (
        *(Column("words", _("Step")), Column("customers", _("Customers"), Unit.COUNT)),
        Column("value", _("Worth"), Unit.MONEY),
    )
    figures = Figures(_("Bridge"), columns, rows, links)
    return Card(_("What moved the value"), _("open a bar to see whose value it is"), drawing, [figures], [sentence])


EQUITY = Picture(
    "equity",
    gettext_lazy("Customer equity"),
    gettext_lazy("What all customers together are worth, and whether winning, raising or losing moved it."),
    (
        gettext_lazy("It is the sum of all lifetime values: the customers as one asset of the firm."),
        gettext_lazy(
            "A healthy bridge grows by new and grown customers; one that only loses less will shrink when luck ends."
        ),
        gettext_lazy("Lost means that at most a tenth of the former value is left."),
        gettext_lazy("Customers to come are an assumption and stand apart from the sum."),
    ),
    build,
    Groups(
        *("customers", "customer_id", "move"),
        lambda _seen, move: WORDS.get(move, move),
        (
            Column("value_now", WORDS["now"], Unit.MONEY),
            Column("value_before", WORDS["before"], Unit.MONEY),
            Column("change", gettext_lazy("Difference"), Unit.MONEY),
        ),
    ),
    amounts_of=EARNED,
)
