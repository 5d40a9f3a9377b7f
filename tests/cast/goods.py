"""Goods, prices and limits."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.cast.people import SHANGHAI, numbers
from zhike.catalog.models import (
    BundlePart,
    BundlePrice,
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
from zhike.kit.search import index


def a_product(**fields: Any) -> Product:
    basics = {
        "name": "紫砂壶",
        "code": f"P{next(numbers):04}",
        "category": "茶具",
        "unit": "把",
        "price": Decimal(380),
    }
    product = Product.objects.create(**basics | {"cost": Decimal(150)} | fields)
    index([product])
    return product


def a_unit(**fields: Any) -> ProductUnit:
    """A case of twelve."""
    return indexed(ProductUnit.objects.create(**_of_product({"name": "箱", "factor": Decimal(12)} | fields)))


def a_bundle(*parts: tuple[Product, int], **fields: Any) -> Product:
    """A box of two kettles at a price of its own, or of these parts."""
    bundle = a_product(**{"name": "礼盒", "unit": "盒", "price": Decimal(680), "bundle": BundlePrice.OWN} | fields)
    for product, quantity in parts:
        BundlePart.objects.create(bundle=bundle, product=product, quantity=quantity)
    return bundle


def a_bundle_part(**fields: Any) -> BundlePart:
    basics = {"bundle": fields.pop("bundle", None) or a_bundle(), "quantity": Decimal(2), "note": "Wrapped."}
    return indexed(BundlePart.objects.create(**_of_product(basics | fields)))


def a_stock_note(**fields: Any) -> StockNote:
    """Forty kettles in the first warehouse, on a morning of March."""
    basics = {"place": "一号仓", "quantity": Decimal(40), "as_of": datetime(2026, 3, 11, 8, tzinfo=SHANGHAI)}
    return indexed(StockNote.objects.create(**_of_product(basics | fields)))


def a_rate(**fields: Any) -> ExchangeRate:
    """What a dollar was worth on the first of March."""
    basics = {"from_currency": "USD", "to_currency": "CNY", "day": date(2026, 3, 1) + timedelta(days=next(numbers))}
    return indexed(ExchangeRate.objects.create(**basics | {"rate": Decimal("7.2"), "source": "PBOC"} | fields))


def a_tax_rate(**fields: Any) -> TaxRate:
    basics = {
        "category": f"茶具{next(numbers)}",
        "percent": Decimal(13),
        "valid_from": date(2019, 4, 1),
        "note": "VAT",
    }
    return indexed(TaxRate.objects.create(**basics | fields))


def a_price_list(**fields: Any) -> PriceList:
    """Prices for gold customers in the shop, all year."""
    days = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31)}
    basics = {"name": f"金客户价{next(numbers)}", "tiers": "gold", "channel": "shop", "priority": 5, "note": "Agreed."}
    return indexed(PriceList.objects.create(**basics | days | fields))


def a_price(**fields: Any) -> PriceItem:
    """What a kettle costs on a list, from the first of February on."""
    basics = {"price_list": fields.pop("price_list", None) or a_price_list(), "price": Decimal(350)}
    return indexed(PriceItem.objects.create(**_of_product(basics | {"valid_from": date(2026, 2, 1)} | fields)))


def a_limit(**fields: Any) -> DiscountLimit:
    """Ten percent for staff, on goods of a category."""
    basics = {"role": Role.STAFF, "category": f"茶具{next(numbers)}", "percent": Decimal(10), "margin": Decimal(20)}
    return indexed(DiscountLimit.objects.create(**basics | {"note": "Since spring."} | fields))


def indexed(row: Any) -> Any:
    index([row])
    return row


def _of_product(fields: dict[str, Any]) -> dict[str, Any]:
    """With a product, a new one where none is named."""
    return fields if "product" in fields else {**fields, "product": a_product()}


@pytest.fixture
def kettle(db) -> Product:
    return a_product(code="KETTLE")
