"""What a picture says in words: its finding, its units, the other page where another figure has the same name."""

import pyarrow as pa
import pytest
from django.urls import reverse

from tests.cast import a_customer, a_person
from zhike.insight.computing import kept
from zhike.insight.models import Run
from zhike.insight.pictures import PICTURES
from zhike.insight.pictures.seen import Seen
from zhike.insight.tests.pictures_cast import JULY, keep

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(ana, bo):
    return [a_customer(name, owner=owner) for name, owner in (("清泉", ana), ("竹里", bo), ("松下", ana), ("云归", bo))]


@pytest.fixture
def admin():
    return a_person("Root", role="admin")


def cards(name, by):
    return PICTURES[name].build(Seen(kept.newest(name), by=by))


def made(measure, tables, **parameters):
    run = Run.objects.create(measure=measure, as_of=JULY, status="done", rule_version="v1", parameters=parameters)
    kept.keep(run, {name: pa.Table.from_pylist(rows) for name, rows in tables.items()})


def a_figure(kpi, unit, value, change=0.0):
    same = {"year_before": value - change, "change": change, "meaning": "Purchases per customer."}
    return {"kpi": kpi, "unit": unit, "value": value, **same}


def test_figures_of_the_board_carry_their_units_and_lead_to_what_they_are_made_of(admin):
    figures = [
        a_figure("customers", "customers", 1536.0),
        a_figure("churn", "share", 0.392),
        a_figure("frequency", "purchases", 4.141),
        a_figure("referrals", "per_hundred", 11.328, change=-1.04),
    ]
    made("loyalty", {"kpis": figures})

    [card] = cards("loyalty", admin)

    assert [tile.value for tile in card.tiles] == ["1,536 customers", "39.2%", "4.14 purchases", "11.3 per 100"]
    assert card.tiles[3].before == "−1"
    buyers, churn, frequency, _referrals = (tile.to for tile in card.tiles)
    assert buyers == f"{reverse('kit:list', args=['customers'])}?purchases_12m.min=1"
    assert churn == reverse("insight:picture", args=["churn"])
    assert frequency == ""


def test_what_a_figure_counts_stands_on_its_card(client, admin):
    made("loyalty", {"kpis": [a_figure("frequency", "purchases", 4.141)]})
    client.force_login(admin)

    page = client.get(reverse("insight:picture", args=["loyalty"])).content.decode()

    assert '<small class="meaning">Purchases per customer.</small>' in page


def test_who_sees_some_customers_is_not_sent_to_a_list_of_fewer(mei):
    made("loyalty", {"kpis": [a_figure("customers", "customers", 1536.0)]})

    [card] = cards("loyalty", mei)

    assert card.tiles[0].to == ""


def test_the_matrix_says_who_holds_the_value_to_come(admin, firm):
    places = (("keep", 900.0, 900.0), ("develop", 10.0, 60.0), ("defend", 800.0, 30.0), ("simplify", 10.0, 10.0))
    rows = [
        {"customer_id": customer.pk, "cell": cell, "present_value": now, "potential_value": later}
        for customer, (cell, now, later) in zip(firm, places, strict=True)
    ]
    made("matrix", {"customers": rows}, present_cut=100.0, potential_cut=50.0)

    [card] = cards("matrix", admin)

    assert card.sentences == [
        "The 1 customers to keep hold 90% of the value to come; 1 bring much and may soon bring little, "
        "1 bring little and may bring more."
    ]


def test_the_curve_says_what_half_of_them_did(admin):
    curve = [{"group": "all", "days": 99, "at_risk": 4, "events": 2, "survival": 0.5, "low_90": 0.4, "high_90": 0.6}]
    groups = [{"group": "all", "customers": 4, "events": 2, "median_days": 99.0}]
    made("survival", {"survival": curve, "groups": groups, "log_rank": []}, of="second_purchase")

    [card] = cards("survival", admin)

    assert card.sentences == ["All customers: half of them bought again within 99 days."]
    assert [words for _day, words in card.drawing.x_marks] == ["day 0", "day 90"]


def test_the_farthest_period_is_named(admin):
    odd = {"period": "2024-08-19", "value": 634000.0, "expected": 269000.0, "deviation": 365000.0, "robust_z": 3.7}
    usual = odd | {"period": "2024-08-26", "value": 270000.0, "deviation": 1000.0, "robust_z": 0.1}
    series = [odd | {"is_odd": True}, usual | {"is_odd": False}]
    made("anomalies", {"series": series, "found": [odd]})

    [card] = cards("anomalies", admin)

    assert card.sentences[1] == "The farthest: 2024-08-19, where ¥634K came and ¥269K was expected."


def test_newer_and_older_customers_are_compared_over_the_same_months(admin, firm):
    keep("cohorts", firm)

    fading = cards("cohorts", admin)[-1]

    assert len(fading.sentences) == 2
    assert fading.sentences[0].startswith("Months 1 to ")


def test_the_method_that_was_chosen_is_named_and_stands_out(admin):
    ahead = {"series": "all", "period": 1, "forecast": 10.0, "method": "ets"}
    ahead |= {"low_50": 9.0, "high_50": 11.0, "low_90": 8.0, "high_90": 12.0}
    past = [{"series": "all", "period": 0, "value": 9.0, "is_running": False}]
    tried = [
        {"method": method, "kind": "regular", "mase": mase, "smape": 20.0, "trials": 3, "is_chosen": method == "ets"}
        for method, mase in (("seasonal_naive", 0.9), ("ets", 0.704))
    ]
    made("forecast", {"forecast": [ahead], "history": past, "backtest": tried, "coverage": []})

    card = cards("forecast", admin)[-1]

    assert card.sentences[0] == "Exponential smoothing was chosen: its error of 0.7 is the smallest."
    assert list(card.drawing.tones) == ["t4", "t0"]


def test_both_pages_of_churn_say_that_the_other_counts_another_way():
    assert any("loyalty figures" in str(sentence) for sentence in PICTURES["churn"].reads)
    assert any("page of churn" in str(sentence) for sentence in PICTURES["loyalty"].reads)


def test_behind_a_group_each_figure_says_what_it_is_on_a_phone_too(client, ana, firm):
    rows = [
        {"customer_id": customer.pk, "cell": "keep", "present_value": 900.0, "potential_value": 950.0}
        for customer in firm
    ]
    made("matrix", {"customers": rows}, present_cut=100.0, potential_cut=50.0)
    client.force_login(ana)

    page = client.get(reverse("insight:picture-customers", args=["matrix"]), {"group": "keep"}).content.decode()

    assert page.count('data-label="Value to come">¥950<') == 2
    assert "over the customers you may see" in page
