"""What a product costs on a day and why; what a bundle holds; taxes; limits of discounts."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import a_bundle, a_limit, a_price, a_price_list, a_product, a_rate, a_role, a_tax_rate
from zhike.catalog import discounts
from zhike.catalog.actions import end_price, reprice
from zhike.catalog.models import BundlePart, PriceItem, StockNote
from zhike.catalog.prices import price_of, prices_of
from zhike.catalog.taxes import tax_percent, taxed
from zhike.exchange.testing.transferring import a_file, bring_in, counts
from zhike.kit.access.models import Role
from zhike.kit.registry import entity_of
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.testing.observing import refused, trace
from zhike.kit.writing import change, create

pytestmark = pytest.mark.django_db
D = Decimal
MARCH = date(2026, 3, 12)
GOLD = {"on": MARCH, "currency": "CNY", "tier": "gold", "channel": "shop"}


def limit_for(person, category="茶具"):
    """What somebody may take off, in percent."""
    return discounts.Limits(person).of(category).percent


def test_a_list_goes_before_the_list_price_and_says_so(kettle):
    a_price(product=kettle, price=D(350), price_list=a_price_list(name="金客户价"))

    price = price_of(kettle, **GOLD)

    assert (price.amount, price.price_list) == (D("350.00"), "金客户价")
    assert price.why == "“金客户价” from 1 on"


def test_without_a_list_it_is_the_list_price_in_the_currency_of_the_firm(kettle):
    assert price_of(kettle, on=MARCH, currency="CNY").amount == D("380.00")
    assert price_of(a_product(price=None), on=MARCH, currency="CNY") is None


def test_or_the_list_price_at_the_rate_of_the_day(kettle):
    a_rate(day=date(2026, 3, 1), rate=D("7.2"))

    price = price_of(kettle, on=MARCH, currency="USD")

    assert (price.amount, price.currency) == (D("52.78"), "USD")
    assert price.why == "list price in CNY at the rate of 0.138889"


def test_where_no_rate_is_known_there_is_a_sentence(kettle):
    with refused("No exchange rate from CNY to USD"):
        price_of(kettle, on=MARCH, currency="USD")


def test_the_prices_of_many_take_the_queries_of_few():
    for_all = a_price_list(tiers="", channel="")
    products = [a_product() for _nth in range(200)]
    for place, product in enumerate(products[:150]):
        a_price(product=product, price_list=for_all, price=D(100 + place))
    bundle = a_bundle((products[0], 2), (products[199], 1), bundle="sum")

    with CaptureQueriesContext(connection) as queries:
        found = prices_of([(one, D(1)) for one in (*products, bundle)], **GOLD)

    assert len(queries) <= 3
    assert [found[products[place].pk, 1].amount for place in (0, 149, 150)] == [100, 249, 380]
    assert found[bundle.pk, 1].amount == 2 * 100 + 380
    assert found[products[7].pk, 1] == price_of(products[7], **GOLD)


def test_a_price_is_followed_by_another_and_stays_to_be_seen(mei, kettle):
    item = a_price(product=kettle, price=D(350))

    reprice(item, by=mei, price=D(360), first_day=date(2026, 4, 1))

    days = (date(2026, 1, 31), date(2026, 2, 1), date(2026, 3, 31), date(2026, 4, 1))
    assert [price_of(kettle, **GOLD | {"on": day}).amount for day in days] == [380, 350, 350, 360]
    assert trace(item) == ["Mei gave this another price"]


def test_a_price_that_ended_gives_way_to_the_next_list(mei, kettle):
    item = a_price(product=kettle, price=D(350))

    end_price(item, by=mei, last_day=date(2026, 3, 11))

    assert price_of(kettle, **GOLD).why == "list price"
    with refused("has its last day already"):
        end_price(item, by=mei, last_day=date(2026, 5, 1))


@pytest.mark.usefixtures("clock")
def test_a_price_that_has_begun_is_not_overwritten(mei, kettle):
    begun = a_price(product=kettle, price=D(350))
    coming = a_price(product=kettle, price_list=begun.price_list, valid_from=date(2026, 4, 1))

    with refused("This price has begun; it is not overwritten"):
        change(begun, by=mei, values={"price": D(1)})
    change(coming, by=mei, values={"price": D(360)})
    change(begun, by=mei, values={"valid_to": date(2026, 3, 31), "note": "Spring."})

    assert list(PriceItem.objects.order_by("pk").values_list("price", "valid_to")) == [
        (350, date(2026, 3, 31)),
        (360, None),
    ]


def test_staff_read_prices_and_write_none(ana, kettle):
    item = a_price(product=kettle)

    with refused("Your role does not allow this"):
        reprice(item, by=ana, price=D(1), first_day=date(2026, 4, 1))
    assert at_the_screen(ana).get(f"/products/{kettle.pk}/price/").status_code == 200


@pytest.mark.usefixtures("clock")
def test_a_page_says_which_list_wins_and_why_the_others_do_not(ana, kettle):
    a_price(product=kettle, price=D(350), price_list=a_price_list(name="金客户价"))
    a_price_list(name="银客户价", tiers="silver")
    a_price_list(name="去年的价", tiers="", channel="", valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31))
    a_price_list(name="空表", tiers="", channel="")

    page = at_the_screen(ana).get(f"/products/{kettle.pk}/price/", {"tier": "gold", "channel": "shop"}).text

    for sentence in ("¥350.00", "gives the price", "for other tiers", "not valid any more", "has no price of this"):
        assert sentence in page
    refusal = at_the_screen(ana).get(f"/products/{kettle.pk}/price/", {"currency": "USD"})
    assert refusal.status_code == 422
    assert "No exchange rate from CNY to USD" in refusal.text


def test_a_bundle_holds_no_bundle_and_only_a_bundle_has_parts(mei, kettle):
    box, other, cup = a_bundle(), a_bundle(), a_product()

    with refused("A bundle cannot hold another bundle"):
        create(BundlePart, by=mei, values={"bundle": box, "product": other, "quantity": D(1)})
    with refused("This product is no bundle"):
        create(BundlePart, by=mei, values={"bundle": kettle, "product": cup, "quantity": D(1)})


def test_stock_comes_by_program_and_never_by_the_form(mei, ana, kettle):
    told = {"product": kettle.pk, "place": "一号仓", "quantity": "40"}

    assert Program(ana).post("/stock-notes/note_stock", told).status_code == 403
    assert Program(mei).post("/stock-notes/note_stock", told).status_code == 201
    assert at_the_screen(mei).get("/stock-notes/new/").status_code == 403
    assert kettle.stock.get().quantity == 40


@pytest.mark.parametrize(
    ("amount", "percent", "includes_tax", "expected"),
    [
        ("113", "13", True, ("100.00", "13.00", "113.00")),
        ("100", "13", False, ("100.00", "13.00", "113.00")),
        ("9.99", "13", True, ("8.84", "1.15", "9.99")),
        ("0.05", "9", False, ("0.05", "0.00", "0.05")),
        ("-113", "13", True, ("-100.00", "-13.00", "-113.00")),
        ("88", "0", True, ("88.00", "0.00", "88.00")),
    ],
)
def test_net_and_tax_add_up_to_gross(amount, percent, includes_tax, expected):
    line = taxed(D(amount), D(percent), "CNY", includes_tax=includes_tax)

    assert tuple(map(str, line)) == expected
    assert line.net + line.tax == line.gross


def test_the_tax_of_a_category_goes_before_that_of_all_others(kettle):
    a_tax_rate(category="", percent=D(16), valid_from=date(2018, 5, 1))
    a_tax_rate(category="", percent=D(13), valid_from=date(2019, 4, 1))
    a_tax_rate(category="茶点", percent=D(9), valid_from=date(2019, 4, 1))

    assert [tax_percent(one, on=MARCH) for one in (kettle, "茶点", "")] == [13, 9, 13]
    assert [tax_percent(kettle, on=day) for day in (date(2018, 1, 1), date(2019, 3, 31))] == [0, 16]


def test_nobody_may_take_off_more_than_those_above_them(ana, mei, ada):
    assert limit_for(ana) == 100

    a_limit(role=Role.MANAGER, category="", percent=D(15))
    assert [limit_for(one) for one in (ana, mei, ada)] == [15, 15, 100]

    a_limit(role=Role.STAFF, category="", percent=D(5))
    a_limit(role=Role.STAFF, category="茶具", percent=D(10))
    assert [limit_for(ana, one) for one in ("茶具", "茶点")] == [10, 5]


def test_a_role_of_the_firms_own_decides_before_the_built_in_one(ana):
    clerk = a_role(ana)
    a_limit(role=Role.STAFF, category="茶具", percent=D(10))
    a_limit(own_role=clerk, category="", percent=D(3))

    assert limit_for(ana) == 3


@pytest.mark.parametrize(
    ("price", "cost", "why"),
    [
        ("342", None, ""),
        ("341.9834", None, ""),  # 10.0044 %, which people read as 10.00 %
        ("341", None, "a discount of 10.26 % is more than the 10.00 % you may give."),
        ("350", "147.01", ""),  # 57.9971 %
        ("350", "150", "57.14 % stay above the cost, at least 58.00 % must."),
    ],
)
def test_a_price_below_the_limit_is_told_with_both_figures(ana, kettle, price, cost, why):
    a_limit(role=Role.STAFF, category="", percent=D(10), margin=D(58))

    told = discounts.Limits(ana).excess(kettle, list_price=D(380), price=D(price), cost=cost and D(cost))

    assert told == (why and f"紫砂壶: {why}")


def test_prices_of_many_leave_out_what_no_rate_leads_to(kettle):
    listed = a_price(price=D(50), price_list=a_price_list(currency="USD")).product
    told = {"on": MARCH, "currency": "USD", "tier": "gold", "channel": "shop"}

    found = prices_of([(kettle, D(1)), (listed, D(2))], **told)

    assert found[kettle.pk, 1] is None
    assert found[listed.pk, 2].amount == 50


def test_stock_comes_by_file_too(mei, kettle, tmp_path):
    rows = [("product", "place", "quantity", "as_of"), (kettle.name, "一号仓", "40", "2026-03-11 08:00")]

    run = bring_in(a_file(tmp_path, *rows), entity_of(StockNote), by=mei)

    assert (counts(run), kettle.stock.get().quantity) == ({"created": 1}, 40)
