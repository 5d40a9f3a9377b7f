"""Bundles on orders: sold at their own price, picked and delivered part by part."""

import json
from decimal import Decimal

import pytest
from django.db.models import Sum

from tests.cast import a_bundle, a_product, a_quote, an_accepted_quote, of_first_line
from zhike.catalog.models import BundlePart
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import refused
from zhike.sales import balance
from zhike.sales.actions import cancel, change_order, deliver, make_order, take_back, withdraw, write_lines
from zhike.sales.issuing import said
from zhike.sales.models import Order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(ana):
    """Three boxes at 680, each of a kettle and 0.125 kilograms of tea."""
    kettle, tea = a_product(), a_product(name="龙井", code="T1", unit="kg")
    box = a_bundle((kettle, 1), (tea, Decimal("0.125")))
    quote = an_accepted_quote(owner=ana, product=box, quantity=3, list_price="680")
    make_order(quote, by=ana)
    return quote.orders.get()


def of_parts(order, kettles=0, tea=0):
    """Quantities of the parts of the first line, as the verbs take them."""
    kettle, leaves = order.lines.get().parts.order_by("pk")
    return json.dumps({str(kettle.pk): str(kettles), str(leaves.pk): str(tea)})


def owed(order):
    """What the ledger says of an order and all that amends it."""
    rows = Order.objects.filter(pk=order.pk) | Order.objects.filter(amends=order)
    return rows.aggregate(Sum("total"))["total__sum"]


def standing(order):
    """Of the boxes: delivered, given back, still to deliver; of each part what is missing and what is there."""
    [one] = balance.standing_lines(order)
    alone = [(one.missing(part), one.with_customer(part)) for part in one.parts]
    return (one.delivered, one.returned, one.open, *alone)


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
    assert "0.125 kg in each" in browser.get(f"/orders/{order.pk}/do/deliver/").text
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


def test_a_bundle_is_delivered_once_none_of_its_parts_is_missing(ana, order):
    deliver(order, by=ana, lines=of_first_line(order, 1), parts=of_parts(order, kettles=1))

    assert standing(order) == (1, 0, 2, (1, 2), (Decimal("0.25"), Decimal("0.125")))
    delivery = order.deliveries.get()
    assert [line["description"] for line in said(delivery)["lines"]] == ["礼盒", "紫砂壶"]
    page = at_the_screen(ana).get(f"/deliveries/{delivery.pk}/").text
    assert "part of 礼盒" in page
    with refused("礼盒: only 1 is open"):
        deliver(order, by=ana, lines=of_first_line(order, 2))
    with refused("紫砂壶 in 礼盒: only 1 is open"):
        deliver(order, by=ana, parts=of_parts(order, kettles=2))
    with refused("紫砂壶 in 礼盒: only 0 is open"):
        deliver(order, by=ana, lines=of_first_line(order, 1), parts=of_parts(order, kettles=1))
    deliver(order, by=ana, lines=of_first_line(order, 1), parts=of_parts(order, tea="0.125"))
    assert (standing(order)[:3], order.fresh().status) == ((3, 0, 0), "delivered")


def test_a_bundle_moves_whole_or_part_by_part(ana, order):
    with refused("a bundle moves in whole pieces, or part by part"):
        deliver(order, by=ana, lines=of_first_line(order, "0.5"))
    with refused("a bundle moves in whole pieces, or part by part"):
        change_order(order, by=ana, lines=of_first_line(order, "2.5"))


def test_the_form_offers_what_is_missing_of_a_bundle_that_is_begun(ana, order):
    deliver(order, by=ana, parts=of_parts(order, kettles=1))
    [kettle, tea] = order.lines.get().parts.order_by("pk")

    browser, address = at_the_screen(ana), f"/orders/{order.pk}/do/deliver/"
    page = browser.get(address).text
    assert f'name="part-{tea.pk}" inputmode="decimal" autocomplete="off" value="0.125"' in page
    assert f'name="part-{kettle.pk}" inputmode="decimal" autocomplete="off" value=""' in page
    browser.post(address, {f"line-{order.lines.get().pk}": "2", f"part-{tea.pk}": "0.125"})

    assert (standing(order)[:3], order.fresh().status) == ((3, 0, 0), "delivered")


def test_parts_given_back_one_by_one_come_to_what_the_bundles_cost(ana, order):
    """A kettle is worth 380, an eighth of a kilogram of the tea 47.5: of 680 they carry 604.44 and 75.56."""
    deliver(order, by=ana, lines=of_first_line(order, 3))

    take_back(order, by=ana, parts=of_parts(order, kettles=1))
    assert (standing(order), owed(order)) == ((3, 0, 0, (0, 2), (0, Decimal("0.375"))), Decimal("1435.56"))
    with refused("礼盒: at most 2 can come back"):
        take_back(order, by=ana, lines=of_first_line(order, 3))
    take_back(order, by=ana, parts=of_parts(order, tea="0.125"))
    assert (standing(order)[:3], owed(order)) == ((3, 1, 0), Decimal(1360))
    with refused("came back already"):
        withdraw(order.deliveries.get(), by=ana, reason="It never left.")
    take_back(order, by=ana, lines=of_first_line(order, 1), parts=of_parts(order, kettles=1, tea="0.125"))

    assert (standing(order)[:3], owed(order)) == ((3, 3, 0), 0)


def test_cancelling_leaves_sold_what_left_of_a_bundle(ana, order):
    deliver(order, by=ana, parts=of_parts(order, kettles=1))

    cancel(order, by=ana, reason="No tea this year.")

    assert (standing(order), order.fresh().status) == ((1, 0, 0, (0, 1), (0, 0)), "delivered")
    assert owed(order) == Decimal("604.44")
    take_back(order, by=ana, parts=of_parts(order, kettles=1))
    assert owed(order) == 0


def test_a_broken_bundle_is_not_sold(ana):
    quote = a_quote(owner=ana)
    line = {"product": a_bundle((a_product(), 1)).pk, "quantity": "1.5", "list_price": "680"}

    with refused("Line 1: a bundle is sold in whole pieces"):
        write_lines(quote, by=ana, lines=json.dumps([line]))
