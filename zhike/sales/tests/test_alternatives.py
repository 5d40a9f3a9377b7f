"""Alternatives: one of several groups of lines counts, the first until the customer has chosen another."""

import json
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cast import a_limit, a_product, a_quote
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import refused
from zhike.sales import offers, options
from zhike.sales.actions import accept, choose, make_order, new_version, send, write_lines
from zhike.sales.agreeing import amount_of, discount_of
from zhike.sales.issuing import said
from zhike.sales.models import QuoteLine
from zhike.sales.papers.drawing import drawn, read

YES = {"answer": "yes", "signed_by": "王建平", "agreed": "on"}
LINES = (
    ("Kettle", "100", "0", "included"),
    ("Green tea", "200", "0", "a"),
    ("Black tea", "300", "0", "b"),
    ("Caddy", "50", "20", "B"),
    ("Tray", "30", "0", "optional"),
)


def lines(*some):
    names = ("description", "list_price", "discount", "part")
    return json.dumps([dict(zip(names, one, strict=True)) | {"quantity": "1", "tax_rate": "0"} for one in some])


@pytest.fixture
def quote(ana):
    """A kettle for 100 with green tea for 200, or with black tea and a caddy for 340; if wanted a tray for 30."""
    quote = a_quote(owner=ana, language="en")
    write_lines(quote, by=ana, lines=lines(*LINES))
    send(quote, by=ana)
    return quote.fresh()


@pytest.fixture
def address(quote):
    return offers.address(quote.offers.get())


@pytest.mark.parametrize(
    ("letter", "taken", "gross"), [("", [], "300"), ("a", [], "300"), ("b", [], "440"), ("b", [4], "441")]
)
def test_the_sums_hold_one_alternative_and_no_other(letter, taken, gross):
    told = (("included", "100"), ("a", "200"), ("b", "340"), ("optional", "1"))
    content = {"currency": "CNY", "lines": []}
    for place, (part, net) in enumerate(told, 1):
        line = {"position": place, "part": part, "net": net, "tax": "0", "tax_rate": "0", "chosen": part == "a"}
        content["lines"].append(line)

    found = options.taking(content, taken, letter)

    assert (options.alternatives(content), options.alternative(found)) == (["a", "b"], letter or "a")
    assert (found["gross"], options.chosen(found)) == (gross, set(taken))


PARTS = ("included", "optional", "a", "b", "c", "alternative")
figures = st.tuples(st.sampled_from(PARTS), st.integers(0, 10**7), st.sampled_from([0, 6, 13]))


@settings(max_examples=400, deadline=None)
@given(st.lists(figures, min_size=1, max_size=12), st.sets(st.integers(1, 12)), st.sampled_from(("", "a", "b", "c")))
def test_whatever_is_taken_a_quote_comes_to_the_sum_of_what_counts(told, taken, letter):
    made = [QuoteLine(part=part, net=Decimal(cents) / 100, tax=Decimal(rate)) for part, cents, rate in told]
    options.count_first(made)
    rows = [
        {"position": place, "part": one.part, "net": f"{one.net}", "tax": f"{one.tax}", "tax_rate": f"{one.tax}"}
        | {"chosen": one.chosen, "quantity": "1", "unit_price": "1", "amount": f"{one.net + one.tax}"}
        for place, one in enumerate(made, 1)
    ]
    content = {"kind": "quote", "language": "en", "currency": "CNY", "lines": rows, "firm": {"name": "", "name_en": ""}}
    content["firm"] |= {"address": "", "address_en": "", "bank": ""}
    letter = letter if letter in options.alternatives(content) else ""

    found = options.taking(content, taken, letter)

    counted = [one for one in found["lines"] if one["part"] == "included" or one["chosen"]]
    assert Decimal(found["gross"]) == sum(Decimal(one["amount"]) for one in counted)
    assert sum(Decimal(tax["gross"]) for tax in found["taxes"]) == Decimal(found["gross"])
    offered = options.alternatives(content)
    assert {one["part"] for one in counted} & set(options.ALTERNATIVES) == set(
        [letter or offered[0]] if offered else []
    )
    paper = read(found)
    assert [one["position"] for one in paper["counted"]] == [one["position"] for one in counted]
    assert len(paper["counted"]) + len(paper["others"]) == len(rows)
    assert [one["with"]["gross"] for one in paper["alternatives"]] == [
        Decimal(options.taking(content, taken, one)["gross"]) for one in offered
    ]


@pytest.mark.django_db
def test_the_first_counts_until_another_is_chosen(quote):
    assert quote.gross == Decimal(300)
    assert [line.chosen for line in quote.lines.order_by("position")] == [False, True, False, False, False]
    assert amount_of(quote) == Decimal(470)  # who has to agree is asked about the dearest of all that may be taken
    assert discount_of(quote) == Decimal("2.08")  # and about the deepest discount: 10 of 480


@pytest.mark.django_db
def test_one_alternative_alone_is_not_offered(ana):
    quote = a_quote(owner=ana)
    write_lines(quote, by=ana, lines=lines(*LINES[:2]))

    with refused("There is one alternative only"):
        send(quote, by=ana)


@pytest.mark.django_db
def test_the_customer_chooses_one_and_the_order_holds_it(ana, client, quote, address):
    page = client.get(address).text
    assert (page.count('name="alternative"'), page.count('value="a" form="answer" checked')) == (2, 1)

    reckoned = client.post(address, {"answer": "reckon", "alternative": "b", "take": ["5"]}).text
    assert "<strong>¥470.00</strong>" in reckoned
    assert quote.fresh().gross == Decimal(300)
    client.post(address, YES | {"alternative": "b"})

    accepted = quote.fresh()
    assert (accepted.status, accepted.gross, said(quote)["gross"]) == ("accepted", Decimal(440), "440")
    make_order(accepted, by=ana)
    order = quote.orders.get()
    assert [str(line) for line in order.lines.order_by("position")] == ["Kettle", "Black tea", "Caddy"]
    assert "¥440.00" in client.get(address).text


@pytest.mark.django_db
def test_an_alternative_that_was_not_offered_changes_nothing(client, quote, address):
    client.post(address, YES | {"alternative": "c"})

    assert (quote.fresh().status, quote.fresh().gross) == ("accepted", Decimal(300))


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("en", "With alternative B"), ("zh-hans", "选方案 B")])
def test_the_paper_adds_up_each_alternative_for_itself(quote, language, words):
    content = said(quote) | {"language": language}
    paper = read(content)

    assert paper["is_undecided"]
    assert [line["description"] for line in paper["counted"]] == ["Kettle"]
    assert [(one["letter"], one["with"]["gross"], one["with"]["saved"]) for one in paper["alternatives"]] == [
        ("A", Decimal(300), 0),
        ("B", Decimal(440), Decimal(10)),
    ]
    assert [line["description"] for line in paper["others"]] == ["Tray"]
    assert drawn(content).startswith(b"%PDF")
    decided = read(options.taking(content, [], "b"))
    assert not decided["is_undecided"]
    assert [line["description"] for line in decided["others"]] == ["Green tea", "Tray"]


@pytest.mark.django_db
def test_we_choose_by_letter_or_on_a_form_when_the_customer_calls(ana, client, quote):
    with refused("no alternative C"):
        choose(quote, by=ana, alternative="C")
    choose(quote, by=ana, alternative="B")
    choose(quote.fresh(), by=ana, lines="5")
    assert quote.fresh().gross == Decimal(470)

    browser, address = at_the_screen(ana), f"/quotes/{quote.pk}/do/accept/"
    asked = browser.post(address).text
    assert re.findall(r'name="(\w+)" value="(\w+)"[^>]* checked', asked) == [("alternative", "b"), ("take", "5")]
    assert quote.fresh().status == "sent"
    browser.post(address, {"answer": "yes", "alternative": "a"})

    assert (quote.fresh().status, quote.fresh().gross) == ("accepted", Decimal(300))


@pytest.mark.django_db
def test_a_quote_that_leaves_nothing_open_is_accepted_at_once(ana):
    quote = a_quote(owner=ana)
    send(quote, by=ana)

    at_the_screen(ana).post(f"/quotes/{quote.pk}/do/accept/")

    assert quote.fresh().status == "accepted"


@pytest.mark.django_db
def test_the_form_of_choosing_leaves_the_quote_open(ana, quote):
    browser = at_the_screen(ana)

    browser.post(f"/quotes/{quote.pk}/do/choose/", {"answer": "yes", "alternative": "b", "take": ["5", "2"]})

    assert (quote.fresh().status, quote.fresh().gross) == ("sent", Decimal(470))
    assert "Alternative B" in browser.get(f"/quotes/{quote.pk}/").text
    accept(quote.fresh(), by=ana)
    refusal = browser.post(f"/quotes/{quote.pk}/do/choose/", {"answer": "yes", "alternative": "a"}, follow=True)
    assert "not answered yet" in refusal.text
    assert quote.fresh().gross == Decimal(470)


@pytest.mark.django_db
def test_a_new_version_begins_with_the_first_again(ana, quote):
    choose(quote, by=ana, alternative="b")

    new_version(quote.fresh(), by=ana)

    assert quote.later.get().gross == Decimal(300)


@pytest.mark.django_db
def test_the_discount_of_an_alternative_needs_the_same_consent(ana):
    product, quote = a_product(), a_quote(owner=ana)
    a_limit(role="staff", category=product.category, percent=Decimal(10), margin=None)
    cheap = {"product": product.pk, "quantity": "1", "list_price": "380", "discount": "90", "part": "b"}
    write_lines(quote, by=ana, lines=json.dumps([{"description": "Cups", "quantity": "1", "part": "a"}, cheap]))

    with refused("Give less, or have it sent by somebody who may give more."):
        send(quote, by=ana)


@pytest.mark.django_db
def test_the_form_of_a_quote_without_choices_asks_for_none(ana):
    quote = a_quote(owner=ana)
    send(quote, by=ana)

    page = at_the_screen(ana).get(f"/quotes/{quote.pk}/do/accept/").text

    assert ("紫砂壶" in page, "Tick what the customer takes" in page, "Update the total" in page) == (
        True,
        False,
        False,
    )
