"""Orders that were made here: delivered, changed, taken back, cancelled, and never more than there is."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import an_accepted_quote, an_order, an_order_delivered, an_order_under_way, of_first_line
from zhike.kit.refusal import Refusal
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import refused
from zhike.sales import balance, checking
from zhike.sales.actions import cancel, change_order, deliver, make_order, take_back, withdraw
from zhike.sales.issuing import said
from zhike.sales.models import Order, OrderLine

pytestmark = pytest.mark.django_db


def standing(order):
    [one] = balance.standing_lines(order)
    return (one.ordered, one.changed, one.delivered, one.returned, one.open)


def owed(order):
    """What the ledger says of an order and all that amends it."""
    rows = Order.objects.filter(pk=order.pk) | Order.objects.filter(amends=order)
    return rows.aggregate(Sum("total"))["total__sum"]


def test_an_order_says_what_its_quote_said(ana):
    quote = an_accepted_quote(owner=ana)

    make_order(quote, by=ana, deliver_to="一号仓")

    order = quote.orders.get()
    line = order.lines.get()
    assert (order.total, order.tax, order.status, order.kind) == (quote.gross, quote.tax, "open", "sale")
    assert (line.amount, line.tax, line.unit_cost) == (Decimal(760), Decimal("87.43"), Decimal(150))
    assert said(order)["deliver_to"] == "一号仓"
    with refused("was made of this quote already"):
        make_order(quote, by=ana)


def test_an_order_that_a_check_refuses_was_never_made(ana, monkeypatch):
    quote = an_accepted_quote(owner=ana)

    def too_much(row, *, by):
        raise Refusal("They owe too much.")

    monkeypatch.setattr(checking, "_checks", [too_much])
    with refused("They owe too much."):
        make_order(quote, by=ana)


def test_goods_leave_in_parts_and_never_more_than_are_open(ana):
    order = an_order_under_way(owner=ana)

    deliver(order, by=ana, lines=of_first_line(order, "1.5"))
    with refused("only 0.5 is open"):
        deliver(order, by=ana, lines=of_first_line(order, 1))
    deliver(order, by=ana, lines=of_first_line(order, "0.5"))

    assert standing(order) == (2, 0, 2, 0, 0)
    assert order.fresh().status == "delivered"


def test_goods_come_back_but_no_more_than_were_delivered(ana):
    order = an_order_delivered(owner=ana)

    with refused("at most 2 can come back"):
        take_back(order, by=ana, lines=of_first_line(order, 3))
    take_back(order, by=ana, lines=of_first_line(order, 2), reason="Broken")

    returned = Order.objects.get(amends=order)
    assert (returned.kind, returned.total, returned.status) == ("return", Decimal(-760), "complete")
    assert owed(order) == 0
    assert OrderLine.objects.get(order=returned).amends == order.lines.get()


def test_a_change_is_a_row_of_its_own_and_opens_the_order_again(ana):
    order = an_order_delivered(owner=ana)
    before = order.fresh()

    change_order(order, by=ana, lines=of_first_line(order, 5))

    assert (order.fresh().total, order.fresh().status) == (before.total, "open")
    assert owed(order) == Decimal(1900)
    assert standing(order) == (2, 3, 2, 0, 3)
    with refused("2 was delivered already"):
        change_order(order, by=ana, lines=of_first_line(order, 1))


def test_the_page_of_a_change_tells_what_was_ordered_from_what_remains_of_it(ana):
    order = an_order_delivered(owner=ana)
    take_back(order, by=ana, lines=of_first_line(order, 1), reason="Broken")

    page = at_the_screen(ana).get(f"/orders/{order.pk}/do/change_order/").text

    told = re.findall(
        r'data-label="(Ordered|Delivered|Given back|Remains|New quantity)">(?:<input[^>]* value=")?(\d+)', page
    )
    assert told == [("Ordered", "2"), ("Delivered", "2"), ("Given back", "1"), ("Remains", "1"), ("New quantity", "1")]


def test_a_change_can_add_a_line(ana):
    order = an_order_under_way(owner=ana)
    more = [{"description": "Engraving", "quantity": "2", "list_price": "10", "tax_rate": "6"}]

    change_order(order, by=ana, more=json.dumps(more))

    assert [one.description for one in balance.standing_lines(order)] == ["紫砂壶", "Engraving"]
    assert owed(order) == Decimal(780)
    with refused("Nothing would change."):
        change_order(order, by=ana, lines=of_first_line(order, 2))


def test_cancelling_takes_back_what_is_open(ana):
    untouched, begun = an_order_under_way(owner=ana), an_order_under_way(owner=ana)
    deliver(begun, by=ana, lines=of_first_line(begun, 1))

    cancel(untouched, by=ana, reason="He moved.")
    cancel(begun, by=ana, reason="He moved.")

    assert [(one.fresh().status, owed(one)) for one in (untouched, begun)] == [("cancelled", 0), ("delivered", 380)]
    with refused("Nothing of this order is to be delivered any more."):
        deliver(untouched, by=ana, lines=of_first_line(untouched, 1))


def test_a_delivery_that_never_left_is_open_again(ana):
    order = an_order_delivered(owner=ana)
    delivery = order.deliveries.get()

    withdraw(delivery, by=ana, reason="It never left.")

    assert (standing(order), order.fresh().status) == ((2, 0, 0, 0, 2), "open")
    with refused("This delivery was withdrawn already."):
        withdraw(delivery, by=ana, reason="It never left.")


def test_a_delivery_that_came_back_is_not_withdrawn(ana):
    order = an_order_delivered(owner=ana)
    take_back(order, by=ana, lines=of_first_line(order, 1))

    with refused("came back already"):
        withdraw(order.deliveries.get(), by=ana, reason="It never left.")


def test_an_imported_order_stays_as_it_is(ana):
    order = an_order(owner=ana)

    with refused("Only an order that was made here"):
        change_order(order, by=ana, lines=of_first_line(order, 1))
    with refused("Nothing of this order is to be delivered any more."):
        deliver(order, by=ana, lines=of_first_line(order, 1))


def test_goods_are_not_delivered_tomorrow(ana):
    order = an_order_under_way(owner=ana)

    with refused("between the day of the order and today"):
        deliver(order, by=ana, lines=of_first_line(order, 1), on=date(2099, 1, 1))


ACTS = {"deliver": deliver, "take_back": take_back, "change": change_order}
histories = st.lists(
    st.tuples(st.sampled_from(sorted(ACTS)), st.decimals(min_value=0, max_value=6, places=1)), max_size=10
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories)
def test_whatever_happens_nothing_is_delivered_that_is_not_open_and_the_ledger_agrees(ana, history):
    with transaction.atomic():
        order = an_order_under_way(owner=ana, list_price="33.335", quantity=3)
        for act, quantity in history:
            try:
                with transaction.atomic():
                    ACTS[act](order, by=ana, lines=of_first_line(order, str(quantity)))
            except Refusal:
                continue
        [one] = balance.standing_lines(order)
        assert 0 <= one.returned <= one.delivered <= one.ordered + one.changed
        assert one.open == one.ordered + one.changed - one.delivered
        assert owed(order) == one.amount == (one.wanted * Decimal("33.335")).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        assert order.fresh().status == ("open" if one.open else "delivered")
        transaction.set_rollback(True)
