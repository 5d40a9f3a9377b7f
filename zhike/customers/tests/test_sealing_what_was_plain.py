"""A database of the time before the vault is brought over: nothing is lost, nothing stays in plain."""

import json

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.cast import a_customer, a_merge
from zhike.customers.models import ContactPoint
from zhike.kit.search import find
from zhike.kit.testing.working import work_off
from zhike.merging import journal

AFTER = "0007_nothing_in_plain"
NUMBERS = [("phone", "138 0000 1234", "13800001234"), ("mail", "Lin@Tea.CN", "lin@tea.cn")]


def migrate(*names):
    """Forward only: what later migrations of any domain made stays."""
    executor = MigrationExecutor(connection)
    missing = {("customers", name) for name in names} - set(executor.loader.applied_migrations)
    executor.migrate(sorted(missing))


def execute(statement, given=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def brought_over(transactional_db):
    yield
    migrate(AFTER)


def before_the_vault():
    execute("truncate customers_contactpoint cascade")
    execute("alter table customers_contactpoint drop column value, drop column value_index, drop column uid")
    execute("alter table customers_contactpoint add column value varchar(200), add column normalized varchar(200)")
    execute("create index contact_point_exact on customers_contactpoint (medium, normalized)")
    execute("delete from django_migrations where app = 'customers' and name >= '0005' and name < '0008'")


@pytest.mark.usefixtures("brought_over")
def test_what_was_plain_is_sealed_and_found_however_often_it_is_interrupted(ana):
    customer, merge = a_customer(owner=ana), a_merge(by=ana)
    before_the_vault()
    for medium, value, plain in NUMBERS:
        execute(
            "insert into customers_contactpoint (customer_id, medium, value, normalized, is_primary, is_preferred)"
            " values (%s, %s, %s, %s, true, false)",
            [customer.pk, medium, value, plain],
        )
    image = {"id": 77_000_000, "customer_id": customer.pk, "medium": "phone", "value": "139", "normalized": "139"}
    execute(
        "insert into merging_image (merge_id, model, key, before) values (%s, 'customers.contactpoint', %s, %s)",
        [merge.pk, "77000000", json.dumps(image | {"is_primary": False, "is_preferred": False})],
    )

    migrate("0006_contact_points_sealed")
    execute("update customers_contactpoint set sealed = null, value_index = null where medium = 'mail'")
    execute("delete from django_migrations where app = 'customers' and name like '0006%%'")
    migrate(AFTER)

    points = ContactPoint.objects.order_by("pk")
    assert [(point.medium, point.value) for point in points] == [(medium, value) for medium, value, _plain in NUMBERS]
    assert ContactPoint.objects.saying("mail", "LIN@tea.cn").exists()
    assert not any(b"1234" in bytes(raw) for (raw,) in execute("select value from customers_contactpoint"))
    journal.restore(merge)
    assert ContactPoint.objects.get(pk=77_000_000).value == "139"
    work_off()
    assert list(find(type(customer).objects.all(), "1234")) == [customer]
