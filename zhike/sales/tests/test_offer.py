"""The customer's own page: it shows one quote, takes one answer, and tells nobody anything else."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from tests.cast import a_quote, a_sent_quote
from zhike.kit.audit.models import Trace
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import announced, digest, refused
from zhike.sales import offers
from zhike.sales.actions import decline, new_version, send
from zhike.sales.models import FirmProfile, Offer, Quote

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'"X-CSRFToken": "[^"]+"')
YES = {"answer": "yes", "signed_by": "王建平", "agreed": "on"}


@pytest.fixture
def quote(ana):
    return a_sent_quote(owner=ana, language="en")


@pytest.fixture
def address(quote):
    return offers.address(quote.offers.get())


def test_whoever_has_the_link_reads_the_quote_as_it_was_sent(client, quote, address):
    Quote.objects.filter(pk=quote.pk).update(title="Changed later", note="Ours alone")

    shown = client.get(address)
    paper = client.get(f"{address}paper.pdf")

    assert (shown.status_code, shown.headers["X-Robots-Tag"]) == (200, "noindex, nofollow")
    assert "¥760.00" in shown.text
    assert "Kettles for spring" in shown.text
    assert not {"Changed later", "Ours alone"} & set(shown.text.split(">"))
    assert paper.content.startswith(b"%PDF")


def test_the_page_goes_by_the_name_of_the_firm(clock, client, ana):
    FirmProfile.objects.create(pk=1, name="松风茶业有限公司", name_en="Songfeng Tea")
    there = offers.address(a_sent_quote(owner=ana, language="en").offers.get())

    page = client.get(there).text

    assert "<title>Quotation Q2026-000001 · Songfeng Tea</title>" in page
    assert "Zhike" not in page


def test_a_yes_is_taken_once_and_traced_with_where_it_came_from(client, quote, address):
    answer = client.post(address, YES, REMOTE_ADDR="192.0.2.7")
    again = client.post(address, {"answer": "no"})

    assert (answer.status_code, again.status_code) == (302, 422)
    offer = Offer.objects.get()
    assert (quote.fresh().status, offer.answer) == ("accepted", "yes")
    assert (offer.signed_by, offer.answered_from) == ("王建平", "192.0.2.7")
    entry = Trace.objects.get(verb="sales.accept")
    assert (entry.actor.is_robot, entry.address) == (True, "192.0.2.7")
    assert "sales.quote_accepted" in announced()
    assert "Accepted on" in client.get(address).text


@pytest.mark.parametrize("typed", [{}, {"signed_by": "王建平"}, {"agreed": "on"}, {"signed_by": " ", "agreed": "on"}])
def test_a_yes_needs_a_name_and_a_tick(client, quote, address, typed):
    before = digest()

    answer = client.post(address, {"answer": "yes"} | typed)

    assert answer.status_code == 422
    assert (quote.fresh().status, digest()) == ("sent", before)


def test_a_no_may_say_why(client, quote, address):
    client.post(address, {"answer": "no", "declined_for": "price", "reason": "Too dear."})

    assert (quote.fresh().status, Offer.objects.get().reason) == ("declined", "Too dear.")
    assert quote.fresh().declined_for == "price"


def test_a_no_needs_no_reason_and_takes_none_that_was_not_offered(client, quote, address):
    before = digest()

    wrong = client.post(address, {"answer": "no", "declined_for": "weather"})

    assert (wrong.status_code, quote.fresh().status, digest()) == (422, "sent", before)
    assert client.post(address, {"answer": "no"}).status_code == 302
    assert (quote.fresh().status, quote.fresh().declined_for) == ("declined", "")


def test_the_seller_reads_why_the_customer_declined(ana, client, quote, address):
    shown = client.get(address).text
    client.post(address, {"answer": "no", "declined_for": "other_supplier", "reason": "Nearer to us."})
    screen = at_the_screen(ana)

    page = screen.get(f"/quotes/{quote.pk}/").text

    assert shown.count('name="declined_for"') == 7
    assert "Another supplier" in page
    assert "Nearer to us." in page
    assert screen.get("/quotes/?declined_for=other_supplier").context["count"] == 1
    assert screen.get("/quotes/?declined_for=price").context["count"] == 0


def test_whoever_answers_for_the_customer_says_why_by_a_word_there_is(ana, quote):
    with refused("There is no reason “weather”"):
        decline(quote, by=ana, declined_for="weather")

    decline(quote, by=ana, declined_for="no_need")
    assert quote.fresh().declined_for == "no_need"


def test_what_a_stranger_typed_is_sealed_in_the_database(client, quote, address):
    client.post(address, YES)

    with connection.cursor() as cursor:
        cursor.execute("select signed_by from sales_offer")
        [[raw]] = cursor.fetchall()
    assert "王建平".encode() not in bytes(raw)


@pytest.mark.parametrize("change", [lambda token: token.swapcase(), lambda token: "x" + token, lambda token: "none"])
def test_a_link_that_was_not_given_out_leads_nowhere(client, address, change):
    token = address.strip("/").split("/")[1]

    assert client.get(f"/q/{change(token)}/").status_code == 404
    assert client.get(f"/q/{change(token)}/paper.pdf").status_code == 404


def test_a_link_that_ended_is_told_from_no_wrong_one(ana, client, quote, address):
    decline(quote, by=ana)

    ended, wrong = client.get(address), client.get("/q/none/")

    assert ended.status_code == wrong.status_code == 404
    assert TOKEN.sub("", ended.text) == TOKEN.sub("", wrong.text)
    assert quote.number not in ended.text


def test_a_stranger_gets_no_session_and_a_page_that_runs_and_tells_nothing(client, address):
    script = '"><script>alert(1)</script>'
    answers = [client.get(address), client.get(f"{address}paper.pdf"), client.get("/q/none/")]
    answers.append(client.post(address, {"answer": "yes", "signed_by": script}))

    assert [answer.status_code for answer in answers] == [200, 200, 404, 422]
    assert set(client.cookies) <= {"csrftoken"}
    assert "<script>alert" not in answers[-1].text
    for answer in answers:
        told = answer.headers
        assert (told["X-Robots-Tag"], told["Referrer-Policy"]) == ("noindex, nofollow", "same-origin")
        assert (told["X-Frame-Options"], "no-store" in told["Cache-Control"]) == ("DENY", True)
        assert told["Content-Security-Policy"].startswith("default-src ")


@pytest.mark.parametrize("typed", [{"signed_by": "王建平"}, {"answer": "maybe"}, {"answer": "", "agreed": "on"}])
def test_what_says_neither_yes_nor_no_is_no_answer(client, quote, address, typed):
    before = digest()

    answer = client.post(address, typed)

    assert (answer.status_code, quote.fresh().status) == (422, "sent")
    assert "Please accept or decline." in answer.text
    assert digest() == before


def test_an_answer_takes_a_form_and_no_more(client, quote, address, settings):
    settings.MOST_FROM_STRANGERS = 2000

    assert client.post(address, YES | {"reason": "x" * 3000}).status_code == 413
    assert quote.fresh().status == "sent"


def test_a_link_ends_with_its_quote(ana, client, quote, address):
    other = a_sent_quote(owner=ana)
    elsewhere = offers.address(other.offers.get())

    decline(other, by=ana)
    new_version(quote, by=ana)
    send(Quote.objects.get(of=quote), by=ana)

    assert [client.get(one).status_code for one in (address, elsewhere)] == [404, 404]
    assert client.post(address, YES).status_code == 404
    assert client.get(f"{address}paper.pdf").status_code == 404


def test_a_link_whose_time_is_over_still_shows_and_takes_no_answer(ana, client):
    late = a_sent_quote(owner=ana, valid_until=date(2026, 3, 3), language="en")
    address = offers.address(late.offers.get())

    answer = client.post(address, YES)

    assert answer.status_code == 422
    assert "validity is over" in answer.text
    assert late.fresh().status == "sent"


def test_too_many_looks_from_one_address_are_refused(address, settings):
    settings.OFFER_REQUESTS_PER_MINUTE = 2
    client = Client(REMOTE_ADDR="192.0.2.9")

    assert [client.get(address).status_code for _nth in range(4)][-1] == 429


def test_a_draft_has_no_link(ana):
    assert not Offer.objects.filter(quote=a_quote(owner=ana)).exists()
