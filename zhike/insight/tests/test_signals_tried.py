"""The settings of risk signals are a rule book: tried on history, published, and used by the night."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.cast import a_customer, a_receipt
from zhike.insight import actions
from zhike.insight.books import in_force, looked_at
from zhike.insight.computing import compute, deepen, kept
from zhike.insight.measures.cautions import MeasureRefused
from zhike.insight.models import Draft, Trial
from zhike.insight.questions.signals_tried import tried_signals
from zhike.insight.tests.firm import JULY, a_firm
from zhike.insight.tests.test_rules_tried import tried

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2025, 6, 20)


@pytest.fixture(autouse=True)
def july():
    with time_machine.travel("2025-07-01T09:00+08:00"):
        yield


@pytest.fixture
def paid(mei, bo):
    """Payments that look like one paid twice: 3 days apart by Mei's customer, 12 days apart by Bo's."""
    a_firm()
    for owner, name, apart in ((mei, "近水茶庄", 3), (bo, "远山茶行", 12)):
        customer = a_customer(name, owner=owner)
        for day in (DAY - timedelta(days=apart), DAY):
            told = {"received_on": day, "payer": name, "reference": f"R{customer.pk}"}
            a_receipt(customer=customer, owner=owner, amount=800, **told)


def settings(**changed):
    return {**looked_at("signals").settings, **changed}


def a_trial(*, by, **changed):
    return tried(actions.draft("signals", settings(**changed), by=by, note="Wider."), by=by)


def test_wider_days_tell_more_alerts_and_nothing_is_published(paid, mei):
    told = tried_signals(a_trial(by=mei, duplicate_days=14), by=mei)

    assert told["lines"] == [{"rule": "twice", "was": 1, "now": 2}]
    assert (told["was"], told["now"], len(told["months"])) == (1, 2, 12)
    assert {(row["was"], row["now"]) for row in told["months"]} == {(0, 0)}  # all was paid in June
    assert in_force("signals").version == 1


def test_narrower_days_tell_fewer(paid, ada):
    told = tried_signals(a_trial(by=ada, duplicate_days=2), by=ada)

    assert told["lines"] == [{"rule": "twice", "was": 1, "now": 0}]
    assert [(row["way"], row["rule"], row["name"], row["at_risk"]) for row in told["changed"]] == [
        ("gone", "twice", "近水茶庄", 800.0)
    ]


def test_a_month_gone_by_is_judged_by_its_own_window(paid, mei):
    with time_machine.travel("2025-08-05T09:00+08:00"):
        told = tried_signals(a_trial(by=mei, duplicate_days=14), by=mei)

    by_month = {row["day"]: (row["was"], row["now"]) for row in told["months"]}
    assert (by_month["2025-06-01"], by_month["2025-07-01"]) == ((0, 0), (1, 2))


def test_alerts_out_of_sight_are_counted_and_not_named(client, paid, mei, bo, ada):
    trial = a_trial(by=mei, duplicate_days=14)
    client.force_login(mei)

    page = client.get(reverse("insight:draft", args=[trial.draft_id])).content.decode()

    assert "Alerts: 1 → 2" in page
    assert "1 more is not in your sight" in page
    assert "远山茶行" not in page
    assert [row["name"] for row in tried_signals(trial, by=ada)["changed"]] == ["远山茶行"]
    assert tried_signals(trial, by=bo) is None


def test_the_page_of_rules_takes_what_is_typed_and_tries_it(client, paid, mei):
    client.force_login(mei)
    address = reverse("insight:rules", args=["signals"])
    form = client.get(address).context["form"]
    typed = {**form.initial, "duplicate_days": "14", "near": "75", "note": "Wider."}

    answer = client.post(address, typed)

    draft = Draft.objects.get(measure="signals")
    assert answer.url == reverse("insight:draft", args=[draft.pk])
    assert draft.settings == settings(duplicate_days=14, near=0.75)


@pytest.mark.parametrize("changed", [{"near": 1.0}, {"days": 0}, {"threshold": 0}])
def test_settings_that_make_no_sense_are_refused(paid, mei, changed):
    with pytest.raises(MeasureRefused):
        actions.draft("signals", settings(**changed), by=mei)
    assert not Draft.objects.exists()


def test_what_is_published_is_what_the_night_goes_by_and_keeps_its_trial(client, paid, ada, bo):
    compute(JULY, by=ada)
    trial = a_trial(by=ada, duplicate_days=14)
    book = actions.publish_draft(trial.draft, by=ada, note="Wider.")

    run = next(run for run in deepen(by=ada) if run.measure == "signals")

    assert (run.rule_version, run.parameters["duplicate_days"]) == ("v2", 14)
    assert kept.table(run, "alerts").num_rows == 2
    assert Trial.objects.get(book=book).pk == trial.pk
    address = reverse("insight:version", args=["signals", 2])
    client.force_login(ada)
    assert "Alerts: 1 → 2" in client.get(address).content.decode()
    client.force_login(bo)
    page = client.get(address).content.decode()
    assert "counted over the whole firm" in page
    assert "Alerts: 1" not in page


def test_a_refusal_stands_beside_the_setting_it_is_about_and_what_was_typed_stays(client, paid, mei):
    client.force_login(mei)
    address = reverse("insight:rules", args=["signals"])
    typed = {**client.get(address).context["form"].initial, "near": "100", "note": "All of it."}

    answer = client.post(address, typed)

    form = answer.context["form"]
    assert answer.status_code == 422
    assert list(form.errors) == ["near"]
    assert form["note"].value() == "All of it."
    assert not Draft.objects.exists()
