"""Every table of the catalogue, gathered where Django looks for them."""

from zhike.catalog.models.goods import BundlePart, BundlePrice, Product, ProductUnit, StockNote
from zhike.catalog.models.limits import DiscountLimit
from zhike.catalog.models.money import ExchangeRate, TaxRate
from zhike.catalog.models.prices import PriceItem, PriceList

__all__ = [
    "BundlePart",
    "BundlePrice",
    "DiscountLimit",
    "ExchangeRate",
    "PriceItem",
    "PriceList",
    "Product",
    "ProductUnit",
    "StockNote",
    "TaxRate",
]
