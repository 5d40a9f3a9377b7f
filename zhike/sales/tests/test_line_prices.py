"""What the warehouse takes for the full price of a line that was sold, and the risk signal that reads it."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.cast import a_person, a_product, a_quote
from zhike.insight import warehouse
from zhike.insight.measures.engines import open_facts
from zhike.insight.measures.signals import Signals
from zhike.sales.actions import accept, change_order, make_order, send, write_lines

pytestmark = pytest.mark.django_db


def line(product, list_price, **typed):
    return {"product": product.pk, "quantity": "1", "tax_rate": "13", "list_price": list_price} | typed


def sold(by, *lines):
    """An order that came of a quote with these lines."""
    quote = a_quote(owner=by)
    write_lines(quote, by=by, lines=json.dumps(lines))
    send(quote, by=by)
    accept(quote.fresh(), by=by)
    make_order(quote.fresh(), by=by)
    return quote.orders.get()


def listed(order):
    """The full prices that the warehouse holds of an order and what changed it, each beside what was paid."""
    keys = ", ".join(str(pk) for pk in order.family([order.pk]).values_list("pk", flat=True))
    with open_facts(warehouse.load().folder) as facts:
        facts.see_also("line_prices")
        asked = f"SELECT listed, amount FROM line_prices WHERE order_id IN ({keys}) ORDER BY line_id"
        return [(int(row["listed"]), int(row["amount"])) for row in facts.query(asked).to_pylist()]


def test_the_full_price_of_a_line_is_that_of_the_price_lists_where_less_was_typed(ana):
    kettle, cup = a_product(price=Decimal(380)), a_product(price=Decimal(20))
    spare = line(cup, "1", part="optional")

    order = sold(ana, spare, line(kettle, "285"), line(cup, "25", quantity="4"), line(kettle, "380", discount="50"))

    assert listed(order) == [(380, 285), (100, 100), (380, 190)]
    assert [one.list_price for one in order.lines.order_by("position")] == [285, 25, 380]


def test_so_is_that_of_what_changes_a_line(ana):
    order = sold(ana, line(a_product(price=Decimal(380)), "285", quantity="3"))

    further = [{"description": "Box", "quantity": "1", "list_price": "9"}]
    change_order(order, by=ana, lines=json.dumps({f"{order.lines.get().pk}": "1"}), more=json.dumps(further))

    assert listed(order) == [(1140, 855), (-760, -570), (9, 9)]


def test_a_list_price_typed_low_hides_no_unusual_discount(ana, bo):
    kettle = a_product(price=Decimal(380))
    for seller in (bo, a_person("Lu"), a_person("Qi")):
        sold(seller, *[line(kettle, "380", discount="2")] * 10)
    sold(ana, *[line(kettle, "190")] * 10)

    with open_facts(warehouse.load().folder) as facts:
        found = Signals().fit(facts, as_of=timezone.localdate() + timedelta(days=1))

    rows = [row for row in found.table.to_pylist() if row["rule"] == "discount"]
    assert (f"{ana.pk}", Decimal(1824)) in [(row["seller"], row["at_risk"]) for row in rows]
    assert {row["seller"] for row in rows} == {f"{ana.pk}"}
