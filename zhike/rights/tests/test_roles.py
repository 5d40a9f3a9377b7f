"""Making roles, giving them, and what they cannot say."""

import pytest
from django.urls import reverse

from tests.cast import a_customer, a_person, a_role
from zhike.exchange.exporting import delivering
from zhike.exchange.exporting.sheet import Sheet
from zhike.kit import registry
from zhike.kit.access.models import Role, Staff, Team
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import refused, trace
from zhike.rights import roles
from zhike.rights.models import RoleDefinition

pytestmark = pytest.mark.django_db


def test_an_administrator_makes_a_role_and_gives_it(ada, ana, bo):
    role = roles.define(by=ada, name="Clerk", based_on="staff")
    roles.change(role, by=ada, rights={"customers": {"read": "team"}}, fields={"customers": {"note": "hidden"}})
    roles.give(role, by=ada, to=[ana.pk, bo.pk])

    assert [one.name for one in roles.holders(role)] == ["Ana", "Bo"]
    assert fresh(ana).grants == {
        "role": role.pk,
        "name": "Clerk",
        "rights": {"customers": {"read": "team"}},
        "fields": {"customers": {"note": "hidden"}},
    }
    assert trace(role) == ["Ada created this", "Ada changed this", "Ada gave this role"]


def test_what_a_role_says_counts_at_once_for_all_who_hold_it(ada, ana):
    role = a_role(ana)

    roles.change(role, by=ada, rights={}, fields={}, row_budget=7, based_on="manager")

    assert fresh(ana).grants["budget"] == 7
    assert fresh(ana).role == "manager"


def test_whoever_gives_a_role_up_has_the_built_in_one(ada, ana, bo):
    role = a_role(ana, bo)

    roles.give(role, by=ada, to=[bo.pk])

    assert (fresh(ana).grants, fresh(bo).grants["role"]) == ({}, role.pk)


@pytest.mark.parametrize(
    ("rights", "fields"),
    [
        ({"nothing": {"read": "own"}}, {}),
        ({"customers": {"fly": "own"}}, {}),
        ({"customers": {"read": "some"}}, {}),
        ({"tasks": {"read": "territory"}}, {}),
        ({"products": {"read": "own"}}, {}),
        ({}, {"customers": {"name": "hidden"}}),
        ({}, {"orders": {"placed_at": "hidden"}}),
        ({}, {"customers": {"known_since": "masked"}}),
        ({}, {"customers": {"tags": "hidden"}}),
        ({}, {"customers": {"no_such": "read"}}),
    ],
)
def test_what_a_role_cannot_say(ada, rights, fields):
    role = a_role()

    with refused("A role cannot say"):
        roles.change(role, by=ada, rights=rights, fields=fields)


def test_only_administrators_decide_and_never_about_themselves(ada, mei, ana):
    role = a_role()
    with refused("Your role does not allow this"):
        roles.define(by=mei, name="Chief", based_on="admin")
    with refused("Your role does not allow this"):
        roles.give(role, by=mei, to=[ana.pk])
    with refused("Nobody changes their own role"):
        roles.give(role, by=ada, to=[ada.pk])
    with refused("of this name"):
        roles.define(by=ada, name="Clerk", based_on="staff")


def test_a_program_needs_the_scope_of_administrators(ada):
    ada.scopes = frozenset({"*:write"})

    with refused("Your role does not allow this"):
        roles.define(by=ada, name="Chief", based_on="admin")


def test_the_pages_make_change_and_give(ada, ana):
    screen = at_the_screen(ada)
    made = screen.post(reverse("rights:roles"), {"name": "Clerk", "based_on": "staff"})
    role = RoleDefinition.objects.get()
    assert made["Location"] == reverse("rights:role", args=[role.pk])

    typed = {"name": "Clerk", "based_on": "staff", "row_budget": "20", "people": [ana.pk]}
    typed |= {"right:customers:read": "team", "right:customers:change.share": "none", "field:customers:note": "hidden"}
    saved = screen.post(made["Location"], typed)

    assert saved.status_code == 302
    assert fresh(ana).grants == RoleDefinition.objects.get().grants
    assert fresh(ana).grants["rights"] == {"customers": {"read": "team", "change.share": "none"}}
    page = screen.get(made["Location"]).content.decode()
    assert '<option value="team" selected>' in page


def test_a_wrong_word_is_said_beside_the_form(ada):
    role = a_role()

    page = at_the_screen(ada).post(reverse("rights:role", args=[role.pk]), {"name": "", "based_on": "staff"})

    assert page.status_code == 422


@pytest.mark.parametrize("place", ["/settings/roles/", "/settings/roles/territories/", "/settings/roles/1/"])
def test_the_pages_are_for_administrators(mei, place):
    assert at_the_screen(mei).get(place).status_code == 403


def test_territories_are_kept_by_team(ada, ana):
    field = f"team-{ana.team.pk}"

    at_the_screen(ada).post(reverse("rights:territories"), {field: "华东， 华北,华东"})

    assert Team.objects.get(pk=ana.team.pk).regions == ["华东", "华北"]
    assert trace(ana.team) == ["Ada changed this"]


def test_a_budget_ends_the_exports_of_an_hour(mei):
    for _nth in range(3):
        a_customer(owner=mei)
    a_role(mei, row_budget=5, based_on=Role.MANAGER)
    by = fresh(mei)

    delivering.at_once(sheet(by), "csv").close()
    with refused("5 rows an hour; 2 are left, this needs 3"):
        delivering.at_once(sheet(by), "csv")
    with refused("2 are left"):
        delivering.later(sheet(by), "csv")


def sheet(by):
    return Sheet(registry.entity_named("customers"), "", by=by, whole=False)


def fresh(person):
    return Staff.objects.get(pk=person.pk)


def test_a_file_made_under_another_role_is_not_handed_over(mei):
    a_customer(owner=mei)
    batch = delivering.later(sheet(mei), "csv")
    a_role(mei, based_on=Role.MANAGER, fields={"customers": {"note": "hidden"}})
    batch.refresh_from_db()

    with refused("Your rights have changed"):
        delivering.fetch(type(batch).objects.get(pk=batch.pk))
    assert a_person("Mei").grants["name"] == "Clerk"
