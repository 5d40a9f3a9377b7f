"""What the made-up firm offers to a customer who reads English: two ways to stock a shop, in dollars."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from zhike.catalog.models import Product
from zhike.sales.models import QuoteLine

Part = QuoteLine.Part
OFFER: dict[str, Any] = {
    "title": "First stock for the Singapore shop",
    "currency": "USD",
    "channel": "出口",
    "price_list": "出口价目（美元）",
    "language": "en",
    "terms": """1. Delivery: FOB Ningbo within 15 working days after the order is confirmed.
2. Quality: EU residue limits are met; each lot ships with its test report.
3. Payment: by wire transfer within 30 days after the bill of lading.""",
}
# Product, what the paper calls it, unit, quantity, dollars, discount, part.
LINES = (
    ("P002", "West Lake Longjing, pre-Qingming, grade 1, 500 g", "tin", 40, "131.92", 0, Part.INCLUDED),
    ("P031", "Phoenix Dancong oolong, Ya Shi Xiang, 500 g", "tin", 30, "91.53", 0, Part.A),
    ("P031", "Phoenix Dancong oolong, Ya Shi Xiang, 500 g", "tin", 60, "91.53", 10, Part.B),
    ("", "Tasting evening in the shop, two tea masters", "evening", 1, "480", 0, Part.B),
    ("P061", "Celadon gaiwan, 150 ml", "piece", 120, "13.19", 5, Part.OPTIONAL),
    ("P079", "Longjing tea biscuits", "box", 60, "6.46", 0, Part.SHOWN),
)


def lines() -> Iterator[QuoteLine]:
    """The lines of the offer, without tax as exports are, before anything is reckoned."""
    known = {product.code: product for product in Product.objects.filter(code__in=[line[0] for line in LINES])}
    for code, description, unit, quantity, price, discount, part in LINES:
        yield QuoteLine(
            product=known.get(code),
            description=description,
            unit=unit,
            quantity=Decimal(quantity),
            list_price=Decimal(price),
            discount=Decimal(discount),
            tax_rate=Decimal(0),
            part=part,
        )
