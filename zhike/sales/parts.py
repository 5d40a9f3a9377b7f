"""What bundles on orders hold, as it was when they were ordered: shown, picked and delivered part by part."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from zhike.catalog.models import BundlePart
from zhike.sales.models import DeliveryPart, OrderLine, OrderLinePart
from zhike.sales.models.delivering import DeliveryStatus
from zhike.sales.quantities import plain
from zhike.sales.sums import FINEST


def keep(lines: Iterable[OrderLine]) -> None:
    """Write down what the bundles among new lines hold; what the catalogue says later changes no order."""
    bundles: dict[int, list[OrderLine]] = defaultdict(list)
    for line in lines:
        if line.product_id and not line.amends_id:
            bundles[line.product_id].append(line)
    inside = BundlePart.inside(bundles) if bundles else ()
    OrderLinePart.objects.bulk_create(
        OrderLinePart(line=line, product=part.product, quantity=part.quantity, worth=_worth(part))
        for part in inside
        for line in bundles[part.bundle_id]
    )


def delivered_alone(parts: Iterable[OrderLinePart]) -> dict[int, Decimal]:
    """How much of some parts was delivered beside whole bundles, of those of which any was."""
    counted = DeliveryPart.objects.filter(part__in=list(parts), delivery__status=DeliveryStatus.DONE)
    return dict(counted.values_list("part").annotate(Sum("quantity")).order_by())


def held(lines: Iterable[int]) -> Mapping[int, list[OrderLinePart]]:
    """The parts of one piece of each line that is a bundle, by the key of the line, in one query."""
    found: dict[int, list[OrderLinePart]] = defaultdict(list)
    for part in OrderLinePart.objects.filter(line__in=list(lines)).select_related("product").order_by("pk"):
        found[part.line_id].append(part)
    return found


def taken_apart(parts: Sequence[OrderLinePart], quantity: Decimal) -> list[dict[str, Any]]:
    """So many bundles as their parts, exactly: nothing of a quantity is rounded."""
    return [
        {
            "code": part.product.code,
            "description": part.product.name,
            "quantity": plain(part.quantity * quantity),
            "unit": part.product.unit,
        }
        for part in parts
    ]


def _worth(part: BundlePart) -> Decimal:
    return ((part.product.price or Decimal(0)) * part.quantity).quantize(FINEST)
