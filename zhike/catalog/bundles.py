"""What a bundle holds, and what of its price each part carries."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from zhike.catalog.currencies import split
from zhike.catalog.models import BundlePart, Product


class PartLine(NamedTuple):
    """A line that stands for a part of bundles: how much of it, and what of the bundles' amount it carries."""

    product: Product
    quantity: Decimal
    amount: Decimal


def parts_of(bundles: Iterable[Product]) -> dict[int, list[BundlePart]]:
    """The parts of each bundle by its key, in one query."""
    found: dict[int, list[BundlePart]] = {bundle.pk: [] for bundle in bundles}
    if found:
        for part in BundlePart.inside(found):
            found[part.bundle_id].append(part)
    return found


def expand(
    bundle: Product, *, quantity: Decimal, amount: Decimal, currency: str, parts: Sequence[BundlePart] | None = None
) -> list[PartLine]:
    """Bundles sold for an amount, as lines of their parts whose amounts add up to it.

    Each part carries by what it would cost alone, by its list price; where none has one, by how many there are.
    """
    inside = parts_of([bundle])[bundle.pk] if parts is None else parts
    weights = [(part.product.price or Decimal(0)) * part.quantity for part in inside]
    if not sum(weights):
        weights = [part.quantity for part in inside]
    amounts = split(amount, weights, currency) if inside else []
    lines = zip(inside, amounts, strict=True)
    return [PartLine(part.product, part.quantity * quantity, share) for part, share in lines]
