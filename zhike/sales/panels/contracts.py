"""The page of a contract: its end, the contracts before and after it, and what was ordered under it."""

from decimal import Decimal
from typing import Any

from django.db.models import Sum, Window
from django.utils import timezone

from zhike.kit.access.rows import rows
from zhike.kit.surfaces.offers import offer_panel
from zhike.rights.figures import are_known, cover
from zhike.sales.models import Contract, Order, Quote
from zhike.sales.models.contracting import ContractStatus
from zhike.sales.panels.orders import seen

SHOWN = 12


def around(contract: Contract, *, by) -> dict[str, Any]:
    """Papers around it, and whether its end wants a word now."""
    orders = rows(Order, by=by).filter(contract=contract, currency=contract.currency)
    latest: list[Any] = list(orders.annotate(ordered=Window(Sum("total"))).order_by("-placed_at", "-pk")[:SHOWN])
    successor = seen(Contract, contract.successor.pk, by=by) if hasattr(contract, "successor") else None
    is_near = contract.tell_on is not None and contract.tell_on <= timezone.localdate()
    return {
        "quote": seen(Quote, contract.quote_id, by=by),
        "successor": successor,
        "orders": cover(latest, by=by),
        "ordered": (latest[0].ordered if latest else Decimal(0)) if are_known(Order, by=by) else None,
        "tell": is_near and contract.status == ContractStatus.ACTIVE and successor is None,
    }


offer_panel(Contract, template="sales/contract_side.html", context=around, place="right", order=10)
