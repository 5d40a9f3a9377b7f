"""Two runs of a measure are compared by what each of them kept."""

from datetime import date

import pytest
from django.urls import reverse

from zhike.insight.computing import compute, kept
from zhike.insight.models import Run
from zhike.insight.questions.runs import comparable, compare, who
from zhike.insight.tests.firm import JULY, a_firm, a_sale

pytestmark = pytest.mark.django_db
AUGUST = date(2025, 8, 1)


@pytest.fixture
def runs(db, mei, bo):
    """July, and August after Bai bought again."""
    firm = a_firm(zheng=mei, bai=mei, chu=bo)
    compute(JULY, by=mei)
    a_sale(firm["bai"], date(2025, 7, 10))
    compute(AUGUST, by=mei)
    return lambda measure: reversed(list(comparable(measure)))


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
    assert "Two runs are needed" in client.get(reverse("insight:compare", args=["figures"])).content.decode()
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
