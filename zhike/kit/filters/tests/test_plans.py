"""Conditions on indexed columns enter the index, whatever else a filter asks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from tests.cast import a_customer
from zhike.customers.models import Customer
from zhike.kit import filters
from zhike.kit.access.rows import rows
from zhike.kit.registry import entity_of
from zhike.sales.models import Order

pytestmark = pytest.mark.django_db
SOLD = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def orders():
    """Enough of them, on as many days, that reading all by another index costs more."""
    buyer = a_customer()
    days = [SOLD - timedelta(number) for number in range(500)]
    Order.objects.bulk_create(
        Order(number=f"S{day:%Y%m%d}", placed_at=day, placed_on=day, total=1, customer=buyer) for day in days
    )
    with connection.cursor() as cursor:
        cursor.execute("analyze sales_order")


@pytest.mark.parametrize(
    ("model", "text", "entered"),
    [
        (Customer, "owner = me", "owner_id ="),
        (Customer, "kind in (enterprise, channel)", "kind = ANY"),
        (Customer, "region = 华东", "(region = '华东'"),
        (Customer, "tier = gold", "kind = 'tier'"),
        (Customer, "clv >= 1000", "kind = 'clv'"),
        (Customer, "days_since_last_purchase older 60d", "kind = 'days_since"),
        (Customer, "has orders(placed_at last 60d)", "(placed_at >= '2026-01-10 16:00"),
        (Order, "total >= 1000", "total >= '1000'"),
        (Order, "placed_at last 90d", "(placed_at >= '2025-12-11 16:00"),
        (Order, "placed_at = 2026-03-12", "(placed_at < '2026-03-12 16:00"),
        (Order, "customer = 7", "customer_id = 7"),
    ],
)
def test_an_indexed_column_is_entered_by_its_index(ada, orders, model, text, entered):
    entity = entity_of(model)
    asked = filters.where(filters.read(text, entity, by=ada), entity, by=ada, today=date(2026, 3, 12))

    # The tables of tests are all but empty: which plan is cheapest there depends on what statistics happen to say.
    with connection.cursor() as cursor:
        for other_way in ("seqscan", "nestloop", "mergejoin"):
            cursor.execute(f"set local enable_{other_way} = off")
    plan = rows(model, by=ada).filter(asked).order_by().values("pk").explain()

    # A plan casts what is longer than its column: (kind = 'tier'::text and kind = 'tier'::text are the same.
    said = [line.replace("(kind)::text", "kind") for line in plan.splitlines()]
    assert any("Index Cond" in line and entered in line for line in said), plan


@pytest.mark.parametrize("text", ["not kind = channel", "not tier = gold", "not has orders", "owner.team is empty"])
def test_a_negation_reads_its_rows_once(ada, text):
    entity = entity_of(Customer)
    asked = filters.where(filters.read(text, entity, by=ada), entity, by=ada)

    plan = rows(Customer, by=ada).filter(asked).order_by().values("pk").explain()

    assert "SubPlan" not in plan, plan
