"""Lifetime value: what customers are still worth, how sure that is, and whether the model was right before."""

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.pictures.back_test import back_test
from zhike.insight.pictures.picture import Card, Column, Figures, Groups, Picture, Unit
from zhike.insight.pictures.seen import Seen
from zhike.insight.pictures.worth import of_band, said_of, spread
from zhike.insight.reach import EARNED
from zhike.look import format
from zhike.look.charts import Ranges

FIRST = 12
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
    cards = [spread(seen, valued, picture="lifetime"), most_valuable(seen, valued)]
    return [*cards, *back_test(seen)] if seen.answers_for_the_firm else cards


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


LIFETIME = Picture(
    "lifetime",
    gettext_lazy("Fitted lifetime value"),
    gettext_lazy("What each customer is still worth, how sure that is, and whether the model was right before."),
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
    Groups("customers", "customer_id", "clv", lambda _seen, group: said_of(group), VALUES, within=of_band),
    amounts_of=EARNED,
)
