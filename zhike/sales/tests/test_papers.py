"""What papers say and how they are drawn; the line editor and the forms of an order."""

from decimal import Decimal

import pytest

from tests.cast import (
    a_delivery,
    a_product,
    a_quote,
    a_role,
    a_sent_quote,
    a_task,
    an_order,
    an_order_under_way,
)
from zhike.kit.testing.acting import at_the_screen
from zhike.sales import contents
from zhike.sales.issuing import said
from zhike.sales.models import FirmProfile
from zhike.sales.papers.drawing import read

pytestmark = pytest.mark.django_db


def typed(quote, **changed):
    """The line of a quote as the form sends it."""
    line = quote.lines.get()
    basics = {"product": line.product_id, "description": line.description, "quantity": "2", "unit": "把"}
    figures = {"list_price": "380", "discount": "0", "tax_rate": "13", "part": "included"}
    return {f"line-{name}": value for name, value in (basics | figures | changed).items()} | {"discount": "0"}


def test_a_paper_says_the_same_whatever_becomes_of_names_and_prices(ana):
    FirmProfile.objects.create(pk=1, name="松风茶业有限公司", name_en="Songfeng Tea")
    quote = a_sent_quote(owner=ana)
    before = said(quote)

    FirmProfile.objects.update(name="Another firm")
    line = quote.lines.get()
    line.product.name, line.product.price = "Another kettle", 1
    line.product.save()

    assert said(quote) == before
    assert (before["firm"]["name"], before["lines"][0]["description"]) == ("松风茶业有限公司", "紫砂壶")


@pytest.mark.parametrize(
    ("language", "firm", "capitals"),
    [("zh-hans", "松风茶业有限公司", "人民币柒佰陆拾元整"), ("en", "Songfeng Tea", None)],
)
def test_figures_and_names_on_paper(ana, language, firm, capitals):
    FirmProfile.objects.create(pk=1, name="松风茶业有限公司", name_en="Songfeng Tea", bank="工商银行", bank_en="ICBC")
    paper = read(contents.of_quote(a_quote(owner=ana, language=language)))

    assert (paper["firm_name"], paper.get("capitals")) == (firm, capitals)
    assert paper["firm_bank"] == ("ICBC" if language == "en" else "工商银行")
    assert [tuple(map(str, one.values()))[:3] for one in paper["taxes"]] == [("13", "672.57", "87.43")]


def test_every_kind_of_paper_is_drawn(ana):
    browser, delivery = at_the_screen(ana), a_delivery(owner=ana)
    places = [f"/deliveries/{delivery.pk}/", f"/orders/{delivery.order_id}/", f"/quotes/{delivery.order.quote_id}/"]

    for place in places:
        answer = browser.get(f"{place}paper.pdf")
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")


def test_an_order_that_was_imported_and_what_is_no_paper_have_none(ana):
    order, task = an_order(owner=ana), a_task(owner=ana)

    places = [f"/orders/{order.pk}/paper.pdf", f"/tasks/{task.pk}/paper.pdf"]

    assert [at_the_screen(ana).get(place).status_code for place in places] == [404, 404]


def test_nobody_reads_papers_of_others(ana, bo):
    quote = a_sent_quote(owner=ana)

    pages = [at_the_screen(bo).get(f"/quotes/{quote.pk}/{page}") for page in ("paper.pdf", "versions/")]

    assert [page.status_code for page in pages] == [404, 404]


def test_the_editor_reckons_without_saving(ana):
    quote = a_quote(owner=ana)
    place = f"/quotes/{quote.pk}/do/write_lines/"

    answer = at_the_screen(ana).post(
        place, typed(quote, quantity="5") | {"act": "reckon"}, headers={"HX-Request": "true"}
    )

    assert "¥1,900.00" in answer.text
    assert quote.fresh().gross == 760


def test_the_editor_adds_a_product_at_its_price_and_takes_lines_out(ana):
    quote, cup = a_quote(owner=ana), a_product(name="闻香杯", price=45)
    browser, place = at_the_screen(ana), f"/quotes/{quote.pk}/do/write_lines/"

    added = browser.post(place, typed(quote) | {"act": "add", "add": f"闻香杯 #{cup.pk}"})
    dropped = browser.post(place, typed(quote) | {"act": "drop-0"})

    assert 'value="45"' in added.text
    assert 'name="line-quantity"' not in dropped.text


def test_what_was_typed_stays_where_it_is_refused(ana):
    quote = a_quote(owner=ana)

    answer = at_the_screen(ana).post(
        f"/quotes/{quote.pk}/do/write_lines/", typed(quote, quantity="many", description="My words") | {"act": "save"}
    )

    assert answer.status_code == 422
    assert [part for part in ('value="many"', 'value="My words"') if part not in answer.text] == []
    assert "“many” is not a number." in answer.text


def test_an_order_is_delivered_from_its_page(ana):
    order = an_order_under_way(owner=ana)
    key, browser = order.lines.get().pk, at_the_screen(ana)

    too_much = browser.post(f"/orders/{order.pk}/do/deliver/", {f"line-{key}": "3"})
    done = browser.post(f"/orders/{order.pk}/do/deliver/", {f"line-{key}": "1", "carrier": "顺丰", "on": ""})

    assert (too_much.status_code, done.status_code) == (422, 302)
    assert "only 2 is open" in too_much.text
    assert order.deliveries.get().carrier == "顺丰"


def test_the_versions_stand_side_by_side(ana):
    quote = a_sent_quote(owner=ana)
    at_the_screen(ana).post(f"/quotes/{quote.pk}/do/new_version/")
    draft = quote.later.get()
    at_the_screen(ana).post(f"/quotes/{draft.pk}/do/write_lines/", typed(draft, quantity="7") | {"act": "save"})

    page = at_the_screen(ana).get(f"/quotes/{draft.pk}/versions/").text

    assert page.count('class="n changed"') == 1
    assert "¥2,660.00" in page


def test_the_versions_tell_what_is_below_the_price_lists(ana):
    quote = a_sent_quote(owner=ana, product=a_product(price=Decimal(380)), list_price="380")
    at_the_screen(ana).post(f"/quotes/{quote.pk}/do/new_version/")
    draft = quote.later.get()
    at_the_screen(ana).post(f"/quotes/{draft.pk}/do/write_lines/", typed(draft, list_price="285") | {"act": "save"})
    address, told = f"/quotes/{draft.pk}/versions/", "25% below the price lists, ¥380.00"

    page = at_the_screen(ana).get(address).text
    a_role(ana, fields={"products": {"price": "hidden"}})
    covered = at_the_screen(ana).get(address).text

    assert (page.count(told), page.count('class="n changed"'), page.count("<div>25%<br>")) == (1, 1, 1)
    assert ("285" in covered, "380.00 by the price lists" in covered, told in covered) == (True, False, False)
