"""Orders in other currencies count at what they were worth on their day, or not at all; a load says how many do not."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

import pyarrow.parquet as pq
import pytest
from django.http import QueryDict
from django.utils import translation

from tests.cast import a_customer, a_product, a_rate, an_order
from zhike.catalog.currencies import rate
from zhike.customers.models import Standing
from zhike.insight import warehouse
from zhike.insight.computing import compute
from zhike.insight.cubes import paging
from zhike.insight.cubes.tests.cast import ask, built, numbers
from zhike.insight.cubes.wording import certificate
from zhike.insight.models import Run
from zhike.insight.saying import saying
from zhike.kit import filters
from zhike.kit.registry import entity_of
from zhike.kit.surfaces.query import Query
from zhike.sales.models import Kind, Order, OrderLine

pytestmark = pytest.mark.django_db
MARCH, APRIL = date(2026, 3, 2), date(2026, 4, 2)


@pytest.fixture(autouse=True)
def rates(settings, tmp_path):
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"
    a_rate(from_currency="USD", to_currency="CNY", day=date(2026, 3, 1), rate=Decimal("7.1"))
    a_rate(from_currency="USD", to_currency="CNY", day=date(2026, 4, 1), rate=Decimal("7.3"))


def held(fact, *columns):
    manifest = warehouse.load()
    return [tuple(row[name] for name in columns) for row in pq.read_table(manifest.files(fact)).to_pylist()]


def abroad(**fields):
    """A sale of a hundred dollars' worth, which cost twenty dollars, as a shop abroad exports it."""
    product = a_product(price=Decimal(50), cost=Decimal(10))
    return an_order(product=product, **{"currency": "USD", "placed_on": MARCH} | fields)


def test_an_order_counts_at_the_rate_of_its_day():
    abroad()
    abroad(placed_on=APRIL)

    assert sorted(held("orders", "gross", "net", "margin")) == [(710, 710, 568), (730, 730, 584)]
    assert sorted(held("order_lines", "amount")) == [(710,), (730,)]
    assert sorted(held("costs", "cost")) == [(142,), (146,)]
    assert all(check.agrees for check in warehouse.verify())


def test_what_gives_an_order_back_counts_at_the_rate_of_that_order():
    sale = abroad()
    abroad(placed_on=APRIL, kind=Kind.RETURN, quantity=-2, amends=sale)

    assert sum(net for (net,) in held("orders", "net")) == 0
    assert held("returns", "amount") == [(-710,)]


def test_a_rate_the_other_way_round_and_a_later_one_count_as_elsewhere():
    a_rate(from_currency="CNY", to_currency="USD", day=date(2026, 3, 2), rate=Decimal("0.125"))
    abroad()

    assert held("orders", "net") == [(800,)]
    assert rate("USD", "CNY", MARCH) == 8


def test_an_order_without_a_rate_is_left_out_and_said_to_be(ada):
    customer = a_customer()
    an_order(customer=customer, placed_on=MARCH)
    left = abroad(customer=customer, currency="GBP")
    abroad(customer=customer, placed_on=date(2026, 2, 1))

    runs = compute(date(2026, 5, 1), by=ada)

    assert held("orders", "net") == [(760,)]
    assert (left.pk, "GBP", 100) in held("unpriced_orders", "order_id", "currency", "total")
    assert OrderLine.objects.count() == 3
    assert Standing.objects.get(customer=customer, kind="net_sales_12m").number == 760
    told_by = [[one["code"] for one in run.warnings] for run in runs if run.status == Run.Status.DONE]
    assert len(told_by) >= 4
    assert {codes.count("orders_without_rate") for codes in told_by} == {1}
    with translation.override("zh-hans"):
        told = next(one for one in runs[0].warnings if one["code"] == "orders_without_rate")
        said = saying(told["sentence"], told["values"])
    assert said == "2 张订单（GBP、USD）未计入：下单当日没有汇率。请补录汇率后重新计算。"


def test_everything_is_as_it_was_once_the_rate_is_known(ada):
    abroad(currency="GBP")
    warehouse.load()

    a_rate(from_currency="GBP", to_currency="CNY", day=MARCH, rate=Decimal(9))

    assert held("orders", "net") == [(900,)]
    assert held("unpriced_orders", "order_id") == []


def test_the_cube_of_sales_counts_what_is_known_and_says_what_is_not(ada):
    customer = a_customer()
    abroad(customer=customer)
    abroad(customer=customer, currency="GBP")

    found = ask("rows=-&columns=-&measures=net,orders&window=all", by=ada, at=built())

    assert (numbers(found, "net"), numbers(found, "orders")) == ({(): 710}, {(): 1})
    assert certificate(found.question, found.store)["left_out"].startswith("1 order (GBP) was left out")


def test_a_cell_opens_the_orders_it_counts_and_none_without_a_rate(ada):
    customer = a_customer(region="华东")
    known = abroad(customer=customer)
    late = abroad(customer=customer, placed_on=APRIL, kind=Kind.RETURN, quantity=-1, amends=known)
    abroad(customer=customer, currency="GBP")
    abroad(customer=customer, placed_on=date(2026, 2, 1))
    found = ask("rows=region&columns=-&measures=net,orders&window=all", by=ada, at=built())
    net, orders = found.question.measures

    links = [paging.address(found, key, one) for key in found.cells for one in (net, orders)]

    assert [sorted(opened(link, by=ada)) for link in links] == [[known.pk, late.pk], [known.pk]] * 2
    assert {order.pk for order in Order.objects.filter(where_rate(ada, "yes"))} == {known.pk, late.pk}
    assert Order.objects.filter(where_rate(ada, "no")).count() == 2


def test_where_every_rate_is_known_no_cell_asks_for_it(ada):
    abroad(customer=a_customer(region="华东"))
    found = ask("rows=region&columns=-&measures=net&window=all", by=ada, at=built())

    assert "has_rate" not in paging.address(found, ("华东",), found.question.main)


def opened(link, *, by):
    """The records that a list shows at an address."""
    query = Query.read(entity_of(Order), QueryDict(urlsplit(link).query), by=by)
    return [order.pk for order in query.found]


def where_rate(by, said):
    entity = entity_of(Order)
    return filters.where(filters.read(f"has_rate = {said}", entity, by=by), entity, by=by)
