"""Rows of the ledger that papers write: orders, what changes them and what is given back."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any
from uuid import uuid4

from django.utils import timezone

from zhike.catalog import currencies
from zhike.sales import parts, sums
from zhike.sales.apart import Apart
from zhike.sales.balance import Standing
from zhike.sales.keeping import keep
from zhike.sales.models import Order, OrderLine
from zhike.sales.models.crediting import counts_for


def write(order: Order, lines: Iterable[OrderLine], *, by: Any) -> Order:
    """Add a row with its lines to the ledger; its total and tax are theirs."""
    some, now = list(lines), timezone.now()
    order.credited_to = counts_for(order.customer, follows=order.amends)
    order.placed_at, order.placed_on = now, timezone.localdate(now)
    order.total = sum((line.amount for line in some), Decimal(0))
    order.tax = sum((line.tax or Decimal(0) for line in some), Decimal(0))
    keep(order, by=by)
    for place, line in enumerate(some, 1):
        line.order, line.position, line.key = order, place, uuid4()
    OrderLine.objects.bulk_create(some)
    parts.keep(some)
    return order


def amending(order: Order, *, kind: str, number: str, note: str) -> Order:
    """An unsaved row that changes an order or gives some of it back."""
    same = ("customer_id", "currency", "quote_id", "contract_id", "deal_id", "due_days")
    return Order(
        amends=order, kind=kind, number=number, note=note[:200], **{name: getattr(order, name) for name in same}
    )


def by_so_much(standing: Standing, change: Decimal, *, currency: str) -> OrderLine:
    """An unsaved line that changes the quantity of another; all changes together never leave a stray cent."""
    line = standing.line
    rounded = partial(currencies.rounded, currency=currency)
    found = sums.following(
        price=line.unit_price,
        before=standing.worth,
        change=change,
        tax_rate=line.tax_rate or Decimal(0),
        rounded=rounded,
    )
    same = ("product_id", "description", "unit", "unit_price", "unit_cost", "list_price", "discount", "tax_rate")
    return OrderLine(
        amends=line, quantity=change, amount=found.amount, tax=found.tax, **{name: getattr(line, name) for name in same}
    )


def of_part(standing: Standing, part: Apart, quantity: Decimal, *, currency: str) -> OrderLine:
    """An unsaved line by which so much of a part comes back, or is cancelled, alone: at its share of the bundle."""
    line, share = standing.line, part.share / Fraction(part.each)
    found = sums.following(
        price=line.unit_price,
        before=standing.worth,
        change=-share * Fraction(quantity),
        tax_rate=line.tax_rate or Decimal(0),
        rounded=partial(currencies.rounded, currency=currency),
    )
    product = part.part.product
    return OrderLine(
        amends=line,
        product=product,
        description=product.name,
        unit=product.unit,
        quantity=-quantity,
        unit_price=sums.share_of(line.unit_price, share),
        unit_cost=None if line.unit_cost is None else sums.share_of(line.unit_cost, share),
        tax_rate=line.tax_rate,
        amount=found.amount,
        tax=found.tax,
    )


def like(line: Any) -> OrderLine:
    """An unsaved line of the ledger like one of a quote, at the cost of today."""
    same = ("product_id", "description", "quantity", "unit", "unit_price", "list_price", "discount", "tax_rate", "tax")
    cost = line.product.cost if line.product else None
    return OrderLine(amount=line.amount, unit_cost=cost, **{name: getattr(line, name) for name in same})
