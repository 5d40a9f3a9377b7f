"""Rules are changed by managers, in sentences, with a reason; a refusal keeps what was typed."""

from datetime import date

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from zhike.insight.actions import publish
from zhike.insight.books import BOOKS, in_force, measure_of
from zhike.insight.measures.cautions import MeasureRefused
from zhike.insight.models import Draft, RuleBook, Run
from zhike.insight.rules import direction, latest_month, months, next_month
from zhike.kit.audit.models import Trace
from zhike.kit.events import Event
from zhike.kit.refusal import Refusal

pytestmark = pytest.mark.django_db


def typed(client, measure, **changed):
    """What a browser would send back, with some inputs changed."""
    form = client.get(reverse("insight:rules", args=[measure])).context["form"]
    return {name: form[name].value() for name in form.fields} | changed


def sent(client, measure, **changed):
    return client.post(reverse("insight:rules", args=[measure]), typed(client, measure, **changed))


@pytest.mark.parametrize("measure", [one for one in BOOKS if one != "market"])  # kept like rules, and none
def test_the_first_use_writes_the_defaults_down_as_version_one(measure):
    book = in_force(measure)

    assert (book.version, book.made_by.is_robot) == (1, True)
    assert measure_of(book).name == measure
    assert in_force(measure).pk == book.pk


def test_a_manager_drafts_and_publishes_a_new_version_and_says_why(client, mei):
    client.force_login(mei)

    answer = sent(client, "ladder", new_days=60, core_value_share="25", note="春茶季短")

    draft = Draft.objects.get()
    assert answer.headers["Location"] == reverse("insight:draft", args=[draft.pk])
    assert not RuleBook.objects.filter(version=2).exists()
    client.post(reverse("insight:publish", args=[draft.pk]), {"note": "春茶季短"})
    book = in_force("ladder")
    assert (book.version, book.made_by, book.note) == (2, mei, "春茶季短")
    assert (book.settings["new_days"], book.settings["core_value_share"]) == (60, 0.25)
    assert RuleBook.objects.get(measure="ladder", version=1).settings["new_days"] == 90


def test_a_new_version_is_traced_and_announced(mei):
    publish("ladder", {**in_force("ladder").settings, "new_days": 60}, by=mei, note="x", version=1)

    assert Trace.objects.get(verb="insight.publish").changes == {"new_days": ["90", "60"]}
    assert Event.objects.get(name="insight.rules_published").keys == {"measure": "ladder", "version": 2, "by": mei.pk}


def test_settings_that_make_no_sense_are_refused_and_kept_in_the_form(client, mei):
    client.force_login(mei)

    answer = sent(client, "ladder", active_within_gaps="9", note="try")

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Silence grows from active to inactive to edge, so the three limits must rise." in page
    assert 'name="active_within_gaps" value="9"' in page
    assert 'value="try"' in page
    assert in_force("ladder").version == 1


def test_the_shares_of_the_pyramid_add_up_to_a_hundred(client, mei):
    client.force_login(mei)

    assert (
        "The shares of the tiers must add up to 1, not 1.01."
        in sent(client, "pyramid", shares_0="2", note="x").content.decode()
    )
    assert sent(client, "pyramid", shares_0="2", shares_3="79", note="x").status_code == 302
    assert Draft.objects.get().settings == {"shares": [0.02, 0.04, 0.15, 0.79], "value": "margin_12m"}


@pytest.mark.parametrize("number", ["", "-1", "0", "many", "1e99", "2.5"])
def test_a_day_count_is_a_whole_number_above_zero(client, mei, number):
    client.force_login(mei)

    assert sent(client, "ladder", new_days=number, note="x").status_code == 422
    assert in_force("ladder").version == 1


def test_rules_do_not_change_without_a_reason(client, mei):
    client.force_login(mei)

    assert sent(client, "ladder", new_days=60, note="").status_code == 422
    assert in_force("ladder").version == 1


def test_staff_read_the_rules_and_cannot_change_them(client, ana):
    client.force_login(ana)

    page = client.get(reverse("insight:rules")).content.decode()
    assert "Managers and administrators can change these." in page
    assert "<fieldset disabled>" in page

    answer = sent(client, "ladder", new_days=60, note="x")
    assert "Your role does not allow this. Ask an administrator." in answer.content.decode()
    assert not Draft.objects.exists()


def test_two_people_cannot_save_over_each_other(mei):
    settings = in_force("ladder").settings
    publish("ladder", {**settings, "new_days": 60}, by=mei, note="first", version=1)

    with pytest.raises(Refusal, match="version 2"):
        publish("ladder", {**settings, "new_days": 30}, by=mei, note="second", version=1)

    assert in_force("ladder").settings["new_days"] == 60


def test_saving_the_same_rules_is_refused(mei):
    with pytest.raises(Refusal, match="already"):
        publish("ladder", in_force("ladder").settings, by=mei, note="x", version=1)


def test_unknown_settings_are_refused(mei):
    with pytest.raises(MeasureRefused, match="no setting named colour"):
        publish("ladder", {**in_force("ladder").settings, "colour": 3}, by=mei, note="x", version=1)


def test_after_a_change_the_page_offers_to_compute(client, mei):
    client.force_login(mei)
    in_force("ladder")
    Run.objects.create(measure="ladder", as_of=date(2025, 7, 1), rule_version="v1", status="done")
    assert "Compute now" not in client.get(reverse("insight:rules")).content.decode()

    publish("ladder", {**in_force("ladder").settings, "new_days": 60}, by=mei, note="x", version=1)
    ProcrastinateJob.objects.all().delete()

    page = client.get(reverse("insight:rules")).content.decode()
    assert "The standings were computed with v1; v2 is in force." in page
    assert 'name="as_of" value="2025-07-01"' in page


def test_the_rules_of_other_measures_have_no_page(client, mei):
    client.force_login(mei)

    assert client.get(reverse("insight:rules", args=["loyalty"])).status_code == 404


@pytest.mark.parametrize(
    ("was", "now", "went"),
    [
        ("active", "core", "up"),
        ("core", "edge", "down"),
        ("edge", "lost", "lost"),
        ("lost", "active", "up"),
        ("core", "core", "same"),
        (None, "new", "came"),
        ("new", None, "left"),
    ],
)
def test_a_move_has_a_direction(was, now, went):
    assert direction(("core", "active", "new", "edge", "lost"), was, now) == went


def test_months_count_from_their_first_days():
    assert list(months(date(2025, 11, 30), date(2026, 1, 1))) == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
    ]
    assert next_month(date(2025, 12, 31)) == date(2026, 1, 1)
    assert (latest_month(date(2026, 1, 1)), latest_month(date(2026, 1, 2))) == (date(2025, 12, 1), date(2026, 1, 1))
