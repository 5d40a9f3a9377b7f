"""Bundles on orders: sold at their own price, picked and delivered part by part."""

import json
from decimal import Decimal

import pytest

from tests.cast import a_bundle, a_product, an_accepted_quote, of_first_line
from zhike.catalog.models import BundlePart
from zhike.kit.testing.acting import at_the_screen
from zhike.sales.actions import change_order, deliver, make_order
from zhike.sales.issuing import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(ana):
    """Three boxes at 680, each of a kettle and 0.125 kilograms of tea."""
    kettle, tea = a_product(), a_product(name="龙井", code="T1", unit="kg")
    box = a_bundle((kettle, 1), (tea, Decimal("0.125")))
    quote = an_accepted_quote(owner=ana, product=box, quantity=3, list_price="680")
    make_order(quote, by=ana)
    return quote.orders.get()


def parts_of(line):
    return [(part["description"], part["quantity"], part["unit"]) for part in line["parts"]]


def test_an_order_says_what_its_bundles_hold_at_the_price_of_the_bundle(ana, order):
    [line] = said(order)["lines"]

    assert parts_of(line) == [("紫砂壶", "3", "把"), ("龙井", "0.375", "kg")]
    assert (line["amount"], order.total, order.lines.count()) == ("2040", Decimal(2040), 1)
    page = at_the_screen(ana).get(f"/orders/{order.pk}/").text
    assert "<b>0.375 kg</b> 龙井" in page


def test_a_delivery_picks_so_much_of_each_part(ana, order):
    deliver(order, by=ana, lines=of_first_line(order, 1))

    delivery = order.deliveries.get()
    [line] = said(delivery)["lines"]
    assert (line["quantity"], parts_of(line)) == ("1", [("紫砂壶", "1", "把"), ("龙井", "0.125", "kg")])
    browser = at_the_screen(ana)
    assert "<b>0.125 kg</b> 龙井" in browser.get(f"/deliveries/{delivery.pk}/").text
    assert "<b>0.125 kg</b> 龙井" in browser.get(f"/orders/{order.pk}/do/deliver/").text
    assert browser.get(f"/deliveries/{delivery.pk}/paper.pdf").content.startswith(b"%PDF")


def test_what_the_catalogue_says_later_changes_no_order(ana, order):
    BundlePart.objects.update(quantity=9)

    change_order(order, by=ana, lines=of_first_line(order, 2))

    assert parts_of(said(order)["lines"][0]) == [("紫砂壶", "2", "把"), ("龙井", "0.25", "kg")]


def test_a_bundle_that_a_change_adds_is_taken_apart_too(ana, order):
    box = a_bundle((a_product(name="茶盘"), 2), code="B2")
    more = [{"product": box.pk, "quantity": "2", "list_price": "50", "tax_rate": "13"}]

    change_order(order, by=ana, more=json.dumps(more))

    assert [parts_of(line) for line in said(order)["lines"]][1] == [("茶盘", "4", "把")]
