"""Several people at the rules of one measure: nobody overwrites what they have not seen."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cast import a_person
from zhike.insight import actions
from zhike.insight.books import in_force, looked_at
from zhike.insight.models import Draft, RuleBook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def ben():
    return a_person("Ben", role="manager")


def rules(**changed):
    return {**looked_at("ladder").settings, **changed}


def form_of(page, **changed):
    """What a browser sends of the form of a page, some of it typed otherwise."""
    form = page.context["form"]
    return {field.html_name: field.value() or "" for field in form} | {"note": "Short season"} | changed


def test_of_two_who_change_one_draft_the_second_is_told(client, mei, ben):
    draft = actions.draft("ladder", rules(new_days=60), by=mei, note="x")
    address = reverse("insight:draft", args=[draft.pk])
    client.force_login(ben)
    seen = client.get(address)
    actions.redraft(draft, rules(new_days=50), by=mei, note="x")

    answer = client.post(address, form_of(seen, new_days=40, active_purchase_days_12m=3))

    assert answer.status_code == 422
    assert "Somebody changed this draft meanwhile" in answer.content.decode()
    assert Draft.objects.get().settings == rules(new_days=50)


def test_a_draft_that_says_something_else_than_was_seen_is_not_published(client, mei, ada):
    draft = actions.draft("ladder", rules(new_days=60), by=mei, note="x")
    in_force("ladder")
    client.force_login(ada)
    seen = client.get(reverse("insight:draft", args=[draft.pk])).context["draft"].edition
    publish = reverse("insight:publish", args=[draft.pk])
    actions.redraft(draft, rules(new_days=1), by=mei, note="x")

    refused = client.post(publish, {"note": "x", "edition": seen})

    assert "Somebody changed this draft meanwhile" in refused.content.decode()
    assert RuleBook.objects.count() == 1
    assert client.post(publish, {"note": "x", "edition": Draft.objects.get().edition}).status_code == 302
    assert in_force("ladder").settings["new_days"] == 1


def test_a_form_that_was_open_while_others_published_makes_a_draft_of_the_version_it_shows(client, mei, ada):
    in_force("ladder")
    client.force_login(mei)
    address = reverse("insight:rules", args=["ladder"])
    seen = client.get(address)
    actions.publish("ladder", rules(core_purchases_12m=9), by=ada, note="Stricter", version=1)

    page = client.get(client.post(address, form_of(seen, new_days=60)).url)

    draft = Draft.objects.get()
    assert (draft.version, draft.settings["core_purchases_12m"]) == (1, 4)
    assert "v2 was published meanwhile" in page.content.decode()
    refused = client.post(reverse("insight:publish", args=[draft.pk]), {"note": "x"})
    assert "Somebody saved version 2 meanwhile" in refused.content.decode()
    assert in_force("ladder").settings["core_purchases_12m"] == 9


def test_what_is_drafted_follows_the_version_that_is_to_come(client, mei, ana):
    later = timezone.localdate() + timedelta(days=9)
    in_force("ladder")
    actions.publish("ladder", rules(core_purchases_12m=9), by=mei, note="x", version=1, effective_from=later)
    address = reverse("insight:rules", args=["ladder"])
    client.force_login(mei)
    seen = client.get(address)

    client.post(address, form_of(seen, new_days=60))

    assert "Below stand the rules of v2" in seen.content.decode()
    assert (Draft.objects.get().version, Draft.objects.get().settings["core_purchases_12m"]) == (2, 9)
    client.force_login(ana)
    assert client.get(address).context["form"]["core_purchases_12m"].value() == 4
