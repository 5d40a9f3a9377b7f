"""What a bundle holds."""

from collections.abc import Iterable

from zhike.catalog.models import BundlePart, Product


def parts_of(bundles: Iterable[Product]) -> dict[int, list[BundlePart]]:
    """The parts of each bundle by its key, in one query."""
    found: dict[int, list[BundlePart]] = {bundle.pk: [] for bundle in bundles}
    if found:
        for part in BundlePart.inside(found):
            found[part.bundle_id].append(part)
    return found
