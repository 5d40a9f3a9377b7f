"""The price lists as far as they concern some products."""

from collections.abc import Iterable

from zhike.catalog.models import PriceItem, PriceList, Product
from zhike.catalog.rules import Listed, Offer


def holding(products: Iterable[Product]) -> dict[int, list[Listed]]:
    """Of each product, by its key, the lists that hold it with what they say of it, in one query."""
    said: dict[int, dict[PriceList, list[Offer]]] = {product.pk: {} for product in products}
    for item in PriceItem.of(said).select_related("price_list"):
        offer = Offer(item.price, item.from_quantity, item.valid_from, item.valid_to, item.pk)
        said[item.product_id].setdefault(item.price_list, []).append(offer)
    return {key: [_listed(one, offers) for one, offers in lists.items()] for key, lists in said.items()}


def every(product: Product) -> list[Listed]:
    """Every list of the firm, with what it says of a product if it holds it."""
    known = {listed.key: listed for listed in holding([product])[product.pk]}
    return [known.get(one.pk) or _listed(one, []) for one in PriceList.every()]


def _listed(one: PriceList, offers: list[Offer]) -> Listed:
    return Listed(
        name=one.name,
        currency=one.currency,
        tiers=one.tier_codes,
        channel=one.channel,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        priority=one.priority,
        active=one.active,
        includes_tax=one.includes_tax,
        key=one.pk,
        offers=offers,
    )
