"""The nouns of sales."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zhike.catalog.rated import AskedByRate
from zhike.customers.models import Customer
from zhike.customers.standings import as_told
from zhike.kit.access.models import Role
from zhike.kit.access.rows import Rights
from zhike.kit.board import Board
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.rights import figures
from zhike.rights.scopes import owner_team_or_all
from zhike.sales.lines import OfLines
from zhike.sales.models import Contract, Delivery, Order, Quote


@dataclass(frozen=True)
class OrderRights(Rights):
    """Nobody writes on a row of the ledger; delivering, changing and taking back add to it."""

    fulfil: str | None = Role.STAFF
    credit: str | None = Role.MANAGER


class QuoteEntity(Entity):
    """One version of an offer to a customer."""

    model = Quote
    about = _("What you offer to customers, version by version. Make the first quote and send it by a link.")
    title = "number"
    sort = "-created_at"
    visible_to = owner_team_or_all("owner")
    rights = Rights(load=None)
    merges = False
    fields = (
        Field("number", show=True, find=True),
        Field("title", show=True, find=True),
        Field("customer", show=True, filter=True, find=True, key="customer__name_sort"),
        Field("deal", filter=True, key="deal__name"),
        Field("contact", edit=False),
        Field("status", show=True, filter=True),
        Field("gross", show=True, filter=True, money=True),
        Field("net", money=True),
        Field("tax", money=True),
        Field("discount", filter=True, unit="%"),
        Field("currency"),
        Field("channel"),
        Field("issued_on", show=True, filter=True),
        Field("valid_until", show=True, filter=True),
        Field("owner", show=True, filter=True, bulk=True, key="owner__name"),
        *(Field(name) for name in ("edition", "due_days", "language", "created_at", "terms")),
        Field("price_list", edit=False),
        Field("declined_for", filter=True),
        Field("note", find=True),
    )


class ContractEntity(Entity):
    """What both sides signed."""

    model = Contract
    about = _("What you and your customers have signed, how long it holds and what it is worth.")
    title = "title"
    named_by = ("number",)
    sort = "ends_on"
    visible_to = owner_team_or_all("owner")
    rights = Rights(load=None)
    merges = False
    fields = (
        Field("number", show=True, find=True),
        Field("title", show=True, find=True),
        Field("customer", show=True, filter=True, find=True, key="customer__name_sort"),
        Field("deal", filter=True, key="deal__name"),
        Field("status", show=True, filter=True),
        Field("amount", show=True, filter=True, money=True),
        Field("currency"),
        Field("signed_on", filter=True),
        Field("starts_on", show=True, filter=True),
        Field("ends_on", show=True, filter=True),
        Field("renewal", filter=True),
        Field("notice_days"),
        Field("due_days"),
        Field("owner", show=True, filter=True, bulk=True, key="owner__name"),
        Field("ended_because"),
        Field("language"),
        Field("terms"),
    )


class DeliveryEntity(Entity):
    """What left the house for an order; it is made by the order's own verb."""

    model = Delivery
    slug = "deliveries"
    about = _("What left the house, order by order.")
    title = "number"
    sort = "-delivered_on"
    visible_to = owner_team_or_all("order__customer__owner", territory="order__customer__region")
    rights = Rights(create=None, load=None)
    merges = False
    fields = (
        Field("number", show=True, find=True),
        Field("order", show=True, filter=True, key="order__number"),
        Field("delivered_on", show=True, filter=True),
        Field("carrier", show=True, find=True),
        Field("tracking", show=True, find=True),
        Field("status", show=True, filter=True),
        Field("language"),
        Field("note", find=True),
    )


class OrderEntity(AskedByRate, Entity):
    """A sale, a return or an adjustment, as the ledger holds it."""

    model = Order
    about = _("What customers bought and gave back. Import your order history and everybody is graded.")
    title = "number"
    sort = "-placed_at"
    visible_to = owner_team_or_all("customer__owner", territory="customer__region")
    rights = OrderRights(create=None, change=None)
    board = Board("kind")
    rated_on = ("amends__placed_on", "placed_on")
    fields = (
        Field("number", show=True, find=True),
        Field("customer", show=True, filter=True, find=True, key="customer__name_sort"),
        Field("kind", show=True, filter=True),
        Field("placed_at", show=True, filter=True),
        Field("total", show=True, filter=True, money=True),
        Field("status", show=True, filter=True),
        Field("credited_to", filter=True, key="credited_to__name"),
        OfLines("product", "product__code", "product__name", label=_("product")),
        OfLines("product_category", "product__category", label=_("product category")),
        Field("currency"),
        Field("tax", money=True),
        Field("deal", filter=True, key="deal__name"),
        *(Field(name, filter=True, key=f"{name}__number") for name in ("quote", "contract", "amends")),
        Field("due_days"),
        Field("deliver_by"),
        Field("note", show=True, find=True),
    )


# What customers bought for is added up from orders.
figures.copies(Customer, of=lambda: [Order], left=as_told)
