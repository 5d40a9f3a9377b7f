"""Lists that sealed numbers lead to: found by what the database cannot read, at the price of any other list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import a_contact_point, a_customer
from zhike.kit.search import index
from zhike.kit.testing.acting import at_the_screen

pytestmark = pytest.mark.django_db
MOST = 12  # queries of a list page


def customers_called(number, *, owner, many):
    some = [a_customer(f"茶行 {nth}", owner=owner) for nth in range(many)]
    for customer in some:
        a_contact_point(customer, value=number)
        a_contact_point(customer, value="tea@example.com", medium="mail")
    index(some)


def queries(browser, address):
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(address)
    return [query["sql"] for query in captured.captured_queries], answer.text


@pytest.mark.parametrize("typed", ["13800001234", "1234", "tea@example.com"])
def test_a_list_found_by_what_is_sealed_takes_the_queries_of_any_list(ana, typed):
    browser, address = at_the_screen(ana), f"/customers/?q={typed}"
    customers_called("138 0000 1234", owner=ana, many=60)
    browser.get(address)
    of_sixty, _page = queries(browser, address)

    customers_called("138 0000 1234", owner=ana, many=40)
    of_hundred, told = queries(browser, address)

    assert len(of_sixty) == len(of_hundred) <= MOST
    assert told.count("茶行 ") >= 50
    assert "138 0000" not in told


def test_the_page_of_a_customer_takes_no_query_for_each_number(ana):
    customer, browser = a_customer(owner=ana), at_the_screen(ana)
    address = f"/customers/{customer.pk}/"
    a_contact_point(customer)
    browser.get(address)
    of_one, _page = queries(browser, address)

    for nth in range(10, 40):
        a_contact_point(customer, value=f"138000012{nth}")
    of_many, told = queries(browser, address)

    assert len(of_many) == len(of_one)
    assert told.count('<span class="val">138 **** 12') == 30
