"""Which rows a filter lets through, question by question."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.cast import SHANGHAI, a_customer, a_person, a_plant, a_product, a_task, a_team, an_order
from zhike.customers.models import Customer
from zhike.kit import filters
from zhike.kit.access.rows import rows
from zhike.kit.registry import entity_of
from zhike.kit.testing.example.models import Plant
from zhike.sales.models import Order
from zhike.work.models import Task

TODAY = date(2026, 3, 12)


def found(model, text, *, by, today=TODAY):
    """The names of the rows a filter finds, in order of their making."""
    entity = entity_of(model)
    tree = filters.read(text, entity, by=by)
    some = rows(model, by=by).filter(filters.where(tree, entity, by=by, today=today))
    return [str(row) for row in some.order_by("pk")]


@pytest.fixture
def customers(ada, ana, bo):
    a_customer("甲", owner=ana, kind="enterprise", region="华东", city="", tier="gold", clv=Decimal(900))
    a_customer("乙", owner=bo, kind="channel", region="华南", city="广州", tier="lead", days_since_last_purchase=80)
    a_customer("丙", owner=None, kind="consumer", region="", city="杭州", days_since_last_purchase=60)
    Customer.objects.filter(name="甲").update(known_since=date(2020, 2, 29))
    Customer.objects.filter(name="乙").update(known_since=date(2026, 3, 10))
    Customer.objects.filter(name="丙").update(known_since=date(2025, 12, 30))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("kind = channel", "乙"),
        ("kind in (enterprise, consumer)", "甲丙"),
        ("not kind = channel", "甲丙"),
        ("region = 华东", "甲"),
        ("region in (华东, 华南)", "甲乙"),
        ("region contains 华", "甲乙"),
        ("region starts 华南", "乙"),
        ("region is empty", "丙"),
        ("region is not empty", "甲乙"),
        ("not region = 华东", "乙丙"),
        ("tier = gold", "甲"),
        ("tier in (gold, none)", "甲丙"),
        ("tier is empty", "丙"),
        ("tier is not empty", "甲乙"),
        ("not tier = gold", "乙丙"),
        ("clv >= 900", "甲"),
        ("clv <= 899.99", ""),
        ("not clv >= 900", "乙丙"),
        ("clv is empty", "乙丙"),
        ("days_since_last_purchase last 60d", "丙"),
        ("days_since_last_purchase older 60d", "乙"),
        ("not days_since_last_purchase last 60d", "甲乙"),
        ("days_since_last_purchase older 2m", "乙丙"),
        ("owner is empty", "丙"),
        ("owner = none", "丙"),
        ("owner is not empty", "甲乙"),
        ("not owner = none", "甲乙"),
        ("owner.name = Ana", "甲"),
        ("not owner.name = Ana", "乙丙"),
        ("owner.name is empty", "丙"),
        ("owner.role = staff", "甲乙"),
        ("owner.is_active = no", ""),
        ("known_since = 2026-03-10", "乙"),
        ("known_since <= 2025-12-31", "甲丙"),
        ("known_since last 2d", "乙"),
        ("known_since older 2d", "甲丙"),
        ("known_since this week", "乙"),
        ("known_since last quarter", "丙"),
        ("known_since <= today", "甲乙丙"),
        ("known_since anniversary this month", "乙"),
        ("known_since anniversary last 3d", "乙"),
        ("kind = enterprise or city = 杭州", "甲丙"),
        ("(kind = enterprise or city = 杭州) and region is empty", "丙"),
        ("not (kind = enterprise or tier is empty)", "乙"),
        ("not (not (clv >= 900) and kind = channel)", "甲丙"),
        ("not not clv >= 900", "甲"),
    ],
)
def test_customers(customers, ada, text, names):
    assert found(Customer, text, by=ada) == list(names)


@pytest.mark.parametrize(
    ("today", "text", "names"),
    [
        (date(2026, 2, 28), "known_since anniversary next 1d", "甲"),
        (date(2024, 2, 27), "known_since anniversary next 1d", ""),
        (date(2024, 2, 27), "known_since anniversary next 2d", "甲"),
        (date(2026, 2, 5), "known_since anniversary this month", "甲"),
        (date(2026, 12, 28), "known_since anniversary next 14d", "丙"),
        (date(2026, 12, 28), "known_since anniversary next 1y", "甲乙丙"),
    ],
)
def test_anniversaries_know_leap_days_and_new_year(customers, ada, today, text, names):
    assert found(Customer, text, by=ada, today=today) == list(names)


def test_me_and_my_teams(customers, ana, mei, ada):
    assert found(Customer, "owner = me", by=ana) == ["甲"]
    assert found(Customer, "owner.team = me", by=mei) == ["甲"]
    assert found(Customer, "not owner.team = me", by=mei) == ["丙"]
    assert found(Customer, "owner.team = me", by=ada) == []
    assert found(Customer, f"owner.team in ({ana.team_id})", by=ada) == ["甲"]
    below = a_team("North")
    below.parent = mei.team
    below.save()
    a_customer("丁", owner=a_person("Kai", team="North"))
    for text in ("owner.team = me", "owner.team in (me)", "owner.team in (me, none)"):
        assert found(Customer, text, by=a_person("Mei")) == ["甲", "丁"]


def test_no_order_for_sixty_days(ada):
    fresh, stale = a_customer("常客"), a_customer("旧客")
    a_customer("新客")
    an_order(customer=fresh, placed_at=datetime(2026, 3, 2, 9, tzinfo=SHANGHAI))
    an_order(customer=stale, placed_at=datetime(2025, 9, 1, 9, tzinfo=SHANGHAI))

    assert found(Customer, "not has orders(placed_at last 60d)", by=ada) == ["旧客", "新客"]
    assert found(Customer, "has orders and not has orders(placed_at last 60d)", by=ada) == ["旧客"]
    assert found(Customer, "has orders(placed_at last 60d and total >= 5000)", by=ada) == []
    assert found(Customer, "not has orders", by=ada) == ["新客"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("placed_at = 2026-03-12", ["early", "late"]),
        ("placed_at = today", ["early", "late"]),
        ("placed_at <= 2026-03-11", ["before"]),
        ("placed_at >= 2026-03-12", ["early", "late"]),
        ("placed_at last 1d", ["before", "early", "late"]),
        ("placed_at older 1d", []),
        ("placed_at this month", ["before", "early", "late"]),
        ("placed_at anniversary this month", ["before", "early", "late"]),
        ("total >= 760", ["before", "early", "late"]),
        ("customer.kind = channel", []),
        ("customer.tier = gold", ["before", "early", "late"]),
        ("not customer.tier = gold", []),
    ],
)
def test_orders_count_in_days_of_the_business_zone(ada, text, names):
    buyer, product = a_customer(tier="gold"), a_product()
    for number, day, hour in (("before", 11, 23), ("early", 12, 0), ("late", 12, 23)):
        at = datetime(2026, 3, day, hour, 59, tzinfo=SHANGHAI)
        an_order(number=number, customer=buyer, product=product, placed_at=at)

    assert found(Order, text, by=ada) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("due_on <= today and status = open", ["late"]),
        ("due_on next 2d", ["soon"]),
        ("due_on is empty", ["someday"]),
        ("not due_on <= today", ["soon", "someday"]),
        ("priority = 1", ["late"]),
        ("priority in (1, 2)", ["late", "soon", "someday"]),
        ("customer is empty", ["someday"]),
        ("customer.region = 华东", ["late", "soon"]),
        ("customer.region is empty", ["someday"]),
        ("customer.region is not empty", ["late", "soon"]),
        ("not customer.region = 华东", ["someday"]),
    ],
)
def test_tasks(ada, text, names):
    teahouse = a_customer(region="华东")
    a_task(title="late", due_on=date(2026, 3, 11), priority=1, customer=teahouse)
    a_task(title="soon", due_on=date(2026, 3, 13), customer=teahouse)
    a_task(title="someday", due_on=None, customer=None)

    assert found(Task, text, by=ada) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("name contains 竹", ["文竹"]),
        ("name starts 文", ["文竹"]),
        ("light = shade", ["苔"]),
        ("height >= 35.5", ["文竹"]),
        ("height is empty", ["苔"]),
        ("not height >= 40", ["文竹", "苔"]),
        ("pots = 3", ["文竹", "苔"]),
        ("flowers = yes", ["苔"]),
        ("not flowers = yes", ["文竹"]),
        ("note is empty", ["苔"]),
        ("note contains window", ["文竹"]),
        ("mother is empty", ["文竹"]),
        ("mother.light = sun", ["苔"]),
        ("not mother.light = shade", ["文竹", "苔"]),
        ("has plants(light = shade)", ["文竹"]),
        ("not has plants", ["苔"]),
        ("watered_at is empty", ["苔"]),
        ("not watered_at last 1m", ["苔"]),
        ("bought_on anniversary next 4w", ["文竹", "苔"]),
    ],
)
def test_plants(ada, text, names):
    fern = a_plant(name="文竹")
    a_plant(name="苔", light="shade", height=None, flowers=True, note="", mother=fern, watered_at=None)

    assert found(Plant, text, by=ada) == names


def test_a_staff_member_who_left_is_still_found(ada):
    a_customer("孤", owner=a_person("Lee", is_active=False))

    assert found(Customer, "owner.is_active = no", by=ada) == ["孤"]
