"""The movement of a month as ribbons from where customers stood to where they stand."""

from django.utils.translation import gettext as _

from zhike.insight.questions.flows import Flow
from zhike.look import format
from zhike.look.charts import Flow as Ribbons
from zhike.look.charts import Ribbon

OUTSIDE = "none"
TONES = {"up": "up", "down": "down", "lost": "lost"}


def ribbons(flow: Flow) -> Ribbons | None:
    """The flow of a month drawn; None where nobody stood anywhere. Who is newly known comes from outside."""
    names = {value: words for value, words, _mark in flow.values} | {OUTSIDE: _("Newly known")}
    moved = [
        Ribbon(
            move.was or OUTSIDE,
            str(move.now),
            move.customers,
            TONES.get(move.direction, "same"),
            f"{names[move.was or OUTSIDE]} → {move.words} · {format.number(move.customers)}",
        )
        for line in flow.lines
        for move in line.moves
        if move.customers
    ]
    if not moved:
        return None
    says = _("%(up)s rose, %(down)s slipped.") % {"up": format.number(flow.risen), "down": format.number(flow.slipped)}
    heads = (_("At the start"), _("At the end"))
    return Ribbons(label=_("Who went where"), says=says, names=list(names.items()), ribbons=moved, heads=heads)
