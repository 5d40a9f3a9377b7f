"""The pages show a person's own customers, in both languages, with few queries, and every number leads to its rows."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.cast import a_customer, a_person, a_standing
from zhike.insight.models import Run

pytestmark = pytest.mark.django_db
JUNE, JULY = date(2025, 6, 1), date(2025, 7, 1)
PICTURES = ("ladder", "pyramid", "lifecycle", "rfm", "home", "rules")


@pytest.fixture
def computed(ana, bo):
    """One computation as of July; two customers of Ana, one of Bo."""
    for measure in ("rfm", "abc", "pyramid", "ladder", "lifecycle", "figures"):
        Run.objects.create(
            measure=measure, as_of=JULY, rule_version="v1", status="done", finished_at="2025-07-01T03:00Z"
        )
    return {
        "rose": a_mover(ana, "new", "core"),
        "slipped": a_mover(ana, "core", "edge"),
        "other": a_mover(bo, "core", "lost"),
    }


def a_mover(owner, was, now):
    numbers = {"net_sales_12m": Decimal(12000), "margin_12m": Decimal(5000)}
    customer = a_customer(f"{now}客户", owner=owner, tier="gold", abc="A", rfm="545", lifecycle="active", **numbers)
    a_standing(customer, "rung", was, since=JUNE, until=JULY, as_of=JULY)
    evidence = {"purchases_90d": 3, "days_since_last_purchase": 12, "expected_gap_days": 30.2, "gap_is_own": True}
    a_standing(customer, "rung", now, since=JULY, as_of=JULY, evidence=evidence)
    return customer


def shown(client, name, *args, **query):
    answer = client.get(reverse(f"insight:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("picture", PICTURES)
def test_every_picture_is_drawn_in_both_languages(client, mei, computed, picture, language):
    mei.language = language
    mei.save()
    client.force_login(mei)

    page = shown(client, picture)

    heading = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)[1]
    assert bool(re.search(r"[\u4e00-\u9fff]", heading)) == (language == "zh-hans")


@pytest.mark.parametrize("picture", ["ladder", "pyramid", "lifecycle", "rfm"])
def test_who_serves_nobody_yet_is_told_so(client, computed, picture):
    client.force_login(a_person("Cui"))

    assert "No customer of yours is judged yet" in shown(client, picture)


def test_the_ladder_shows_own_customers_and_the_movement_of_the_month(client, ana, computed):
    client.force_login(ana)

    page = shown(client, "ladder")

    assert "As of 2025-07-01 · rules v1" in page
    assert "2 customers" in page
    assert "Net movement 0 · up 1, down 1." in page
    assert (
        "Those who slipped brought ¥5,000 margin in twelve months; 1 of them is a gold customer, with ¥5,000." in page
    )
    assert f"{reverse('insight:moves', args=['rung'])}?month=2025-06&amp;was=core&amp;now=edge" in page
    assert f"{reverse('kit:list', args=['customers'])}?rung=core" in page


def test_behind_a_number_of_the_matrix_stands_who_and_why(client, ana, computed):
    client.force_login(ana)

    page = shown(client, "moves", "rung", month="2025-06", was="core", now="edge")

    assert "edge客户" in page
    assert "3 purchases in 90 days · 12 days since the last purchase · usually every 30 days · rules v1" in page
    assert reverse("kit:detail", args=["customers", computed["slipped"].pk]) in page


def test_the_customers_of_others_are_nowhere(client, ana, computed):
    client.force_login(ana)

    for page in (shown(client, "ladder"), shown(client, "moves", "rung", month="2025-06", was="core", now="lost")):
        assert "lost客户" not in page
    assert "Nobody of yours went this way" in page


@pytest.mark.parametrize("query", [{"was": "core", "now": "nonsense"}, {"was": "'; --", "now": "core"}])
def test_an_unknown_rung_is_not_found(client, ana, computed, query):
    client.force_login(ana)

    assert client.get(reverse("insight:moves", args=["rung"]), query).status_code == 404
    assert client.get(reverse("insight:moves", args=["nonsense"])).status_code == 404


def test_an_unknown_month_shows_the_newest(client, ana, computed):
    client.force_login(ana)

    assert "Movement of June 2025" in shown(client, "ladder", month="1999-13")


def test_the_pyramid_leads_to_the_customers_of_each_tier(client, ana, computed):
    client.force_login(ana)

    page = shown(client, "pyramid")

    assert f"{reverse('kit:list', args=['customers'])}?tier=gold" in page
    assert "<b>2</b> <small>100.0%</small>" in page
    assert "<b>¥10K</b>" in page


def test_the_pyramid_says_the_borders_of_abc_as_the_rules_of_the_run_have_them(client, ana, computed):
    Run.objects.filter(measure="abc").update(parameters={"a_share": 0.7, "b_share": 0.9})
    client.force_login(ana)

    page = shown(client, "pyramid")

    assert "A brings the first 70% of net sales, B the next 20%" in page
    assert "2 customers at the top (Gold, 100.0% of those ranked) bring 100.0% of the money." in page


@pytest.mark.parametrize("picture", ["ladder", "pyramid", "lifecycle", "rfm"])
def test_who_sees_some_customers_is_told_that_these_are_not_all(client, ana, computed, picture):
    client.force_login(ana)
    assert "over the customers you may see" in shown(client, picture)

    client.force_login(a_person("Root", role="admin"))
    assert "over the customers you may see" not in shown(client, picture)


def test_the_grid_leads_to_the_customers_of_each_cell(client, ana, computed):
    client.force_login(ana)

    assert f"{reverse('kit:list', args=['customers'])}?rfm=54" in shown(client, "rfm")


def test_insight_tells_what_was_computed_and_with_which_reservations(client, mei, computed):
    Run.objects.create(
        measure="clv",
        as_of=JULY,
        status="failed",
        finished_at="2025-07-01T03:00Z",
        warnings=[
            {"code": "refused", "sentence": "Give at least one as-of date.", "values": {}},
            {"code": "rows_after_as_of", "sentence": "%(rows)s rows are dated on or after %(as_of)s and were left out.",
             "values": {"rows": 3, "as_of": "2025-07-01"}},
        ],
    )  # fmt: skip
    client.force_login(mei)

    page = shown(client, "home")

    assert "Numbers as of 2025-07-01" in page
    assert "3 rows are dated on or after 2025-07-01 and were left out." in page
    assert "not computed" in page


def test_a_computation_that_waits_is_looked_after(client, mei, computed):
    client.force_login(mei)
    client.post(reverse("insight:recompute"))

    assert 'hx-trigger="every 2s"' in shown(client, "runs")


def test_a_running_computation_is_asked_for_again(client, mei, computed):
    Run.objects.create(measure="ladder", as_of=JULY)
    client.force_login(mei)

    assert 'hx-trigger="every 2s"' in shown(client, "runs")
    Run.objects.filter(status="running").update(status="done", finished_at="2025-07-01T03:00Z")
    assert "every 2s" not in shown(client, "runs")


@pytest.mark.parametrize(
    ("picture", "budget"), [("ladder", 9), ("pyramid", 8), ("lifecycle", 9), ("rfm", 7), ("home", 8)]
)
def test_a_picture_asks_few_questions_however_many_customers(
    client, ana, computed, picture, budget, django_assert_max_num_queries
):
    for _ in range(5):
        a_mover(ana, "new", "core")
    client.force_login(ana)
    shown(client, picture)  # the first page of a session also notes where it is used

    with django_assert_max_num_queries(budget):
        shown(client, picture)


def test_a_page_of_movers_asks_few_questions(client, ana, computed, django_assert_max_num_queries):
    for _ in range(5):
        a_mover(ana, "new", "core")
    client.force_login(ana)
    shown(client, "moves", "rung", month="2025-06", was="new", now="core")

    with django_assert_max_num_queries(9):
        shown(client, "moves", "rung", month="2025-06", was="new", now="core")


@pytest.mark.parametrize("day", ["2025-13-45", "2099-01-01"])
def test_a_day_that_cannot_be_computed_is_refused(client, mei, computed, day):
    client.force_login(mei)

    answer = client.post(reverse("insight:recompute"), {"as_of": day})

    assert answer.status_code == 400
    assert "choose today or a day before" in answer.content.decode()
