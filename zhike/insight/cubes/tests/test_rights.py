"""A cube counts exactly the rows that a person may see, however rights say it, and a cell leads to just its records."""

import random
from urllib.parse import urlsplit

import pytest
from django.db.models import Sum
from django.http import QueryDict

from tests.cast import a_customer, a_person
from zhike.customers.models import Customer
from zhike.insight.cubes import drilling, scope
from zhike.insight.cubes.declaring import cubes, declared
from zhike.insight.cubes.tests.cast import ALL, TODAY, ask, built, numbers, sell
from zhike.kit import registry
from zhike.kit.access.models import Team
from zhike.kit.access.rows import rows
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.query import Query
from zhike.rights.models import Share
from zhike.sales.models import Order, OrderLine

pytestmark = pytest.mark.django_db
ADDRESSES = (
    "rows=month&columns=channel&measures=orders,net&window=all",
    "rows=region,city&columns=tier&measures=orders,net&window=all",
    "rows=category,product&columns=-&measures=orders,net&window=all",
    "rows=team,owner&columns=quarter&measures=orders&window=2026-10-06..2026-10-31",
    "rows=rung&columns=document&measures=net&window=all&tier=none&tier=gold",
    "rows=week&columns=-&measures=orders&category=红茶&window=all",
    "rows=region&columns=-&measures=customers&top=5&window=all",
    "rows=credited_team,credited_to&columns=owner&measures=orders,net&window=all",
    "cube=customers&rows=tier,region&columns=year",
    "cube=customers&rows=owner&columns=channel&region=none",
)

OTHER_NOUNS = ("deals", "invoices", "receipts", "instalments", "targets", "objections")


@pytest.fixture
def people(ana, bo, mei, ada, market):
    """Every way in which rights say which rows: own, team tree, all, a team alone, a territory, nothing, a share."""
    below = Team.objects.create(name="宁波组", parent=ana.team)
    sell(a_customer("无主客户", owner=None, region="华东"), TODAY, (market["green"], 1, 7))
    cui = a_person("Cui", team=below.name)
    sell(a_customer("小店", owner=cui, region="华南"), TODAY, (market["black"], 1, 9))
    Team.objects.filter(pk=below.pk).update(regions=["华南"])
    roles = {"team": "team", "territory": "territory", "none": "none", "all": "all", "tree": "tree"}
    firm = {word: a_person(f"R{word}", team=below.name if word == "territory" else ana.team.name) for word in roles}
    for word, person in firm.items():
        nouns = ("orders", "customers", *(OTHER_NOUNS if word == "none" else ()))
        person.grants = {"rights": {noun: {"read": roles[word]} for noun in nouns}}
        person.save()
    guest = a_person("Guest", team="South")
    shared = Order.objects.filter(customer=market["zheng"]).first()
    for row in (shared, market["chu"]):
        Share.objects.create(noun=row._meta.label_lower, object_id=row.pk, staff=guest, by=ada)
    return {"ana": ana, "bo": bo, "mei": mei, "ada": ada, "cui": cui, "guest": guest, **firm}


EVERYBODY = ("ana", "bo", "mei", "ada", "cui", "guest", "team", "territory", "all", "tree")


def test_the_total_of_each_person_is_the_sum_of_the_rows_they_may_see(people):
    at = built()
    totals = {}

    for name in EVERYBODY:
        net = numbers(ask("rows=-&columns=-&measures=net,orders&window=all", by=people[name], at=at))
        totals[name] = net.get((), None) or 0
        own = rows(Order, by=people[name])
        assert totals[name] == (OrderLine.objects.filter(order__in=own).aggregate(Sum("amount"))["amount__sum"] or 0), (
            name
        )

    assert totals["ana"] == 330
    assert totals["ada"] == 1096
    assert len(set(totals.values())) >= 6  # the personas are told apart


@pytest.mark.parametrize("name", EVERYBODY)
def test_the_records_behind_every_cell_are_just_those_it_counts(people, name):
    at, by = built(), people[name]

    for address in ADDRESSES:
        found = ask(address, by=by, at=at)
        entity = registry.entity_of(found.question.cube.records)
        for key in random.Random(1).sample(sorted(found.cells, key=str), min(len(found.cells), 25)):
            for measure in found.question.measures:
                link = drilling.address(found, key, measure)
                assert link, (address, key)
                records = Query.read(entity, QueryDict(urlsplit(link).query), by=by).found
                assert counted(records, measure.name, found, key) == (found.value(measure, key) or 0), (
                    address,
                    key,
                    link,
                )


def counted(records, measure, found, key):
    """The same number from the records that a cell leads to."""
    if measure == "net":
        lines = OrderLine.objects.filter(order__in=records.values("pk"))
        cut = {**dict(zip((one.name for one in found.question.axes), key, strict=True))}
        for name, path in (("category", "product__category"), ("product", "product__code")):
            if cut.get(name, ALL) is not ALL:
                lines = lines.filter(**{path: cut[name]})
        return lines.aggregate(Sum("amount"))["amount__sum"] or 0
    if measure == "customers" and found.question.cube.name == "sales":
        return records.exclude(customer=None).values("customer").distinct().count()
    return records.count()


def test_whoever_may_read_no_orders_has_no_cube_of_them(people):
    at = built()

    assert [cube.name for cube in cubes(by=people["none"])] == []
    with pytest.raises(Refusal):
        ask("cube=sales", by=people["none"], at=at)
    assert scope.within(declared("sales"), by=people["none"]).sql == "(1 = 0)"


def test_rights_hold_at_the_moment_of_the_question(people, market):
    at = built()
    before = numbers(ask("rows=-&columns=-&measures=net&window=all", by=people["bo"], at=at))

    Customer.objects.filter(pk=market["chu"].pk).update(owner=people["ana"])

    after = numbers(ask("rows=-&columns=-&measures=net&window=all", by=people["bo"], at=at))
    assert before == {(): 700}
    assert after == {(): None}


def test_a_field_kept_from_a_role_is_no_dimension_no_filter_and_no_measure_for_it(ana, market):
    at = built()
    ana.grants = {"fields": {"customers": {"region": "hidden", "tier": "hidden"}, "orders": {"total": "hidden"}}}

    for address in ("rows=region", "rows=month&region=华东", "rows=month&measures=net", "rows=tier", "calc=x:net*1"):
        with pytest.raises(Refusal, match="no dimension|no measure"):
            ask(f"{address}&measures=orders" if "measures" not in address else address, by=ana, at=at)
    offered = declared("sales")
    assert {"region", "tier"} & offered.dimensions(ana).keys() == set()
    assert offered.measures_of(ana).keys() == {"margin", "orders", "customers", "units"} - {"margin"}


def test_names_out_of_sight_are_not_told(people):
    found = ask("cube=sales&rows=product&columns=-&measures=orders&window=all", by=people["ana"], at=built())
    assert {line.words for line in found.lines} == {"龙井", "祁红", "盖碗", "Total"}


def test_a_stranger_to_every_cube_is_not_let_in(people, client):
    client.force_login(people["none"])

    assert client.get("/insight/cube/").status_code == 403
