"""The nouns of sales."""

from typing import Any

from zhike.kit.access.rows import Rights
from zhike.kit.access.scopes import owner_team_or_all
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.surfaces.offers import offer_panel
from zhike.sales.models import Order

LINES_SHOWN = 500


class OrderEntity(Entity):
    """A sale, a return or an adjustment, as the ledger holds it."""

    model = Order
    title = "number"
    sort = "-placed_at"
    visible_to = owner_team_or_all("customer__owner")
    rights = Rights(create=None, change=None)
    fields = (
        Field("number", show=True, find=True),
        Field("customer", show=True, filter=True, find=True, key="customer__name_sort"),
        Field("kind", show=True, filter=True),
        Field("placed_at", show=True, filter=True),
        Field("total", show=True, filter=True, money=True),
        Field("currency"),
        Field("note", show=True, find=True),
    )


def _lines(order: Order, *, by) -> dict[str, Any]:
    return {"lines": list(order.lines.select_related("product").order_by("position")[:LINES_SHOWN])}


offer_panel(Order, template="sales/lines.html", context=_lines, place="main", order=10)
