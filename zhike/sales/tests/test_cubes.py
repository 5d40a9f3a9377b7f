"""Sales in the cube explorer by for whom they count: a customer who was handed over takes no sale along."""

from datetime import date
from urllib.parse import urlsplit

import pyarrow.parquet as pq
import pytest
from django.db.models import Sum
from django.http import QueryDict

from tests.cast import a_customer, a_person, a_role, an_order
from tests.cast.papers import an_order_delivered, of_first_line
from zhike.customers.actions import hand_over
from zhike.insight import warehouse
from zhike.insight.cubes import drilling, store
from zhike.insight.cubes.tests.cast import ALL, ask, built, numbers
from zhike.insight.warehouse import loading
from zhike.insight.warehouse.manifest import swap
from zhike.kit import registry
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.query import Query
from zhike.sales.actions import credit, take_back
from zhike.sales.models import Order

pytestmark = pytest.mark.django_db
EACH = "columns=-&measures=net,orders&window=all"


@pytest.fixture(autouse=True)
def warehouse_folder(settings, tmp_path):
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"


@pytest.fixture
def sellers(ana):
    """Ana and Kai of one team, Bo of another."""
    return ana, a_person("Kai", team=ana.team.name), a_person("Bo", team="South")


@pytest.fixture
def handed_over(ada, sellers):
    """A teahouse bought for 760 of Ana, for 1,140 of Bo since it is his, and gave one kettle of the first back."""
    ana, _kai, bo = sellers
    customer = a_customer("山月茶馆", owner=ana)
    first = an_order_delivered(customer=customer)
    hand_over(customer, by=ada, to=bo)
    an_order(customer=customer.fresh(), quantity=3)
    take_back(first.fresh(), by=bo, lines=of_first_line(first, 1), reason="One is broken.")
    an_order(customer=a_customer("无主客户", owner=None), quantity=1)
    return first


def test_a_sale_counts_for_its_seller_while_the_customer_is_somebody_elses(ada, sellers, handed_over):
    ana, _kai, bo = sellers
    at = built()

    credited = ask(f"rows=credited_to&{EACH}", by=ada, at=at)
    owned = ask(f"rows=owner&{EACH}", by=ada, at=at)
    both = ask(f"rows=credited_to,owner&{EACH}", by=ada, at=at)

    assert numbers(credited) == {(ana.pk,): 380, (bo.pk,): 1140, (None,): 380, (ALL,): 1900}
    assert numbers(credited, "orders") == {(ana.pk,): 1, (bo.pk,): 1, (None,): 1, (ALL,): 3}
    assert numbers(owned) == {(bo.pk,): 1520, (None,): 380, (ALL,): 1900}
    assert numbers(both)[ana.pk, bo.pk] == 380
    assert {line.words for line in credited.lines} == {ana.name, bo.name, "(none)", "Total"}


def test_the_team_is_that_of_the_person_it_counts_for(ada, sellers, handed_over):
    ana, kai, bo = sellers
    credit(handed_over.fresh(), by=ada, to=kai, reason="Kai sold it.")
    at = built()

    found = numbers(ask(f"rows=credited_team,credited_to&{EACH}", by=ada, at=at))

    assert found[ana.team_id, kai.pk] == found[ana.team_id, ALL] == 380
    assert found[bo.team_id, ALL] == 1140
    assert numbers(ask(f"rows=team&{EACH}", by=ada, at=at)) == {(bo.team_id,): 1520, (None,): 380, (ALL,): 1900}


@pytest.mark.parametrize("name", ["ada", "bo"])
@pytest.mark.parametrize(
    "axes",
    [
        "rows=credited_to&columns=-",
        "rows=credited_team,credited_to&columns=owner",
        "rows=owner&columns=credited_team",
        "rows=month&columns=-&but.credited_to=none",
    ],
)
def test_every_cell_opens_just_the_orders_it_counts(request, sellers, handed_over, axes, name):
    by = request.getfixturevalue(name)
    found = ask(f"{axes}&measures=net,orders&window=all", by=by, at=built())
    opened = 0

    for key in found.cells:
        for measure in found.question.measures:
            link = drilling.address(found, key, measure)
            orders = Query.read(registry.entity_of(Order), QueryDict(urlsplit(link).query), by=by).found
            behind = orders.aggregate(Sum("total"))["total__sum"] if measure.name == "net" else orders.count()
            assert (behind or 0) == (found.value(measure, key) or 0), (key, link)
            opened += bool(behind)
    assert opened >= 4


def test_who_looks_after_the_customer_sees_it_and_the_seller_does_not(sellers, handed_over):
    ana, _kai, bo = sellers
    at = built()

    seen = {one: numbers(ask(f"rows=credited_to&{EACH}", by=one, at=at)) for one in (ana, bo)}

    assert seen[ana] == {(ALL,): None}
    assert seen[bo] == {(ana.pk,): 380, (bo.pk,): 1140, (ALL,): 1520}


def test_whoever_may_not_know_for_whom_an_order_counts_cannot_cut_by_it(bo, handed_over):
    a_role(bo, fields={"orders": {"credited_to": "hidden"}}, rights={"orders": {"read": "own"}})
    at = built()

    for told in ("rows=credited_to", "rows=credited_team", "rows=month&credited_to=1"):
        with pytest.raises(Refusal, match="no dimension"):
            ask(f"{told}&{EACH}", by=bo, at=at)


def test_crediting_an_order_is_one_month_of_the_warehouse(ada, sellers, handed_over):
    _ana, kai, _bo = sellers
    later = an_order(customer=handed_over.customer, placed_on=date(2020, 4, 1))
    warehouse.load()
    credit(later.fresh(), by=ada, to=kai, reason="Kai sold it.")
    moved = {(one.fact, one.number) for one in warehouse.verify() if not one.agrees}

    manifest = warehouse.load()

    assert moved == {("orders", "content")}
    assert {name: part.rewritten for name, part in manifest.facts.items() if part.rewritten} == {"orders": 1}
    assert [one for one in warehouse.verify() if not one.agrees] == []
    assert numbers(ask(f"rows=credited_to&{EACH}", by=ada, at=store.build()))[kai.pk,] == 760


def test_a_warehouse_of_an_older_version_is_brought_up_to_date_before_cubes_are_made(ada, sellers, handed_over):
    ana, _kai, bo = sellers
    manifest = warehouse.load()
    part = manifest.facts["orders"]
    for month, file in zip(sorted(part.months), manifest.files("orders"), strict=True):
        pq.write_table(pq.read_table(file).drop_columns("credited_to"), file)
        part.months[month].file_sum = loading.sum_of(file)
    part.columns = [column for column in part.columns if column[0] != "credited_to"]
    swap(manifest)

    found = numbers(ask(f"rows=credited_to&{EACH}", by=ada, at=store.build()))

    assert (found[ana.pk,], found[bo.pk,]) == (380, 1140)
    assert warehouse.current().load != manifest.load
    assert [one for one in warehouse.verify() if not one.agrees] == []
