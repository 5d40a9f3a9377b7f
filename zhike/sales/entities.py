"""The nouns of sales."""

from django.utils.translation import gettext_lazy as _

from zhike.kit.access.rows import Rights
from zhike.kit.board import Board
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.rights.scopes import owner_team_or_all
from zhike.sales.lines import OfLines
from zhike.sales.models import Order


class OrderEntity(Entity):
    """A sale, a return or an adjustment, as the ledger holds it."""

    model = Order
    about = _("What customers bought and gave back. Import your order history and everybody is graded.")
    title = "number"
    sort = "-placed_at"
    visible_to = owner_team_or_all("customer__owner", territory="customer__region")
    rights = Rights(create=None, change=None)
    board = Board("kind")
    fields = (
        Field("number", show=True, find=True),
        Field("customer", show=True, filter=True, find=True, key="customer__name_sort"),
        Field("kind", show=True, filter=True),
        Field("placed_at", show=True, filter=True),
        Field("total", show=True, filter=True, money=True),
        OfLines("product", "product__code", "product__name", label=_("product")),
        OfLines("product_category", "product__category", label=_("product category")),
        Field("currency"),
        Field("note", show=True, find=True),
    )
