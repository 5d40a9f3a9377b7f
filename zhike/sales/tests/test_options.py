"""Optional lines: the customer ticks which of them they want, totals follow, and the order holds those alone."""

import json
from decimal import Decimal

import pytest

from tests.cast import a_limit, a_product, a_quote
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import refused
from zhike.sales import offers, options
from zhike.sales.actions import accept, choose, make_order, send, write_lines
from zhike.sales.agreeing import amount_of
from zhike.sales.issuing import said
from zhike.sales.papers.drawing import read

YES = {"answer": "yes", "signed_by": "王建平", "agreed": "on"}


def a_content(*lines):
    """A paper with lines of part, net and tax."""
    told = [
        {"position": place, "part": part, "net": net, "tax": tax, "tax_rate": rate}
        for place, (part, net, tax, rate) in enumerate(lines, 1)
    ]
    return {"currency": "CNY", "lines": told}


@pytest.mark.parametrize(
    ("taken", "gross", "tax", "rates"),
    [
        ([], "113", "13", ["13"]),
        ([2], "219", "19", ["13", "6"]),
        ([2, 3], "219.01", "19", ["13", "6", "0"]),
        ([1, 4, 9], "113", "13", ["13"]),
    ],
)
def test_the_sums_follow_what_is_taken_and_what_is_shown_only_never_counts(taken, gross, tax, rates):
    content = a_content(
        ("included", "100", "13", "13"),
        ("optional", "100", "6", "6"),
        ("optional", "0.01", "0", "0"),
        ("alternative", "500", "65", "13"),
    )

    found = options.taking(content, taken)

    assert (found["gross"], found["tax"], [one["rate"] for one in found["taxes"]]) == (gross, tax, rates)
    assert options.chosen(found) == options.places(content) & set(taken)
    assert options.chosen(content) == set()


@pytest.fixture
def quote(ana):
    """Two kettles for 760, and if wanted a tray for 100 or cups for 60."""
    quote = a_quote(owner=ana, language="en")
    own = {"product": quote.lines.get().product_id, "quantity": "2", "list_price": "380", "tax_rate": "13"}
    more = [
        {"description": name, "quantity": "1", "list_price": price, "tax_rate": "13", "part": part}
        for name, price, part in (
            ("Tray", "100", "optional"),
            ("Cups", "60", "optional"),
            ("Urn", "900", "alternative"),
        )
    ]
    write_lines(quote, by=ana, lines=json.dumps([own, *more]))
    send(quote, by=ana)
    return quote.fresh()


@pytest.fixture
def address(quote):
    return offers.address(quote.offers.get())


@pytest.mark.django_db
def test_an_offer_shows_the_options_and_sums_without_them(client, quote, address):
    page = client.get(address).text

    assert (page.count('name="take"'), page.count("checked")) == (2, 0)
    assert "<strong>¥760.00</strong>" in page
    assert "Urn" in page
    assert amount_of(quote) == Decimal(920)  # who has to agree is asked about all that may be taken


@pytest.mark.django_db
def test_the_total_follows_the_ticks_without_an_answer(client, quote, address):
    answer = client.post(address, {"answer": "reckon", "take": ["2", "4", "x"], "signed_by": "王建平"})

    assert (answer.status_code, answer.text.count("checked")) == (200, 1)
    assert "<strong>¥860.00</strong>" in answer.text
    assert "王建平" in answer.text
    assert "Please tick" not in answer.text
    assert (quote.fresh().status, quote.fresh().gross) == ("sent", Decimal(760))


@pytest.mark.django_db
def test_what_was_chosen_is_kept_and_ordered(ana, client, quote, address):
    client.post(address, YES | {"take": ["3"]})

    accepted = quote.fresh()
    assert (accepted.status, accepted.gross, said(quote)["gross"]) == ("accepted", Decimal(820), "820")
    assert [line.chosen for line in accepted.lines.order_by("position")] == [False, False, True, False]
    paper = read(said(quote))
    assert [line["description"] for line in paper["counted"]] == ["紫砂壶", "Cups"]
    assert [line["description"] for line in paper["others"]] == ["Tray", "Urn"]
    assert "¥820.00" in client.get(address).text
    make_order(accepted, by=ana)
    order = quote.orders.get()
    assert ([str(line) for line in order.lines.order_by("position")], order.total) == (["紫砂壶", "Cups"], Decimal(820))


@pytest.mark.django_db
def test_a_yes_without_a_name_keeps_the_ticks(client, quote, address):
    answer = client.post(address, {"answer": "yes", "take": ["2"]})

    assert (answer.status_code, answer.text.count('value="2" form="answer" checked')) == (422, 1)
    assert quote.fresh().gross == Decimal(760)


@pytest.mark.django_db
def test_we_may_choose_for_a_customer_who_said_so(ana, client, quote, address):
    with refused("Line 1 of this quote is not optional"):
        choose(quote, by=ana, lines="1, 2")

    choose(quote, by=ana, lines="2，3")

    assert "<strong>¥920.00</strong>" in client.get(address).text
    choose(quote.fresh(), by=ana, lines="2")
    accept(quote.fresh(), by=ana)
    assert quote.fresh().gross == Decimal(860)
    with refused("not answered yet"):
        choose(quote.fresh(), by=ana, lines="")
    assert "Optional · taken" in at_the_screen(ana).get(f"/quotes/{quote.pk}/").text


@pytest.mark.django_db
def test_the_discount_of_an_option_needs_the_same_consent(ana):
    product, quote = a_product(), a_quote(owner=ana)
    a_limit(role="staff", category=product.category, percent=Decimal(10), margin=None)
    line = {"product": product.pk, "quantity": "1", "list_price": "380", "discount": "90", "part": "optional"}
    write_lines(quote, by=ana, lines=json.dumps([{"description": "Cups", "list_price": "9", "quantity": "1"}, line]))

    with refused("Give less, or have it sent by somebody who may give more."):
        send(quote, by=ana)
