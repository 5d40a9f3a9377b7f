"""The price lists as far as they concern some products, read in two queries."""

from collections.abc import Iterable

from zhike.catalog.models import PriceItem, PriceList, Product
from zhike.catalog.rules import Listed, Offer


def holding(products: Iterable[Product]) -> dict[int, list[Listed]]:
    """Of each product, by its key, every list of the firm with what it says of it."""
    keys = [product.pk for product in products]
    said: dict[int, dict[int, list[Offer]]] = {key: {} for key in keys}
    columns = ("product", "price_list", "price", "from_quantity", "valid_from", "valid_to", "pk")
    for product, price_list, *offer in PriceItem.of(keys).values_list(*columns):
        said[product].setdefault(price_list, []).append(Offer(*offer))
    every = PriceList.every()
    return {key: [_listed(one, offers.get(one.pk, [])) for one in every] for key, offers in said.items()}


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
