"""A line is added by a few letters of its product: the list to pick from, several that fit, and none."""

import json

import pytest

from tests.cast import a_product, a_quote
from tests.cast import an_order_under_way as under_way
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import refused
from zhike.sales.actions import change_order
from zhike.sales.models import Order

pytestmark = pytest.mark.django_db


@pytest.fixture
def screen(ana):
    return at_the_screen(ana)


def added(screen, quote, words):
    return screen.post(f"/quotes/{quote.pk}/do/write_lines/", {"act": "add", "add": words}).text


def test_products_are_offered_while_their_name_is_typed(screen, ana):
    quote, order = a_quote(owner=ana), under_way(owner=ana)
    a_product(name="龙井·特级")

    for page in (f"/quotes/{quote.pk}/do/write_lines/", f"/orders/{order.pk}/do/change_order/"):
        assert 'hx-get="/products/pick/"' in screen.get(page).text
    assert "龙井·特级 #" in screen.get("/products/pick/", {"add": "longjing"}).text


def test_several_products_are_named_and_one_that_nothing_is_becomes_a_line(screen, ana):
    quote = a_quote(owner=ana)
    for name in ("龙井·特级", "龙井·一级"):
        a_product(name=name)

    assert "“龙井” may be several products: 龙井" in added(screen, quote, "龙井")
    assert "“刻字” is no product, so it became a line of its own." in added(screen, quote, "刻字")


def test_a_change_adds_a_product_at_its_list_price_or_a_line_of_words(screen, ana):
    order, kettle = under_way(owner=ana), a_product(name="白瓷盖碗")
    page = f"/orders/{order.pk}/do/change_order/"

    screen.post(page, {"add": "白瓷盖碗", "add-quantity": "2", "reason": "More."})
    screen.post(page, {"add": "刻字", "add-quantity": "3", "add-list_price": "5", "reason": "More."})

    told = [change.lines.get() for change in Order.objects.filter(amends=order).order_by("pk")]
    assert [(line.product, str(line.description), line.amount) for line in told] == [
        (kettle, "白瓷盖碗", 760),
        (None, "刻字", 15),
    ]


def test_what_was_typed_for_a_further_line_stays_where_it_is_refused(screen, ana):
    order = under_way(owner=ana)
    for name in ("龙井·特级", "龙井·一级"):
        a_product(name=name)

    answer = screen.post(f"/orders/{order.pk}/do/change_order/", {"add": "龙井", "add-quantity": "7", "reason": ""})

    assert answer.status_code == 422
    assert "may be several products" in answer.text
    assert 'value="龙井"' in answer.text
    assert 'name="add-quantity" value="7"' in answer.text
    assert list(Order.objects.filter(amends=order)) == []


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ([{"description": "Box", "quantity": "1"}, {"description": "Bow", "quantity": "0"}],
         "Further line 2: the quantity must be more than nothing."),
        ([{"quantity": "1"}], "Further line 1 names neither a product nor anything else."),
        ("{", "Lines are a JSON list of objects."),
    ],
)  # fmt: skip
def test_a_wrong_further_line_is_told_from_the_lines_of_the_order(more, sentence, ana):
    order = under_way(owner=ana)

    with refused(sentence) as told:
        change_order(order, by=ana, more=more if isinstance(more, str) else json.dumps(more))

    assert told.value.field == "more"
    assert not Order.objects.filter(amends=order).exists()
