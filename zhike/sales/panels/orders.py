"""The page of an order that was made here: how each line stands, and what was delivered, changed and given back."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhike.kit.access.rows import rows
from zhike.kit.surfaces.cells import address_of
from zhike.kit.surfaces.offers import offer_panel
from zhike.rights.figures import are_known, cover
from zhike.sales import balance, issuing, parts
from zhike.sales.models import Contract, Delivery, Order, Quote
from zhike.sales.models.ledger import OrderStatus
from zhike.sales.quantities import plain
from zhike.sales.sums import Totals


@dataclass(frozen=True)
class Step:
    """Something that happened to an order."""

    day: date
    number: str
    words: Any
    url: str
    pdf: str = ""
    total: Decimal | None = None


def standing(order: Order, *, by) -> dict[str, Any] | None:
    """Line by line; nothing where the ledger alone knows the order."""
    if order.amends_id or order.status == OrderStatus.COMPLETE:
        return None
    lines = balance.standing_lines(order)
    tax, gross = (sum((getattr(one, name) for one in lines), Decimal(0)) for name in ("tax", "amount"))
    totals = Totals(gross - tax, tax, gross)
    told = [(one, _inside(one)) for one in lines]
    has_paper = issuing.said(order) is not None
    return {"standing": told, "totals": totals, "has_paper": has_paper, "known": are_known(Order, by=by)}


def family(order: Order, *, by) -> dict[str, Any] | None:
    """What happened to it, the newest first; of an imported one nothing."""
    if not order.amends_id and order.status == OrderStatus.COMPLETE:
        return None
    deliveries = rows(Delivery, by=by).filter(order=order)
    steps = [
        Step(
            one.delivered_on,
            one.number,
            one.get_status_display(),
            address_of(one),
            f"{address_of(one)}paper.pdf",
        )
        for one in deliveries
    ]
    steps += [
        Step(one.placed_on, one.number, one.get_kind_display(), address_of(one), total=one.total)
        for one in cover(rows(Order, by=by).filter(amends=order), by=by)
    ]
    return {
        "steps": sorted(steps, key=lambda step: (step.day, step.number), reverse=True),
        "amends": seen(Order, order.amends_id, by=by),
        "quote": seen(Quote, order.quote_id, by=by),
        "contract": seen(Contract, order.contract_id, by=by),
    }


def seen(model: Any, key: int | None, *, by: Any) -> Any:
    """A row that another one names, where its reader may see it."""
    return rows(model, by=by).filter(pk=key).first() if key else None


def delivery_lines(delivery: Delivery, *, by) -> dict[str, Any]:
    """How much of what left the house."""
    lines = list(delivery.lines.select_related("line__product").order_by("line__order_id", "line__position"))
    inside = parts.held(one.line_id for one in lines)
    alone = delivery.parts.select_related("part__product", "part__line").order_by("part")
    told = [(one, parts.taken_apart(inside.get(one.line_id, ()), one.quantity)) for one in lines]
    return {"lines": told, "alone": alone}


def _inside(one: balance.Standing) -> list[dict[str, Any]]:
    """What the bundles on a line hold; where some of it moved alone, with what is missing and what came back."""
    told = parts.taken_apart(one.inside, one.agreed)
    moved = {part.part.product.code: part for part in one.parts if any(p.sent or p.back or p.cut for p in one.parts)}
    for row in told:
        if part := moved.get(row["code"]):
            told_of = {"open": one.missing(part), "back": part.back + one.back * part.each, "cut": part.cut}
            row |= {name: plain(quantity) for name, quantity in told_of.items() if quantity}
    return told


offer_panel(Order, template="sales/order_standing.html", context=standing, place="main", order=9)
offer_panel(Order, template="sales/order_side.html", context=family, place="right", order=10, late=True)
offer_panel(Delivery, template="sales/delivery_lines.html", context=delivery_lines, place="main", order=10)
