"""Papers belong together: an order to its contract, a quote to its deal; and a program is told what was made."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.cast import a_contract, a_customer, a_deal, a_quote, an_accepted_quote, an_order
from zhike.kit import writing
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.testing.observing import refused
from zhike.sales.actions import make_contract, make_order
from zhike.sales.models import Order
from zhike.sales.panels.contracts import around

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_an_order_made_after_the_contract_of_its_quote_is_made_under_it(ana):
    quote = an_accepted_quote(owner=ana)
    contract = make_contract(quote, by=ana).made

    order = make_order(quote, by=ana).made

    assert order.contract == contract


def test_an_order_is_made_under_a_contract_that_holds_for_many(ana):
    quote = an_accepted_quote(owner=ana)
    framework = a_contract(owner=ana, customer=quote.customer, status="active")

    assert make_order(quote, by=ana, contract=framework).made.contract == framework


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"currency": "USD"}, "This contract is of another customer or in another currency."),
        ({"customer": None}, "This contract is of another customer or in another currency."),
        ({"status": "ended"}, "This contract has ended."),
    ],
)
def test_a_contract_that_does_not_fit_takes_no_order(ana, fields, sentence):
    quote = an_accepted_quote(owner=ana)
    told = {"customer": quote.customer, "status": "active"} | fields
    contract = a_contract(owner=ana, **told | {"customer": told["customer"] or a_customer(owner=ana)})

    with refused(sentence):
        make_order(quote, by=ana, contract=contract)

    assert list(Order.objects.filter(quote=quote)) == []


def test_an_order_is_not_promised_for_a_day_that_is_over(ana):
    quote, yesterday = an_accepted_quote(owner=ana), timezone.localdate() - timedelta(days=1)

    with refused("The day to deliver by is over already."):
        make_order(quote, by=ana, deliver_by=yesterday)


def test_what_was_ordered_under_a_contract_counts_every_order(ana):
    contract = a_contract(owner=ana, status="active")
    for _each in range(13):
        an_order(customer=contract.customer, contract=contract)
    an_order(customer=contract.customer, contract=contract, currency="USD")

    assert around(contract, by=ana)["ordered"] == 13 * 760


def test_a_quote_is_not_about_the_deal_of_somebody_else(ana):
    quote = a_quote(owner=ana)

    with pytest.raises(ValidationError, match="This deal is of another customer."):
        writing.change(quote, by=ana, values={"deal": a_deal(owner=ana)})


def test_the_page_of_a_deal_shows_its_papers_and_begins_a_quote(ana):
    deal = a_deal(owner=ana)
    quote = a_quote(owner=ana, customer=deal.customer, deal=deal)

    page = at_the_screen(ana).get(f"/deals/{deal.pk}/", HTTP_HX_REQUEST="true").text
    begun = at_the_screen(ana).get(f"/quotes/new/?deal={deal.pk}&customer={deal.customer.pk}&title={deal.name}").text

    assert quote.number in page
    assert f"/quotes/new/?deal={deal.pk}&amp;customer={deal.customer_id}&amp;currency=CNY" in page
    assert f'value="{deal.name}"' in begun


def test_a_program_is_told_where_what_it_made_is(ana):
    quote = an_accepted_quote(owner=ana, issued_on=date(2026, 3, 2))

    answer = Program(ana).post(f"/quotes/{quote.pk}/make_order", {})

    order = Order.objects.get(quote=quote)
    assert (answer.status_code, answer.headers["Location"]) == (200, f"/api/v1/orders/{order.pk}")
    assert answer.json()["id"] == quote.pk
    found = Program(ana).get("/orders", filter=f'{{"field": "quote", "op": "in", "values": [{quote.pk}]}}').json()
    assert [one["id"] for one in found["items"]] == [order.pk]
