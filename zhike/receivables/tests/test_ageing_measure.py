"""Receivables by age among the computed measures: from the facts that are published, the figures of the page."""

from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest

from tests.cast import a_payment, a_person, a_plan
from zhike.customers.models import Customer
from zhike.insight import warehouse
from zhike.insight.computing import kept
from zhike.insight.measures.ageing import Ageing
from zhike.insight.measures.engines import open_facts
from zhike.insight.models import Run
from zhike.kit.access.rows import rows
from zhike.receivables.ageing import open_items

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 31)


@pytest.fixture(autouse=True)
def warehouse_folder(settings, tmp_path):
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"


@pytest.fixture
def run(ana, bo):
    """The measure as of the evening of a day, over a plan that is partly paid and one of somebody else's customer."""
    a_payment(owner=ana)
    a_plan(owner=bo)
    with open_facts(warehouse.load().folder) as facts:
        found = Ageing().fit(facts, as_of=DAY + timedelta(days=1))
    made = Run.objects.create(measure="ageing", as_of=found.as_of, status=Run.Status.DONE)
    kept.keep(made, found.tables)
    return made


def test_claims_and_settlements_add_up_to_what_the_page_says(run):
    rows = list(kept.rows(run, "invoices"))

    found = {(int(row["customer"]), row["due_on"], row["open_amount"]) for row in rows}
    assert found == {(one.customer, one.due_on, one.open) for one in open_items(DAY) if one.open > 0}
    assert len(found) >= 3
    assert sum(row["amount"] for row in kept.rows(run, "buckets")) == sum(
        (one.open for one in open_items(DAY) if one.open > 0), Decimal(0)
    )


def test_the_page_draws_it_over_the_customers_somebody_may_see(run, client, ada, ana):
    pages = []
    for by in (ada, ana, a_person("Kai")):
        client.force_login(by)
        answer = client.get("/insight/pictures/ageing/")
        assert answer.status_code == 200
        pages.append(unescape(answer.content.decode()))

    whole, own, nobody = pages
    assert ["Who pays late" in page for page in pages] == [True, True, False]
    assert ["Where late money goes" in page for page in (whole, own, nobody)] == [True, False, False]


def test_the_customers_of_a_bar_are_listed(run, client, ana):
    client.force_login(ana)
    of_ana = set(rows(Customer, by=ana).values_list("pk", flat=True))
    mine = next(row for row in kept.rows(run, "customers") if int(row["customer"]) in of_ana)

    page = client.get(f"/insight/pictures/ageing/customers/?group={mine['bucket']}")

    assert f"/customers/{mine['customer']}/" in page.content.decode()
