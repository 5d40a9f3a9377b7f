"""Prices of the lists on quotes: what is not said, what is typed lower, and by which channel it is sold."""

import json
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from tests.cast import a_deal, a_limit, a_price, a_price_list, a_product, a_quote, a_rule_of_approval, a_tax_rate
from tests.cast import an_order_under_way as under_way
from zhike.approvals import asking
from zhike.kit import writing
from zhike.kit.audit.models import Trace
from zhike.kit.testing.observing import refused
from zhike.sales.actions import change_order, decline, new_version, price_anew, send, write_lines
from zhike.sales.agreeing import discount_of
from zhike.sales.models import Order

pytestmark = pytest.mark.django_db
TAUGHT = "紫砂壶: a discount of 50.00 % is more than the 10.00 % you may give."


def write(quote, *lines, by):
    write_lines(quote, by=by, lines=json.dumps(lines))
    return quote.fresh()


def test_what_a_program_does_not_say_of_a_product_the_lists_say(clock, ana):
    a_tax_rate(category="", percent=Decimal(13))
    listed = a_price_list(tiers="", channel="", includes_tax=False)
    kettle = a_price(price_list=listed, price=Decimal(100), from_quantity=10).product

    few = write(a_quote(owner=ana), {"product": kettle.pk, "quantity": "2"}, by=ana).lines.get()
    many = write(a_quote(owner=ana), {"product": kettle.pk, "quantity": "20", "tax_rate": "0"}, by=ana).lines.get()

    assert (few.list_price, few.tax_rate) == (380, 13)
    assert (many.list_price, many.tax_rate) == (113, 0)


@pytest.mark.parametrize("list_price", ["190", "0"])
def test_a_list_price_typed_lower_is_a_discount(ana, list_price):
    kettle = a_product()
    a_limit(category=kettle.category, percent=Decimal(10), margin=None)
    a_rule_of_approval(noun="sales.quote", from_amount=None, from_discount=Decimal(20))
    quote = write(a_quote(owner=ana), {"product": kettle.pk, "quantity": "1", "list_price": list_price}, by=ana)

    with refused("Its price on the price lists is ¥380.00. Ask for approval"):
        send(quote, by=ana)

    assert (quote.fresh().status, asking.needed(quote)) == ("draft", True)
    assert discount_of(quote) == (380 - Decimal(list_price)) * 100 / 380 // Decimal("0.01") * Decimal("0.01")


def test_a_change_of_an_order_keeps_to_the_limit_of_who_makes_it(ana):
    order, kettle = under_way(owner=ana), a_product()
    a_limit(category=kettle.category, percent=Decimal(10), margin=None)
    more = [{"product": kettle.pk, "quantity": "1", "list_price": "380", "discount": "50"}]

    with refused(TAUGHT):
        change_order(order, by=ana, more=json.dumps(more))

    assert list(Order.objects.filter(amends=order)) == []


def test_prices_follow_the_sales_channel_of_the_quote(clock, ana):
    kettle = a_product()
    for channel, price in (("出口", 300), ("电商", 340)):
        a_price(price_list=a_price_list(tiers="", channel=channel), product=kettle, price=Decimal(price))
    quote = a_quote(owner=ana, product=kettle)

    writing.change(quote, by=ana, values={"channel": "出口"})
    anew = price_anew(quote.fresh(), by=ana)

    assert anew.lines.get().list_price == 300
    with pytest.raises(ValidationError, match="No price list in use is for the channel “出囗”. There are: 出口、电商."):
        writing.change(quote.fresh(), by=ana, values={"channel": "出囗"})


def test_a_new_version_belongs_to_the_deal_of_the_first(ana):
    deal = a_deal(owner=ana)
    quote = a_quote(owner=ana, customer=deal.customer, deal=deal)
    send(quote, by=ana)

    draft = new_version(quote.fresh(), by=ana).made

    assert (draft.deal, draft.number, draft.owner) == (deal, f"{quote.number}-V2", ana)


def test_a_declined_quote_keeps_why(ana):
    quote = a_quote(owner=ana)
    send(quote, by=ana)

    decline(quote.fresh(), by=ana, reason=" Too dear. ")

    assert quote.fresh().status == "declined"
    assert Trace.objects.filter(verb="sales.decline").get().changes["reason"] == [None, "Too dear."]


def test_a_currency_is_one_there_is(ana):
    quote = a_quote(owner=ana)

    with pytest.raises(ValidationError, match="cny"):
        writing.change(quote, by=ana, values={"currency": "cny"})
