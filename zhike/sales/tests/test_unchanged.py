"""Two people at the lines of one paper: the second is told, and what was typed stays."""

from decimal import Decimal

import pytest

from tests.cast import a_quote, an_order_under_way
from zhike.kit.testing.acting import at_the_screen
from zhike.sales.balance import standing_lines

pytestmark = pytest.mark.django_db


def typed(quantity, *, version, act="save"):
    line = {"product": "", "description": "刻字", "quantity": quantity, "unit": "", "list_price": "10"}
    told = line | {"discount": "0", "tax_rate": "6", "part": "included"}
    return {f"line-{name}": value for name, value in told.items()} | {"discount": "0", "version": version, "act": act}


def test_lines_of_a_quote_typed_on_an_old_page_overwrite_nothing_until_that_is_meant(ana):
    quote, screen = a_quote(owner=ana), at_the_screen(ana)
    page, opened = f"/quotes/{quote.pk}/do/write_lines/", quote.version
    screen.post(page, typed("5", version=opened))

    late = screen.post(page, typed("7", version=opened))

    assert (late.status_code, quote.fresh().gross) == (422, Decimal(50))
    assert "Somebody changed" in late.text
    assert 'value="7"' in late.text
    screen.post(page, typed("7", version=late.context["version"]))
    assert quote.fresh().gross == 70


def test_reckoning_on_an_old_page_does_not_make_it_new(ana):
    quote, screen = a_quote(owner=ana), at_the_screen(ana)
    page, opened = f"/quotes/{quote.pk}/do/write_lines/", quote.version
    screen.post(page, typed("5", version=opened))

    reckoned = screen.post(page, typed("7", version=opened, act="add"))

    assert reckoned.context["version"] == str(opened)


def test_goods_typed_on_an_old_page_are_not_delivered_twice(ana):
    order, screen = an_order_under_way(owner=ana), at_the_screen(ana)
    line, page = order.lines.first(), f"/orders/{order.pk}/do/deliver/"
    sent = {f"line-{line.pk}": "1", "version": order.version}
    screen.post(page, sent)

    again = screen.post(page, sent)

    assert again.status_code == 422
    assert [one.delivered for one in standing_lines(order)] == [1]
