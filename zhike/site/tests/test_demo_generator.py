"""The demonstration firm holds together: same seed same firm, sums add up, nobody real can be reached."""

import hashlib
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest

from zhike.site.demo.generator import make_firm
from zhike.site.demo.generator.records import Customer, FirmData, Order
from zhike.site.demo.generator.roster import KIND_COUNTS

AS_OF = date(2026, 11, 20)


@pytest.fixture(scope="module")
def firm() -> FirmData:
    return make_firm(as_of=AS_OF)


@pytest.fixture(scope="module")
def sales(firm: FirmData) -> dict[str, list[Order]]:
    """Sales by customer code, in order of time."""
    found = defaultdict(list)
    for order in firm.orders:
        if order.kind == "sale" and order.customer:
            found[order.customer].append(order)
    return found


def digest(firm: FirmData) -> str:
    return hashlib.sha256(repr(firm).encode()).hexdigest()


def named(firm: FirmData, name: str) -> Customer:
    return next(customer for customer in firm.customers if customer.name == name)


def test_the_same_seed_and_day_make_the_same_firm(firm):
    assert digest(make_firm(as_of=AS_OF)) == digest(firm)


def test_another_seed_makes_another_firm(firm):
    assert digest(make_firm(as_of=AS_OF, seed=2)) != digest(firm)


def test_another_day_keeps_who_they_are_and_moves_when_they_came(firm):
    later = make_firm(as_of=AS_OF + timedelta(days=10))

    assert [(c.code, c.name, c.city) for c in later.customers] == [(c.code, c.name, c.city) for c in firm.customers]
    told = named(firm, "明州茶叶贸易有限公司"), named(later, "明州茶叶贸易有限公司")
    assert told[1].known_since - told[0].known_since == timedelta(days=10)


def test_there_are_three_thousand_customers_in_the_promised_shares(firm):
    assert Counter(customer.kind for customer in firm.customers) == KIND_COUNTS
    assert len({customer.code for customer in firm.customers}) == 3000
    assert (firm.customers[0].code, firm.customers[-1].code) == ("C00001", "C03000")


def test_some_never_buy_and_the_rest_fill_the_ledger(firm, sales):
    onlookers = [customer for customer in firm.customers if customer.code not in sales]

    assert 400 <= len(onlookers) <= 700
    assert all(c.code not in sales for c in firm.customers if c.kind in ("supplier", "competitor"))
    assert 25_000 <= sum(len(order.lines) for order in firm.orders) <= 40_000


def test_nothing_is_sold_on_the_day_itself_or_before_the_customer_is_known(firm):
    known_since = {customer.code: customer.known_since for customer in firm.customers}

    assert max(order.placed_on for order in firm.orders) == AS_OF - timedelta(days=1)
    assert min(order.placed_on for order in firm.orders) >= AS_OF - timedelta(days=1096)
    assert all(order.placed_on >= known_since[order.customer] for order in firm.orders if order.customer)
    assert max(known_since.values()) < AS_OF


def test_every_line_and_every_order_adds_up(firm):
    for order in firm.orders:
        assert [line.position for line in order.lines] == list(range(1, len(order.lines) + 1))
        assert all(line.amount == line.quantity * line.unit_price for line in order.lines)
        assert order.total == sum(line.amount for line in order.lines)
        assert order.total == round(order.total, 2)


def test_every_line_is_on_the_price_list(firm):
    prices = {product.code: product for product in firm.products}
    lines = [line for order in firm.orders for line in order.lines]

    assert len(prices) == len(firm.products) == 85
    assert {line.product for line in lines} == set(prices)
    assert all(line.unit_cost == prices[line.product].cost for line in lines)
    assert all(item.cost <= item.price for item in firm.products)
    assert {item.code for item in firm.products if not item.is_goods} == {"F001", "F002", "F003"}


def test_order_numbers_are_unique_and_carry_their_day(firm):
    numbers = [order.number for order in firm.orders]

    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"(SO|RT|AD)-\d{8}-\d{4}", number) for number in numbers)
    assert all(order.number[3:11] == f"{order.placed_on:%Y%m%d}" for order in firm.orders)


def test_two_or_three_sales_in_a_hundred_come_back_and_name_their_sale(firm):
    by_number = {order.number: order for order in firm.orders}
    returns = [order for order in firm.orders if order.kind == "return"]
    share = len(returns) / sum(order.kind == "sale" for order in firm.orders)

    assert 0.02 <= share <= 0.03
    for back in returns:
        sale = by_number[re.search(r"SO-\d{8}-\d{4}", back.note)[0]]
        assert (sale.customer, sale.kind) == (back.customer, "sale")
        assert sale.placed_on < back.placed_on
        assert -sale.total <= back.total < 0
        assert all(line.quantity < 0 for line in back.lines)


def test_dealers_pay_less_than_consumers_for_the_same_tea(firm):
    kinds = {customer.code: customer.kind for customer in firm.customers}
    paid = defaultdict(list)
    for order in firm.orders:
        if order.kind == "sale" and order.customer:
            paid[kinds[order.customer]] += [line.unit_price for line in order.lines if line.product == "P003"]

    assert max(paid["channel"]) == Decimal(377)
    assert min(paid["consumer"]) == Decimal(414)


def test_those_who_refer_were_buying_before_and_nobody_goes_in_circles(firm, sales):
    customers = {customer.code: customer for customer in firm.customers}
    referred = [customer for customer in firm.customers if customer.referred_by]

    assert 400 <= len(referred) <= 800
    for customer in referred:
        assert sales[customer.referred_by][0].placed_on < customer.known_since
        assert customers[customer.referred_by].known_since < customer.known_since
    several = Counter(customer.referred_by for customer in referred)
    assert sum(count >= 3 for count in several.values()) >= 50
    assert max(several.values()) <= 20


def test_groups_hang_together(firm):
    customers = {customer.code: customer for customer in firm.customers}
    children = [customer for customer in firm.customers if customer.parent]

    assert len(children) >= 20
    assert all(customers[child.parent].name.endswith("集团") for child in children)
    assert all(customers[child.parent].parent is None for child in children)
    assert Counter(child.parent for child in children)[named(firm, "云栖酒店集团").code] == 3


def test_organisations_have_different_names(firm):
    names = Counter(customer.name for customer in firm.customers if not customer.is_person)

    assert [name for name, count in names.items() if count > 1] == []


def test_a_household_shares_its_address(firm):
    home = {customer.code: customer.household for customer in firm.customers if customer.household}
    addresses = defaultdict(set)
    for point in firm.contact_points:
        if point.medium == "address" and point.is_primary and point.customer in home:
            addresses[home[point.customer]].add(point.value)

    assert len(set(home.values())) >= 50
    assert all(len(values) == 1 for values in addresses.values())


def test_nobody_real_can_be_reached(firm):
    shapes = {
        "phone": r"154\d{8}",
        "mail": r"[a-z0-9.-]+@example\.com",
        "wechat": r"[a-z]+\.[a-z0-9-]+",
        "address": r".+",
    }
    assert all(re.fullmatch(shapes[point.medium], point.value) for point in firm.contact_points)
    phones = [point.value for point in firm.contact_points if point.medium == "phone"]
    assert len(set(phones)) == len(phones) > 3000
    assert all(member.email.endswith("@example.com") for member in firm.staff)


def test_each_customer_has_one_primary_point_of_each_kind_and_it_is_valid(firm):
    primaries = Counter((point.customer, point.medium) for point in firm.contact_points if point.is_primary)
    pairs = {(point.customer, point.medium) for point in firm.contact_points}

    assert primaries == dict.fromkeys(pairs, 1)
    assert {customer for customer, kind in pairs if kind == "phone"} == {c.code for c in firm.customers}
    former = [point for point in firm.contact_points if point.valid_to]
    assert len(former) >= 50
    assert all(point.valid_from < point.valid_to < AS_OF and not point.is_primary for point in former)


def test_everybody_we_may_sell_to_is_placed_on_the_three_stated_axes(firm):
    sold_to = {c.code for c in firm.customers if c.kind not in ("supplier", "competitor")}
    axes = {(statement.customer, statement.kind) for statement in firm.statements}

    assert axes == {(code, kind) for code in sold_to for kind in ("origin", "territory", "settlement")}
    assert len(axes) == len(firm.statements)
    dealers = {c.code for c in firm.customers if c.kind == "channel"}
    intermediate = {s.customer for s in firm.statements if s.value == "intermediate"}
    assert intermediate == dealers


def test_contacts_belong_to_organisations(firm):
    organisations = {customer.code for customer in firm.customers if not customer.is_person}

    assert {contact.customer for contact in firm.contacts} == organisations
    keys = {contact.key for contact in firm.contacts}
    assert len(keys) == len(firm.contacts)
    assert {point.contact for point in firm.contact_points} - {None} == keys


def test_about_a_tenth_is_nobodys_customer_yet(firm):
    usernames = {member.username for member in firm.staff if member.role != "admin"}
    owners = Counter(customer.owner for customer in firm.customers)

    assert set(owners) == usernames | {None}
    assert 0.08 <= owners[None] / 3000 <= 0.12
    assert all(member.team is None for member in firm.staff if member.role == "admin")


def test_tasks_are_spread_over_yesterday_today_and_the_days_ahead(firm):
    due = Counter((task.status, (task.due_on > AS_OF) - (task.due_on < AS_OF)) for task in firm.tasks)

    assert 140 <= len(firm.tasks) <= 180
    assert (due["open", -1], due["open", 0], due["open", 1]) == (20, 18, 68)
    assert due["done", -1] == 52
    assert all((task.done_at is not None) == (task.status == "done") for task in firm.tasks)
    assert all(task.done_at.date() <= min(task.due_on, AS_OF) for task in firm.tasks if task.done_at)


@pytest.mark.parametrize(
    ("name", "kind", "days_since_last_purchase", "owner"),
    [
        ("明州茶叶贸易有限公司", "channel", 128, "chenyi"),
        ("云栖酒店集团", "enterprise", 97, "zhouhang"),
        ("顾远山", "consumer", 12, "chenyi"),
        ("听雨轩茶馆", "enterprise", 76, "xuwen"),
        ("深圳青禾设计有限公司", "enterprise", 9, "liangxiaoman"),
        ("粤和茶行", "channel", 430, "linhaisheng"),
    ],
)
def test_the_told_customers_stand_where_the_story_says(firm, sales, name, kind, days_since_last_purchase, owner):
    customer = named(firm, name)
    last = sales[customer.code][-1].placed_on

    assert (customer.kind, (AS_OF - last).days, customer.owner) == (kind, days_since_last_purchase, owner)


def test_the_slipping_dealer_is_one_of_the_largest_customers(firm, sales):
    spent = {
        code: sum(order.total for order in orders if order.placed_on >= AS_OF - timedelta(days=365))
        for code, orders in sales.items()
    }
    code = named(firm, "明州茶叶贸易有限公司").code

    assert sorted(spent, key=spent.get, reverse=True).index(code) < 30


def test_rare_and_two_character_surnames_appear(firm):
    people = [customer.name for customer in firm.customers if customer.is_person]

    for surname in ("欧阳", "诸葛", "单", "仇", "解", "曾"):
        assert any(name.startswith(surname) for name in people), surname
