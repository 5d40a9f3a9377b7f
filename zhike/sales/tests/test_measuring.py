"""What is taken off a quote, and where that share comes from: the price of the price lists beside the typed one."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import (
    a_bundle,
    a_customer,
    a_limit,
    a_price,
    a_price_list,
    a_product,
    a_quote,
    a_rate,
    a_rule_of_approval,
    a_standing,
)
from zhike.approvals import actions as approvals
from zhike.approvals import asking
from zhike.approvals.models import Approval
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import refused
from zhike.sales import approval, contents, offers
from zhike.sales.actions import accept, make_order, send, write_lines
from zhike.sales.agreeing import discount_of, excess, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def limits(ada):
    """Staff may give five per cent; from five per cent on somebody has to agree."""
    a_limit(category="", percent=Decimal(5), margin=None)
    a_rule_of_approval(noun="sales.quote", from_amount=None, from_discount=Decimal(5))


def line(product, quantity="1", **typed):
    return {"product": product.pk, "quantity": quantity, "tax_rate": "13"} | typed


def quoted(by, *lines, discount=Decimal(0), **fields):
    quote = a_quote(owner=by, **fields)
    write_lines(quote, by=by, lines=json.dumps(lines), discount=discount)
    return quote.fresh()


def test_who_is_asked_reads_where_the_share_comes_from(limits, ana, ada):
    quote = quoted(ana, line(a_product(), list_price="285"), line(a_product(price=Decimal(20)), list_price="25"))
    approval.ask(quote, by=ana)

    page = at_the_screen(ada).get(f"/approvals/{Approval.objects.get().pk}/").text

    assert "price lists ¥380.00" in page
    assert "Measured by the price lists, ¥380.00: a discount of 25 %" in page
    assert "The price lists say ¥20.00; the discount counts from the list price." in page
    assert "¥405.00 by the price lists, ¥310.00 asked." in page
    assert f"{Approval.objects.get().discount.normalize()}%" == "23.46%" in page


def test_so_does_who_wrote_it_and_sees_the_same_while_typing(limits, ana):
    kettle = a_product()
    quote = quoted(ana, line(kettle, list_price="285"))
    typed = {"act": "reckon", "discount": "10"} | {f"line-{k}": v for k, v in line(kettle, list_price="285").items()}
    typed |= {"line-description": "", "line-unit": "", "line-discount": "0", "line-part": "included"}
    screen = at_the_screen(ana)

    page = screen.get(f"/quotes/{quote.pk}/").text
    reckoned = screen.post(f"/quotes/{quote.pk}/do/write_lines/", typed, headers={"HX-Request": "true"}).text

    assert "Measured by the price lists, ¥380.00: a discount of 25 %" in page
    assert "a discount of 25.00 % is more than the 5.00 % you may give. Its price on the price lists is" in page
    assert "Measured by the price lists, ¥380.00: a discount of 32.5 %" in reckoned
    assert "a discount of 32.50 % is more than the 5.00 % you may give." in reckoned


def test_the_customer_is_told_no_price_of_ours(client, ana):
    quote = quoted(ana, line(a_product(), list_price="285"), language="en")
    send(quote, by=ana)

    page = client.get(offers.address(quote.offers.get())).text

    assert quote.lines.get().on_lists == 380
    assert "¥285.00" in page
    assert "380" not in page
    assert "380" not in json.dumps(contents.of_quote(quote.fresh()))


def test_nor_is_it_in_the_order_that_comes_of_the_quote(ana):
    quote = quoted(ana, line(a_product(), list_price="285"))
    send(quote, by=ana)
    accept(quote.fresh(), by=ana)

    make_order(quote.fresh(), by=ana)

    order = quote.orders.get()
    assert order.lines.get().list_price == 285
    assert "380" not in json.dumps(contents.of_order(order, language="en", on=order.placed_on)["lines"])


def test_what_was_asked_about_is_judged_by_the_prices_of_then(limits, ana, ada):
    kettle = a_product()
    quote = quoted(ana, line(kettle, discount="8"))
    approval.ask(quote, by=ana)
    kettle.price = Decimal(760)
    kettle.save()

    approvals.agree(Approval.objects.get(), by=ada)
    send(quote.fresh(), by=ana)

    assert (quote.fresh().status, discount_of(quote.fresh())) == ("sent", 8)
    assert "price lists ¥760.00" not in at_the_screen(ana).get(f"/quotes/{quote.pk}/").text


def test_a_share_is_that_of_the_alternative_that_takes_most_off_with_all_options(ana):
    kettle, cup = a_product(), a_product(price=Decimal(20))
    some = [line(kettle, part="a"), line(kettle, "2", part="b", discount="10")]
    some += [line(cup, part="optional", list_price="15"), line(cup, "3", part="alternative", list_price="1")]

    found = shown(quoted(ana, *some), by=ana)

    assert found["taken"][:4] == (Decimal("10.38"), 780, 699, "B")
    assert found["most"] == (699, "B", True)
    assert [one.taken for one in found["lines"]] == [0, 10, 25, 95]


@pytest.mark.parametrize(
    ("said", "price"),
    [
        ({}, 380),
        ({"channel": "出口"}, 300),
        ({"tier": "gold"}, 350),
        ({"kind": "channel"}, 330),
        ({"quantity": "20", "tier": "gold"}, 320),
        ({"tier": "gold", "currency": "USD"}, 45),
    ],
)
def test_the_lists_of_tier_channel_amount_and_currency_are_what_counts(clock, ana, said, price):
    kettle, bundle = a_product(cost=None), a_bundle(cost=None, bundle="sum")
    bundle.parts.create(product=kettle, quantity=2)
    a_rate(from_currency="CNY", to_currency="USD", day=date(2026, 3, 1), rate=Decimal("0.1"))
    for fields, amount in (
        ({"channel": "出口"}, 300),
        ({"channel": "channel"}, 330),
        ({"tiers": "gold", "priority": 2}, 350),
        ({"tiers": "gold", "priority": 3, "currency": "USD"}, 45),
    ):
        listed = a_price_list(**{"tiers": "", "channel": "", "priority": 1} | fields)
        a_price(price_list=listed, product=kettle, price=Decimal(amount))
        if amount == 350:
            a_price(price_list=listed, product=kettle, price=Decimal(320), from_quantity=20)
    customer = a_customer(owner=ana, kind=said.get("kind", "enterprise"))
    if tier := said.get("tier"):
        a_standing(customer, "tier", tier)
    quantity, told = said.get("quantity", "1"), {key: said[key] for key in ("channel", "currency") if key in said}
    some = [line(one, quantity, list_price="1") for one in (kettle, bundle)]

    found = shown(quoted(ana, *some, customer=customer, **told), by=ana)

    assert [one.on_lists for one in found["lines"]] == [price, 2 * price]


def test_a_product_without_a_rate_hides_no_other(clock, limits, ana):
    listed = a_price_list(tiers="", channel="", currency="USD")
    kettle = a_price(price_list=listed, price=Decimal(50)).product
    some = line(a_product(cost=None), list_price="9"), line(kettle, list_price="25")

    quote = quoted(ana, *some, currency="USD")

    assert [one.on_lists for one in shown(quote, by=ana)["lines"]] == [None, 50]
    assert "a discount of 50.00 % is more than the 5.00 % you may give." in excess(quote, by=ana)


def test_rates_that_move_on_are_no_reason_to_ask_again(limits, ana, ada, clock):
    a_rate(day=date(2026, 3, 1), rate=Decimal(7))
    a_rate(day=date(2026, 3, 13), rate=Decimal(8))
    quote = quoted(ana, line(a_product(), list_price="380", discount="10"), currency="USD")
    approval.ask(quote, by=ana)
    clock.shift(timedelta(days=2))

    approvals.agree(Approval.objects.get(), by=ada)
    send(quote.fresh(), by=ana)

    assert (quote.fresh().status, asking.state_of(quote.fresh())) == ("sent", "granted")


def test_what_no_rule_lets_anybody_agree_to_is_sent_by_somebody_who_may_give_more(ana, ada):
    a_limit(category="", percent=Decimal(5), margin=None)
    quote = quoted(ana, line(a_product(), discount="8"))
    sentence = "Give less, or have it sent by somebody who may give more."

    page = at_the_screen(ana).get(f"/quotes/{quote.pk}/").text
    with refused(f"a discount of 8.00 % is more than the 5.00 % you may give. {sentence}"):
        send(quote, by=ana)

    assert "More than you may give" in page
    assert sentence in page
    assert "Ask for approval" not in page
    send(quote.fresh(), by=ada)
    assert quote.fresh().status == "sent"


def test_what_is_given_away_has_to_be_agreed_to_as_well(limits, ana):
    quote = quoted(ana, line(a_product(), discount="100"))

    page = at_the_screen(ana).get(f"/quotes/{quote.pk}/").text

    assert "a discount of 100.00 % is more than the 5.00 % you may give." in page
    assert "Ask for approval" in page


def test_a_rule_says_with_which_figures_it_asks(ana, ada):
    a_rule_of_approval(noun="sales.quote", from_amount=None, from_discount=Decimal(5))
    quote = quoted(ana, line(a_product(), list_price="342"))

    page = at_the_screen(ana).get(f"/quotes/{quote.pk}/").text

    assert "Its amount of ¥342.00 or its discount of 10.00 % asks for it." in page


def test_many_lines_take_the_queries_of_few(limits, ana):
    kettle = a_product(cost=None)
    few = quoted(ana, line(kettle))
    some = [line(kettle, str(nth), part="b") for nth in range(1, 8)]
    some += [line(a_product(category=f"茶{nth}"), discount="9") for nth in range(8)]
    many = quoted(ana, line(kettle, discount="8", part="a"), *some)

    assert [queries_of(quote, by=ana) for quote in (few, many)] == [13, 13]


def queries_of(quote, *, by):
    screen = at_the_screen(by)
    screen.get(f"/quotes/{quote.pk}/")
    with CaptureQueriesContext(connection) as queries:
        screen.get(f"/quotes/{quote.pk}/")
    return len(queries)
