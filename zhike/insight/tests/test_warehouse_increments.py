"""A load reads what has changed and nothing else, and ends where a load from nothing would."""

import os
import random
import signal
from datetime import date, datetime, time
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
import time_machine
from django.db import connection

from tests.cast import SHANGHAI, a_customer, a_product, a_standing, an_order
from zhike.customers.models import Customer
from zhike.insight import warehouse
from zhike.insight.warehouse import loading
from zhike.insight.warehouse.counting import typed
from zhike.kit.facts import published
from zhike.kit.writing import change
from zhike.sales.models import Order, OrderLine

MARCH, APRIL, MAY = date(2026, 3, 2), date(2026, 4, 7), date(2026, 5, 11)


def sold(day, **fields):
    return an_order(placed_on=day, placed_at=datetime.combine(day, time(10), SHANGHAI), **fields)


def months_written(fact):
    """The months that the last load wrote anew: the others are the same files as before."""
    manifest = warehouse.current()
    return sorted(file.stem for file in manifest.files(fact) if file.stat().st_nlink == 1)


def in_the_files(fact):
    return sorted(map(repr, pq.read_table(warehouse.current().files(fact.name)).to_pylist()))


def in_the_database(fact):
    names = [column.name for column in fact.columns]
    with connection.cursor() as cursor:
        cursor.execute(typed(fact))
        return sorted(repr(dict(zip(names, row, strict=True))) for row in cursor.fetchall())


def assert_same_to_the_row():
    for fact in published():
        assert in_the_files(fact) == in_the_database(fact), fact.name
    assert [check for check in warehouse.verify() if not check.agrees] == []


@pytest.mark.django_db
class TestWhatIsRewritten:
    def test_nothing_where_nothing_has_changed(self):
        sold(MARCH)
        sold(APRIL)
        warehouse.load()

        second = warehouse.load()

        assert {name: part.rewritten for name, part in second.facts.items() if part.rewritten} == {}
        assert [name for name in second.facts if months_written(name)] == []
        assert_same_to_the_row()

    def test_the_month_of_a_new_order(self):
        sold(MARCH)
        sold(APRIL)
        warehouse.load()
        sold(APRIL, quantity=3)

        manifest = warehouse.load()

        assert months_written("orders") == months_written("order_lines") == ["2026-04"]
        assert manifest.facts["orders"].rewritten == 2
        assert_same_to_the_row()

    def test_both_months_of_an_order_that_was_late(self):
        late = sold(MAY)
        sold(MARCH)
        sold(APRIL)
        warehouse.load()
        Order.objects.filter(pk=late.pk).update(placed_on=MARCH)

        warehouse.load()

        assert months_written("orders") == ["2026-03"]
        assert sorted(warehouse.current().facts["orders"].months) == ["2026-03", "2026-04"]
        assert_same_to_the_row()

    def test_every_month_a_changed_product_was_sold_in(self):
        cup = a_product(code="CUP")
        sold(MARCH, product=cup)
        sold(APRIL)
        sold(MAY, product=cup)
        warehouse.load()
        cup.code = "CUP2"
        cup.save()

        warehouse.load()

        assert months_written("order_lines") == ["2026-03", "2026-05"]
        assert months_written("orders") == []
        assert_same_to_the_row()

    def test_a_value_that_moves_no_sum(self):
        one, two = sold(MARCH), sold(APRIL)
        warehouse.load()
        Order.objects.filter(pk=one.pk).update(customer=two.customer)

        assert {c.number for c in warehouse.verify() if c.fact == "orders" and not c.agrees} == {"content"}
        warehouse.load()

        assert months_written("orders") == ["2026-03"]
        assert_same_to_the_row()

    def test_a_day_on_which_two_customers_become_one(self):
        one, two = sold(MARCH), sold(MARCH)
        sold(APRIL)
        warehouse.load()
        Order.objects.filter(pk=two.pk).update(customer=one.customer)

        manifest = warehouse.load()

        held = pq.read_table(manifest.file("orders", "2026-03")).to_pylist()
        assert {row["order_id"]: row["first_of_day"] for row in held} == {one.pk: True, two.pk: False}
        assert months_written("orders") == ["2026-03"]
        assert_same_to_the_row()

    def test_a_month_whose_file_was_damaged(self):
        sold(MARCH)
        manifest = warehouse.load()
        file = manifest.file("orders", "2026-03")
        file.write_bytes(file.read_bytes()[:-1] + b"x")

        warehouse.load()

        assert_same_to_the_row()


@pytest.mark.django_db
class TestVerify:
    def test_what_came_after_the_load_is_told_from_what_the_load_did_wrong(self):
        sold(MARCH)
        warehouse.load()
        sold(MARCH)

        [rows] = [c for c in warehouse.verify() if (c.fact, c.number) == ("orders", "rows")]

        assert (rows.warehouse, rows.watermark, rows.database) == (1, 1, 2)
        assert rows.holds
        assert not rows.agrees

    def test_a_file_with_other_bytes_does_not_hold(self):
        sold(MARCH)
        manifest = warehouse.load()
        file = manifest.file("customers", "all")
        table = pq.read_table(file)
        pq.write_table(table.set_column(3, "region", [["nowhere"] * table.num_rows]).cast(table.schema), file)

        wrong = [c for c in warehouse.verify() if not c.holds]

        assert [(c.fact, c.number, c.warehouse) for c in wrong] == [("customers", "content", "damaged")]


@pytest.mark.django_db
def test_after_any_changes_the_warehouse_is_the_database_to_the_row_and_the_cent():
    chance = random.Random(7)
    days = [date(2026, month, day) for month in range(1, 6) for day in (3, 14, 28)]
    for _round in range(4):
        for _number in range(6):
            sold(chance.choice(days), quantity=chance.randint(-3, 9))
        for order in chance.sample(list(Order.objects.all()), 3):
            Order.objects.filter(pk=order.pk).update(placed_on=chance.choice(days))
        line = chance.choice(list(OrderLine.objects.all()))
        OrderLine.objects.filter(pk=line.pk).update(amount=Decimal("-12.3456"), unit_cost=None)
        gone = chance.choice(list(Order.objects.all()))
        with connection.cursor() as cursor:
            cursor.execute("delete from sales_orderline where order_id = %s", [gone.pk])
            cursor.execute("delete from sales_order where id = %s", [gone.pk])

        warehouse.load()

        assert_same_to_the_row()


@pytest.mark.django_db
def test_who_was_erased_is_in_no_file_of_the_next_load():
    leaving, staying = a_customer("白露"), a_customer("楚江")
    order = sold(MARCH, customer=leaving)
    sold(APRIL, customer=staying)
    warehouse.load()

    Order.objects.filter(pk=order.pk).update(customer=None)
    Customer.objects.filter(pk=leaving.pk).delete()
    warehouse.load()

    assert_same_to_the_row()
    assert leaving.pk not in pq.read_table(warehouse.current().files("orders"))["customer_id"].to_pylist()
    assert leaving.pk not in pq.read_table(warehouse.current().files("customers"))["customer_id"].to_pylist()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stage", ["extract", "swap", "_clear"])
def test_a_load_that_is_killed_leaves_a_whole_warehouse(stage):
    sold(MARCH)
    before = warehouse.load()
    sold(APRIL)

    assert killed_in(stage) == signal.SIGKILL

    held = warehouse.current()
    assert held.load == before.load or stage == "_clear"
    assert all(check.holds for check in warehouse.verify())
    warehouse.load()
    assert_same_to_the_row()
    assert len([folder for folder in held.folder.parent.iterdir() if folder.is_dir()]) == 2


def killed_in(stage):
    """Load in a process of its own that is killed when it comes to a step; the signal that ended it."""
    child = os.fork()
    if child == 0:
        connection.connection = None  # the parent's own
        setattr(loading, stage, lambda *arguments, **named: os.kill(os.getpid(), signal.SIGKILL))
        try:
            loading.load()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) * -1


@pytest.mark.django_db
def test_history_tells_which_owner_region_and_tier_a_customer_had_when(ada, ana, bo):
    customer = a_customer(region="华东", owner=ana, known_since=date(2026, 1, 1))
    a_standing(customer, "tier", "gold")
    with on(date(2026, 3, 5)):
        change(customer, by=ada, values={"region": "华南"})
    with on(date(2026, 4, 1)):
        change(customer, by=ada, values={"region": "华北", "owner": bo})

    warehouse.load()

    past = pq.read_table(warehouse.current().files("customer_past")).to_pylist()
    told = {(row["field"], row["value"]): (row["since"], row["until"]) for row in past}
    assert told == {
        ("kind", "enterprise"): (date(2026, 1, 1), None),
        ("owner_id", str(ana.pk)): (date(2026, 1, 1), date(2026, 4, 1)),
        ("owner_id", str(bo.pk)): (date(2026, 4, 1), None),
        ("region", "华东"): (date(2026, 1, 1), date(2026, 3, 5)),
        ("region", "华南"): (date(2026, 3, 5), date(2026, 4, 1)),
        ("region", "华北"): (date(2026, 4, 1), None),
    }
    [tier] = pq.read_table(warehouse.current().files("standings")).to_pylist()
    assert (tier["customer_id"], tier["kind"], tier["value"], tier["until"]) == (customer.pk, "tier", "gold", None)


def on(day):
    """The noon of a day."""
    return time_machine.travel(datetime.combine(day, time(12), SHANGHAI), tick=False)
