"""Quotes, orders, deliveries, contracts."""

import json
import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.cast.customers import a_customer
from tests.cast.goods import a_product
from tests.cast.people import SHANGHAI, numbers
from zhike.catalog.models import Product
from zhike.kit.access.models import Staff
from zhike.kit.search import index
from zhike.kit.testing.observing import forget_trace
from zhike.sales import actions as papers
from zhike.sales import contents, issuing, offers
from zhike.sales.models import Contract, Delivery, Order, OrderLine, Quote


def an_order(*, owner: Staff | None = None, quantity: int = 2, product: Product | None = None, **fields: Any) -> Order:
    """A sale of one product, two kettles at 380 unless said otherwise; `owner` is whose customer bought."""
    product = product or a_product()
    price = product.price or Decimal(0)
    amount = quantity * price
    basics = {
        "number": f"S{next(numbers):04}",
        "placed_at": datetime(2026, 3, 2, 15, 30, tzinfo=SHANGHAI),
        "placed_on": date(2026, 3, 2),
        "total": amount,
        "customer": fields.pop("customer", None) or a_customer(owner=owner),
    }
    order = Order.objects.create(**basics | {"credited_to": basics["customer"].owner} | fields)
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"{order.number}/1")
    line = {"position": 1, "product": product, "description": product.name, "quantity": quantity}
    OrderLine.objects.create(order=order, **line, unit_price=price, amount=amount, unit_cost=product.cost, key=key)
    index([order])
    return order


def a_quote(*, owner: Staff | None = None, quantity: int = 2, further: Any = (), **fields: Any) -> Quote:
    """A draft over kettles at 380 with thirteen per cent of tax in them, valid for years."""
    product, list_price = fields.pop("product", None) or a_product(), fields.pop("list_price", "380")
    basics = {
        "customer": fields.pop("customer", None) or a_customer(owner=owner),
        "title": "Kettles for spring",
        "issued_on": date(2026, 3, 2),
        "valid_until": date(2099, 12, 31),
        "owner": owner,
    }
    quote = Quote.objects.create(**basics | fields)
    line = {"product": product.pk, "quantity": quantity, "list_price": list_price, "tax_rate": "13"}
    robot = Staff.objects.robot("cast")
    papers.write_lines.function(quote, by=robot, lines=json.dumps([line, *further]))
    index([quote])
    return quote


def a_sent_quote(**fields: Any) -> Quote:
    """The same in the hands of the customer, who has not answered."""
    quote = a_quote(**fields)
    quote.status = "sent"
    quote.save()
    issuing.issue(quote, contents.of_quote(quote), on=date(2026, 3, 2))
    offers.make(quote)
    return quote


def an_accepted_quote(**fields: Any) -> Quote:
    """The same, and the customer said yes."""
    quote = a_sent_quote(**fields)
    offers.end(quote)
    quote.status = "accepted"
    quote.save()
    return quote


def an_order_under_way(**fields: Any) -> Order:
    """An order of two kettles that was made here; nothing is delivered."""
    quote = an_accepted_quote(**fields)
    papers.make_order.function(quote, by=Staff.objects.robot("cast"))
    forget_trace()
    return quote.made


def an_order_delivered(**fields: Any) -> Order:
    """The same, and all of it was delivered."""
    order = an_order_under_way(**fields)
    papers.deliver.function(order, by=Staff.objects.robot("cast"), lines=of_first_line(order, 2))
    forget_trace()
    return order


def a_delivery(*, owner: Staff | None = None, **fields: Any) -> Delivery:
    """One kettle of an order of two, on its way by road."""
    order = an_order_under_way(owner=owner)
    told = {"carrier": "顺丰", "tracking": f"SF{next(numbers)}", "note": "Fragile."} | fields
    papers.deliver.function(order, by=Staff.objects.robot("cast"), lines=of_first_line(order, 1), **told)
    forget_trace()
    return order.made


def of_first_line(order: Order, quantity: int | str) -> str:
    """A quantity of the first line of an order, as verbs are told it."""
    return json.dumps({str(order.lines.get(position=1).pk): str(quantity)})


def a_contract(*, owner: Staff | None = None, **fields: Any) -> Contract:
    """A draft of a contract over a year of tea."""
    basics = {
        "customer": fields.pop("customer", None) or a_customer(owner=owner),
        "title": "一年供茶",
        "amount": Decimal(120_000),
        "signed_on": date(2025, 12, 20),
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "owner": owner,
    }
    contract = Contract.objects.create(**basics | fields)
    index([contract])
    return contract


@pytest.fixture
def order(teahouse, kettle) -> Order:
    return an_order(customer=teahouse, product=kettle, number="S-1001")
