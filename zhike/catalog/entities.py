"""The nouns of the catalog."""

from django.utils.translation import gettext_lazy as _

from zhike.catalog.fields import AskedByTier, Exact, InItsUnit, OnItsList, Tiers
from zhike.catalog.models import (
    BundlePart,
    DiscountLimit,
    ExchangeRate,
    PriceItem,
    PriceList,
    Product,
    ProductUnit,
    StockNote,
    TaxRate,
)
from zhike.kit.access.models import Role
from zhike.kit.access.rows import Rights
from zhike.kit.entity import Entity
from zhike.kit.fields import Field

KEPT_BY_MANAGERS = Rights(create=Role.MANAGER, change=Role.MANAGER)


class ProductEntity(Entity):
    """A thing we sell, or a charge that appears on orders."""

    model = Product
    about = _("What you sell, and the charges that appear on orders.")
    sort = "name"
    match = ("code",)
    rights = KEPT_BY_MANAGERS
    fields = (
        Field("name", show=True, find=True, key="name_sort"),
        Field("code", show=True, find=True),
        Field("category", show=True, filter=True, find=True, bulk=True),
        Field("unit", show=True, bulk=True),
        Field("price", show=True, filter=True, money=True),
        Field("cost", show=True, money=True),
        Field("bundle", filter=True),
        Field("is_goods", show=True, filter=True, bulk=True),
        Field("active", show=True, filter=True, bulk=True),
    )


class ProductUnitEntity(Entity):
    """Another unit of a product."""

    model = ProductUnit
    about = _("Larger or smaller units of your products, such as a case of twelve.")
    merges = False
    rights = KEPT_BY_MANAGERS
    fields = (
        Field("product", show=True, filter=True, find=True, key="product__name_sort"),
        Field("name", show=True, find=True),
        InItsUnit("factor", show=True),
    )


class BundlePartEntity(Entity):
    """So much of a product in one piece of a bundle."""

    model = BundlePart
    about = _("What your bundles hold.")
    title = "title"
    named_by = ("product",)
    sort = "bundle"
    merges = False
    rights = KEPT_BY_MANAGERS
    fields = (
        Field("bundle", show=True, filter=True, find=True, key="bundle__name_sort"),
        Field("product", show=True, filter=True, find=True, key="product__name_sort"),
        InItsUnit("quantity", show=True),
        Field("note", show=True, find=True),
    )


class StockNoteEntity(Entity):
    """How much of a product lay where, as another system told."""

    model = StockNote
    about = _("What lies in stock, as your warehouse system tells it by import or through the interface.")
    title = "place"
    named_by = ("product",)
    sort = "-as_of"
    merges = False
    rights = Rights(create=None, change=None)
    fields = (
        Field("product", show=True, filter=True, find=True, key="product__name_sort"),
        Field("place", show=True, filter=True, find=True),
        InItsUnit("quantity", show=True, filter=True),
        Field("as_of", show=True, filter=True),
    )


class ExchangeRateEntity(Entity):
    """What a currency was worth in another on a day."""

    model = ExchangeRate
    about = _("What foreign currencies are worth, day by day.")
    sort = "-day"
    merges = False
    rights = KEPT_BY_MANAGERS
    fields = (
        Field("name", show=True, find=True, filter=True, edit=False),
        Field("from_currency", show=True),
        Field("to_currency", show=True),
        Field("day", show=True, filter=True),
        Exact("rate", show=True),
        Field("source", show=True, filter=True, find=True),
    )


class TaxRateEntity(Entity):
    """The tax on goods of a category."""

    model = TaxRate
    about = _("Which part of a price is tax, by category of goods.")
    title = "category"
    merges = False
    rights = KEPT_BY_MANAGERS
    fields = (
        Field("category", show=True, filter=True, find=True),
        Field("percent", show=True, filter=True, unit="%"),
        Field("valid_from", show=True, filter=True),
        Field("note", show=True, find=True),
    )


class PriceListEntity(AskedByTier, Entity):
    """Prices in one currency, for whom, through which channel, and when."""

    model = PriceList
    about = _("What you sell at other prices than the list price: by tier, channel, currency and date.")
    sort = "-priority"
    match = ("name",)
    merges = False
    rights = KEPT_BY_MANAGERS
    fields = (
        Field("name", show=True, find=True),
        Field("currency", show=True),
        Field("channel", show=True, filter=True),
        Tiers("tiers", show=True),
        Field("valid_from", show=True, filter=True),
        Field("valid_to", show=True, filter=True),
        Field("priority", show=True, filter=True),
        Field("includes_tax", show=True, filter=True),
        Field("active", show=True, filter=True, bulk=True),
        Field("note", find=True),
    )


class PriceItemEntity(Entity):
    """What a product costs on a list, from a quantity on, between two days. Written once, then only ended."""

    model = PriceItem
    about = _("The prices on your lists. A price is ended and followed by another one, never overwritten.")
    title = "title"
    named_by = ("price_list", "product")
    sort = "-valid_from"
    merges = False
    rights = KEPT_BY_MANAGERS
    fields = (
        Field("price_list", show=True, filter=True, find=True, key="price_list__name"),
        Field("product", show=True, filter=True, find=True, key="product__name_sort"),
        InItsUnit("from_quantity", show=True, filter=True),
        OnItsList("price", show=True, filter=True),
        Field("valid_from", show=True, filter=True),
        Field("valid_to", show=True, filter=True),
        Field("note", find=True),
    )


class DiscountLimitEntity(Entity):
    """How much a role may take off."""

    model = DiscountLimit
    about = _("How much of a price the people of a role may take off, and what must stay above the cost.")
    title = "note"
    sort = "role"
    merges = False
    rights = Rights(create=Role.ADMIN, change=Role.ADMIN)
    fields = (
        Field("role", show=True, filter=True, find=True),
        Field("own_role", show=True, find=True),
        Field("category", show=True, filter=True, find=True),
        Field("percent", show=True, filter=True, unit="%"),
        Field("margin", show=True, filter=True, unit="%"),
        Field("note", show=True, find=True),
    )
