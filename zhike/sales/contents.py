"""What each kind of paper says, as plain words and figures: names and prices as they are at the moment it is asked."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from zhike.customers.models import Customer
from zhike.customers.models.contact import Medium
from zhike.sales import parts, sums
from zhike.sales.balance import standing_lines
from zhike.sales.issuing import Content
from zhike.sales.models import (
    Contract,
    Delivery,
    DeliveryLine,
    DeliveryPart,
    FirmProfile,
    Order,
    OrderLinePart,
    Quote,
)

FIRM = ("name", "name_en", "address", "address_en", "phone", "tax_number", "bank", "bank_en", "bank_account")
LINE = ("position", "description", "quantity", "unit", "list_price", "discount", "unit_price", "tax_rate", "amount")


def of_quote(quote: Quote) -> Content:
    """An offer: who to whom, until when, which lines."""
    lines = list(quote.lines.select_related("product").order_by("position"))
    content = _head("quote", quote, quote.customer, on=quote.issued_on) | money(
        quote.currency, [line for line in lines if line.counts]
    )
    return content | {
        "edition": quote.edition,
        "title": quote.title,
        "contact": str(quote.contact or ""),
        "owner": _name(quote.owner),
        "valid_until": _day(quote.valid_until),
        "due_days": quote.due_days,
        "discount": _plain(quote.discount),
        "terms": quote.terms,
        "lines": [_line(line, "part", "chosen", "net", "tax") for line in lines],
    }


def of_order(order: Order, *, language: str, terms: str = "", deliver_to: str = "", on: date) -> Content:
    """A confirmation: what was ordered, changed and given back up to now, line by line."""
    lines = [line for line in standing_lines(order) if line.wanted]
    content = _head("order", order, order.customer, on=on, language=language) | money(order.currency, lines)
    return content | {
        "placed_on": _day(order.placed_on),
        "deliver_by": _day(order.deliver_by),
        "deliver_to": deliver_to or address_of(order.customer),
        "due_days": order.due_days,
        "quote": str(order.quote or ""),
        "contract": order.contract.number if order.contract else "",
        "owner": _name(order.customer.owner if order.customer else None),
        "terms": terms,
        "lines": [_line(line, "net", "tax") | {"parts": parts.taken_apart(line.inside, line.wanted)} for line in lines],
    }


def of_delivery(delivery: Delivery, *, deliver_to: str) -> Content:
    """A note that goes with the goods: how much of what, without prices."""
    lines = list(delivery.lines.select_related("line__product").order_by("line__order_id", "line__position"))
    order, inside = delivery.order, parts.held(one.line_id for one in lines)
    alone = delivery.parts.select_related("part__product", "part__line").order_by("part")
    return _head("delivery", delivery, order.customer, on=delivery.delivered_on) | {
        "order": order.number,
        "deliver_to": deliver_to,
        "carrier": delivery.carrier,
        "tracking": delivery.tracking,
        "note": delivery.note,
        "lines": [
            *(_delivered(one, place, inside.get(one.line_id, ())) for place, one in enumerate(lines, 1)),
            *(_delivered_alone(one, place) for place, one in enumerate(alone, len(lines) + 1)),
        ],
    }


def of_contract(contract: Contract) -> Content:
    """An agreement: the parties, what it is about, its time and its terms."""
    quote = contract.quote
    lines = (
        [line for line in quote.lines.select_related("product").order_by("position") if line.counts] if quote else []
    )
    content = _head("contract", contract, contract.customer, on=contract.signed_on)
    content |= money(contract.currency, lines) if lines else {"currency": contract.currency}
    return content | {
        "title": contract.title,
        "gross": _plain(contract.amount),
        "starts_on": _day(contract.starts_on),
        "ends_on": _day(contract.ends_on),
        "renewal": contract.renewal,
        "notice_days": contract.notice_days,
        "due_days": contract.due_days,
        "predecessor": contract.predecessor.number if contract.predecessor else "",
        "owner": _name(contract.owner),
        "terms": contract.terms,
        "lines": [_line(line, "net", "tax") for line in lines],
    }


def address_of(customer: Customer | None) -> str:
    """The address by which a customer is reached first."""
    if customer is None:
        return ""
    point = customer.contact_points.filter(medium=Medium.ADDRESS, valid_to=None).order_by("-is_primary", "pk").first()
    return point.value if point else ""


def firm() -> dict[str, str]:
    """Who the firm is; where nobody has said so, its name alone."""
    profile = FirmProfile.objects.filter(pk=1).first() or FirmProfile()
    told = {name: getattr(profile, name) for name in FIRM}
    return told | {"name": told["name"] or settings.FIRM_NAME or ""}


def money(currency: str, lines: Iterable[Any]) -> Content:
    """The sums of lines that have `net`, `tax` and `tax_rate`, and what was taxed at which rate."""
    some = list(lines)
    net, tax, gross = sums.totals(some)
    taxes = [{name: _plain(value) for name, value in one._asdict().items()} for one in sums.by_rate(some)]
    return {"currency": currency, "net": _plain(net), "tax": _plain(tax), "gross": _plain(gross), "taxes": taxes}


def _head(kind: str, row: Any, customer: Customer | None, *, on: date | None, language: str = "") -> Content:
    return {
        "kind": kind,
        "number": row.number,
        "on": _day(on),
        "language": language or row.language,
        "firm": firm(),
        "customer": {
            "name": customer.name if customer else "",
            "code": (customer.code or "") if customer else "",
            "address": address_of(customer),
        },
    }


def _delivered(one: DeliveryLine, position: int, inside: Sequence[OrderLinePart]) -> Content:
    product = one.line.product
    return {
        "position": position,
        "code": product.code if product else "",
        "description": str(one.line),
        "quantity": _plain(one.quantity),
        "unit": one.line.unit or (product.unit if product else ""),
        "parts": parts.taken_apart(inside, one.quantity),
    }


def _delivered_alone(one: DeliveryPart, position: int) -> Content:
    product = one.part.product
    return {
        "position": position,
        "code": product.code,
        "description": product.name,
        "of": str(one.part.line),
        "quantity": _plain(one.quantity),
        "unit": product.unit,
        "parts": [],
    }


def _line(line: Any, *more: str) -> dict[str, Any]:
    told = {name: _plain(getattr(line, name)) for name in (*LINE, *more)}
    return told | {"code": line.product.code if line.product else ""}


def _plain(value: Any) -> Any:
    """A figure as JSON keeps it exactly."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _name(person: Any) -> str:
    return person.name if person else ""
