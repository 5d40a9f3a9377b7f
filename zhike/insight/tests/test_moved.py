"""Whom other rules move is a condition of the customer list like any other, within the rights of who asks."""

import re
import shutil

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import a_person, a_role, a_world
from zhike.insight import actions
from zhike.insight.books import newest
from zhike.insight.computing import compute
from zhike.insight.models import Trial
from zhike.insight.tests.firm import JULY, a_firm, a_sale
from zhike.insight.tests.test_rules_tried import rules, tried
from zhike.kit.access.models import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]

JULY_1 = "2025-07-01T09:00+08:00"


@pytest.fixture
def july():
    with time_machine.travel(JULY_1):
        yield


@pytest.fixture(scope="module")
def judged(django_db_setup, django_db_blocker, tmp_path_factory):
    """Everybody is judged; by a draft Bai of Ana and Zheng of Bo's boss would go from new and core to elsewhere."""
    folder = tmp_path_factory.mktemp("judged")

    def make():
        mei = a_person("Mei", role=Role.MANAGER)
        firm = a_firm(zheng=mei, bai=a_person("Ana"))
        with time_machine.travel(JULY_1):
            compute(JULY, by=mei)
            draft = actions.draft("ladder", rules(new_days=5, core_purchases_12m=9), by=mei, note="Short season")
            tried(draft, by=mei)
        return firm, draft, folder

    with a_world(django_db_blocker, make, WAREHOUSE_DIR=folder / "warehouse") as world:
        yield world


@pytest.fixture
def firm(db, judged, warehouse_folder):
    shutil.copytree(judged[2], warehouse_folder.parent, dirs_exist_ok=True)
    return judged[0]


@pytest.fixture
def draft(firm, judged):
    return judged[1]


@pytest.fixture
def published(firm, mei):
    """Version 2 moves Bai; Dong moves by what he did meanwhile. There is no draft."""
    Trial.objects.all().delete()
    actions.publish("ladder", rules(new_days=5), by=mei, note="x", version=newest("ladder").version)
    a_sale(firm["dong"], JULY.replace(month=6, day=28))
    compute(JULY, by=mei)


def names(client, asked):
    """The customers of a list, in its order."""
    page = client.get("/customers/", asked)
    assert page.status_code == 200
    return re.findall(r'class="title"[^>]*>\s*(?:<[^>]+>\s*)*([^<\s]+)', page.content.decode())


def opened(client, address, **asked):
    """The address of the customer list that a page with moves opens."""
    page = client.get(address, asked).content.decode()
    return re.search(r'href="/customers/\?moved_by_rules=([^"]+)"', page)[1]


def test_who_would_move_opens_as_a_customer_list(client, draft, mei):
    client.force_login(mei)
    value = opened(client, reverse("insight:draft", args=[draft.pk]))

    page = client.get("/customers/", {"moved_by_rules": value}).content.decode()

    assert value == f"draft-{draft.pk}"
    assert names(client, {"moved_by_rules": value}) == ["白露", "郑山茶庄"]
    assert "Loyalty ladder, draft “Short season”" in page
    assert f"export/?moved_by_rules={value}" in page


def test_a_cell_of_the_matrix_opens_those_of_the_cell(client, draft, mei):
    client.force_login(mei)
    value = opened(client, reverse("insight:draft", args=[draft.pk]), was="new", now="inactive")

    page = client.get("/customers/", {"moved_by_rules": value}).content.decode()

    assert value == f"draft-{draft.pk}.rules.new.inactive"
    assert names(client, {"moved_by_rules": value}) == ["白露"]
    assert "draft “Short season”: New customer → Inactive customer" in page


def test_a_list_of_movers_asks_one_question_more_than_any_list_with_a_condition(client, draft, mei):
    client.force_login(mei)
    client.get("/customers/", {"kind": "consumer"})

    asked = []
    for condition in ({"kind": "consumer"}, {"moved_by_rules": f"draft-{draft.pk}"}):
        with CaptureQueriesContext(connection) as queries:
            client.get("/customers/", condition)
        asked.append([query["sql"] for query in queries])

    assert len(asked[1]) == len(asked[0]) + 1, asked[1]


def test_who_moved_by_a_version_is_told_apart_from_who_moved_by_behaviour(client, published, mei):
    client.force_login(mei)
    address = reverse("insight:version", args=["ladder", 2])
    by_rules, by_deeds = opened(client, address), opened(client, address, cause="behaviour")

    assert (by_rules, by_deeds) == ("ladder-v2", "ladder-v2.behaviour")
    assert names(client, {"moved_by_rules": by_rules}) == ["白露"]
    assert names(client, {"moved_by_rules": by_deeds}) == ["东篱"]


def test_it_is_a_condition_like_any_other(client, published, mei):
    client.force_login(mei)

    text = "not moved_by_rules in (ladder-v2.rules.new.inactive, ladder-v2.behaviour) and moved_by_rules is empty"

    assert "白露" not in names(client, {"filter": text})
    assert "郑山茶庄" in names(client, {"filter": text})
    assert names(client, {"moved_by_rules": ["ladder-v2", "none"], "kind": "consumer"}) == ["白露"]


def test_of_drafts_who_may_not_draft_learns_nothing(client, draft, ana):
    client.force_login(ana)

    page = client.get("/customers/", {"moved_by_rules": f"draft-{draft.pk}"}).content.decode()

    assert names(client, {"moved_by_rules": f"draft-{draft.pk}"}) == []
    assert "Short season" not in page
    assert "Short season" not in client.get("/customers/filter/moved_by_rules/").content.decode()


def test_a_version_shows_everybody_their_own_customers(client, published, ana, bo):
    for person, expected in ((ana, ["白露"]), (bo, [])):
        client.force_login(person)
        assert names(client, {"moved_by_rules": "ladder-v2"}) == expected


def test_who_may_not_see_the_rung_learns_of_no_move_of_it(client, published, ana):
    a_role(ana, fields={"customers": {"rung": "hidden"}})
    client.force_login(ana)

    assert names(client, {"moved_by_rules": "ladder-v2"}) == []


@pytest.mark.parametrize("asked", ["ladder", "draft-", "ladder-v2.whim", "ladder-v2.rules.new", "draft-1;drop"])
def test_what_names_no_trial_is_refused(client, mei, asked):
    client.force_login(mei)

    assert client.get("/customers/", {"moved_by_rules": asked}).status_code == 400
