"""Two runs of a measure are compared by what each of them kept."""

import shutil
from datetime import date

import pyarrow as pa
import pytest
from django.urls import reverse

from tests.cast import a_person, a_product, a_world
from zhike.insight.computing import compute, kept
from zhike.insight.models import Run
from zhike.insight.questions.runs import comparable, compare, who
from zhike.insight.tests.firm import JULY, a_firm, a_sale
from zhike.kit.access.models import Role

pytestmark = pytest.mark.django_db
AUGUST = date(2025, 8, 1)


@pytest.fixture(scope="module")
def computed(django_db_setup, django_db_blocker, tmp_path_factory):
    """The folder of July, and of August after Bai bought again."""
    folder = tmp_path_factory.mktemp("runs")

    def make():
        mei, bo = a_person("Mei", role=Role.MANAGER), a_person("Bo", team="South")
        firm = a_firm(zheng=mei, bai=mei, chu=bo)
        compute(JULY, by=mei)
        a_sale(firm["bai"], date(2025, 7, 10))
        compute(AUGUST, by=mei)
        return folder

    with a_world(django_db_blocker, make, WAREHOUSE_DIR=folder / "warehouse") as world:
        yield world


@pytest.fixture
def runs(db, computed, warehouse_folder):
    shutil.copytree(computed, warehouse_folder.parent, dirs_exist_ok=True)
    return lambda measure: reversed(list(comparable(measure)))


@pytest.fixture
def two(mei, bo):
    """Two runs of a measure, each with what it says of Bai, Chu and Zheng; Chu is not Mei's."""
    firm = a_firm(zheng=mei, bai=mei, chu=bo)

    def two(measure, table, *sides, **parameters):
        key = "customer" if measure == "recommend" else "id"
        for rows in sides:
            run = Run.objects.create(measure=measure, as_of=JULY, status="done", parameters=parameters)
            kept.keep(run, {table: pa.Table.from_pylist([row | {key: firm[name].pk} for name, row in rows])})
        return list(comparable(measure))[::-1]

    return two


def sums(compared):
    return {way: (total.customers, total.before, total.after) for way, total in compared.ways if total.customers}


def test_figures_grow_and_shrink_with_their_sums(runs, ada):
    found = compare(*runs("figures"), by=ada)

    assert sums(found) == {"grown": (1, 760, 1520), "same": (2, 5320, 5320)}
    assert found.total.change == 760


def test_only_customers_in_sight_are_counted(runs, mei, bo):
    assert compare(*runs("figures"), by=mei).total.customers == 2
    assert sums(compare(*runs("figures"), by=bo)) == {"same": (1, 760, 760)}


def test_who_stands_elsewhere_is_told_from_where_to_where(runs, ada):
    found = compare(*runs("ladder"), by=ada)

    assert found.movers == sum(total.customers for _was, _now, total in found.moved)
    assert all(was.code != now.code for was, now, _total in found.moved)


def test_a_run_that_kept_nothing_is_not_offered(runs, ada):
    newest = next(comparable("ladder"))
    kept.keep(newest, {})

    assert newest not in list(comparable("ladder"))


def test_the_page_compares_the_last_two_and_says_when_there_are_none(client, runs, ada):
    client.force_login(ada)

    page = client.get(reverse("insight:compare", args=["figures"])).content.decode()
    assert "What grew, what shrank" in page

    for run in Run.objects.all():
        kept.keep(run, {})
    none = client.get(reverse("insight:compare", args=["figures"])).content.decode()
    assert "Two runs are needed" in none
    assert f'href="{reverse("insight:home")}">To the computations' in none
    assert client.get(reverse("insight:compare", args=["nonsense"])).status_code == 404


def test_every_figure_opens_the_customers_behind_it(client, runs, ada, bo):
    left, right = runs("figures")
    client.force_login(ada)
    page = client.get(reverse("insight:compare", args=["figures"])).content.decode()
    behind = reverse("insight:compare-customers", args=["figures"])
    assert f"{behind}?left={left.pk}&amp;right={right.pk}&amp;way=grown" in page

    grown = client.get(behind, {"left": left.pk, "right": right.pk, "way": "grown"}).content.decode()
    client.force_login(bo)
    hidden = client.get(behind, {"left": left.pk, "right": right.pk, "way": "grown"}).content.decode()

    assert ("白露" in grown, "¥760" in grown, "¥1,520" in grown) == (True, True, True)
    assert "1 customer" in grown
    assert "白露" not in hidden


def test_who_went_from_one_place_to_another_is_named(client, runs, ada):
    left, right = runs("ladder")
    cell = compare(left, right, by=ada).found[0]

    found = who(left, right, by=ada, was=cell["was"], now=cell["now"])

    assert len(found) == cell["customers"]
    assert {(row["was"], row["now"]) for row in found} == {(cell["was"], cell["now"])}


@pytest.mark.parametrize("query", [{"left": "999999"}, {"right": "x"}])
def test_a_run_that_is_not_there_is_not_found(client, runs, ada, query):
    client.force_login(ada)

    assert client.get(reverse("insight:compare", args=["ladder"]), query).status_code == 404


def test_an_unknown_way_is_not_found(client, runs, ada):
    client.force_login(ada)

    assert client.get(reverse("insight:compare-customers", args=["ladder"]), {"way": "up"}).status_code == 404


def test_risks_are_compared_by_class_and_by_how_many_are_expected_to_leave(client, two, ada, mei):
    before = [("zheng", {"chance": 0.2}), ("bai", {"chance": 0.6}), ("chu", {"chance": 0.3})]
    after = [("zheng", {"chance": 0.5}), ("bai", {"chance": 0.4}), ("chu", {"chance": 0.3})]
    left, right = two("churn_risk", "chances", before, after, medium_from=0.25, high_from=0.5, horizon_days=91)

    found = compare(left, right, by=ada)

    assert [(was.code, now.code, total.customers) for was, now, total in found.moved] == [
        ("high", "medium", 1),
        ("low", "high", 1),
    ]
    assert {way: (round(one.before, 1), round(one.after, 1)) for way, one in found.ways if one.customers} == {
        "grown": (0.2, 0.5),
        "shrunk": (0.6, 0.4),
        "same": (0.3, 0.3),
    }
    client.force_login(mei)
    page = client.get(reverse("insight:compare", args=["churn_risk"])).content.decode()
    assert "how many of them are expected to leave" in page
    behind = reverse("insight:compare-customers", args=["churn_risk"])
    grown = client.get(behind, {"left": left.pk, "right": right.pk, "way": "grown"}).content.decode()
    assert ("郑山茶庄" in grown, "20.0%" in grown, "50.0%" in grown) == (True, True, True)


def test_each_run_calls_a_risk_what_its_own_rules_called_it(two, ada):
    left, right = two("churn_risk", "chances", [("bai", {"chance": 0.4})], [("bai", {"chance": 0.4})])
    right.parameters = {"medium_from": 0.1, "high_from": 0.3}

    (was, now, total) = compare(left, right, by=ada).moved[0]

    assert (was.code, now.code, total.customers) == ("medium", "high", 1)


def test_groups_are_compared_by_who_changed_theirs(client, two, ada, mei):
    before = [("zheng", {"cluster": 1}), ("bai", {"cluster": 2}), ("chu", {"cluster": None})]
    after = [("zheng", {"cluster": 1}), ("bai", {"cluster": 1}), ("chu", {"cluster": 2})]
    left, right = two("clusters", "members", before, after)

    found = compare(left, right, by=ada)

    assert {way: one.customers for way, one in found.ways} == {"moved": 1, "same": 1, "came": 1, "left": 0}
    assert compare(left, right, by=mei).total.customers == 2
    client.force_login(mei)
    page = client.get(reverse("insight:compare", args=["clusters"])).content.decode()
    assert "Group 2 → Group 1" in page
    assert "Groups are found anew in each run" in page


def test_offers_are_compared_by_the_first_product_of_each_by_name(client, two, mei, bo):
    kettle, cup = a_product(code="KT", name="水壶"), a_product(code="CP", name="茶杯")
    before = [("bai", {"item": kettle.code, "place": 1}), ("bai", {"item": cup.code, "place": 2})]
    after = [("bai", {"item": cup.code, "place": 1}), ("bai", {"item": kettle.code, "place": 2})]
    left, right = two("recommend", "offers", before, after)
    client.force_login(mei)

    page = client.get(reverse("insight:compare", args=["recommend"])).content.decode()
    behind = reverse("insight:compare-customers", args=["recommend"])
    moved = client.get(behind, {"left": left.pk, "right": right.pk, "way": "moved"}).content.decode()

    assert "水壶 → 茶杯" in page
    assert ("白露" in moved, "水壶" in moved, "茶杯" in moved) == (True, True, True)
    assert compare(left, right, by=bo).total.customers == 0
