"""What the catalogue puts on the page of a product: what it costs today, what a bundle holds, what lies in stock."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from zhike.catalog import prices
from zhike.catalog.bundles import parts_of
from zhike.catalog.models import Product
from zhike.catalog.taxes import tax_percent
from zhike.kit.surfaces.offers import offer_panel

PLACES = 8  # with stock that are shown


def price(product: Product, *, by) -> dict[str, Any]:
    """Today's price for everybody, and the way to any other."""
    today = timezone.localdate()
    found = prices.price_of(product, on=today, currency=settings.CURRENCY)
    return {"price": found, "tax": tax_percent(product, on=today)}


def parts(product: Product, *, by) -> dict[str, Any] | None:
    """The parts of a bundle."""
    return {"parts": parts_of([product])[product.pk]} if product.bundle else None


def stock(product: Product, *, by) -> dict[str, Any] | None:
    """The newest note of each place."""
    newest = product.stock.order_by("place", "-as_of").distinct("place")[:PLACES]
    notes = list(newest)
    return {"notes": notes, "total": sum(note.quantity for note in notes)} if notes else None


offer_panel(Product, template="catalog/today.html", context=price, place="right", order=10)
offer_panel(Product, template="catalog/parts.html", context=parts, place="main", order=10)
offer_panel(Product, template="catalog/stock.html", context=stock, place="right", order=20)
