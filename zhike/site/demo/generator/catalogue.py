"""The price list."""

from decimal import Decimal
from functools import cache

from zhike.site.demo.generator.records import Product
from zhike.site.demo.generator.words import table

CHARGES = "费用"
FREIGHT, PACKING, REBATE = "F001", "F002", "F003"

MONTHS = {
    # How a category sells from January to December, 1.0 being its ordinary month.
    "绿茶": (0.7, 0.7, 1.6, 2.0, 1.6, 1.1, 1.0, 0.9, 0.8, 0.7, 0.7, 0.7),
    "红茶": (1.3, 1.2, 0.9, 0.7, 0.7, 0.7, 0.7, 0.8, 1.0, 1.2, 1.4, 1.4),
    "乌龙": (1.0, 1.0, 0.9, 0.9, 1.1, 1.1, 1.0, 1.0, 1.0, 1.2, 1.1, 1.0),
    "普洱": (1.2, 1.1, 0.9, 0.8, 0.8, 0.9, 0.9, 0.9, 1.0, 1.2, 1.3, 1.2),
    "白茶": (0.9, 0.9, 1.0, 1.2, 1.2, 1.2, 1.1, 1.1, 1.0, 0.9, 0.9, 0.9),
    "花茶": (0.8, 0.8, 1.0, 1.0, 1.1, 1.4, 1.5, 1.4, 1.0, 0.8, 0.8, 0.8),
    "茶具": (1.0,) * 12,
    "礼盒": (2.6, 1.2, 0.5, 0.6, 0.7, 0.7, 0.5, 1.4, 2.8, 0.6, 0.6, 1.8),
    "茶点": (1.2, 1.0, 1.0, 1.0, 1.0, 0.8, 0.8, 0.9, 1.3, 1.0, 1.0, 1.2),
}
GIFT_MONTHS = {"中秋": (8, 9, 10), "新春": (12, 1, 2), "春茶": (3, 4, 5)}


@cache
def products() -> tuple[Product, ...]:
    """Everything on the list, goods first, then charges."""
    return tuple(
        Product(code, name, category, unit, Decimal(price), Decimal(cost), int(popularity), category != CHARGES)
        for code, name, category, unit, price, cost, popularity in table("products.txt")
    )


@cache
def product(code: str) -> Product:
    """The product with that code."""
    return next(item for item in products() if item.code == code)


def is_sold_in(item: Product, month: int) -> bool:
    """Whether the shelf holds it: a feast's gift box is sold only before its feast."""
    return all(month in months for feast, months in GIFT_MONTHS.items() if item.name.startswith(feast))
