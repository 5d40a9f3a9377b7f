"""Roles, teams and scopes: which rows a person reaches."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.cast import a_customer, a_person, a_plant, a_task, a_team, an_order
from zhike.customers.models import Customer
from zhike.kit.access.models import Role, Staff
from zhike.kit.access.rows import may, pointable, readable, require, require_in_sight, rows
from zhike.kit.testing.example.models import Plant
from zhike.kit.testing.observing import refused
from zhike.rights.scopes import owner_team_or_all
from zhike.sales.models import Order
from zhike.work.models import Task


def seen(by, model=Customer):
    return set(rows(model, by=by))


def test_staff_see_their_own(ana, teahouse, dealer):
    a_customer("无主", owner=None)

    assert seen(ana) == {teahouse}


def test_a_manager_sees_the_team_and_what_nobody_owns(mei, teahouse, dealer):
    nobodys = a_customer("无主", owner=None)

    assert seen(mei) == {teahouse, nobodys}


def test_a_manager_sees_the_teams_below(teahouse, dealer):
    china, south = a_team("China"), a_team("South")
    south.parent = china
    south.save()
    boss = a_person("Hua", role=Role.MANAGER, team="China")

    assert seen(boss) == {dealer}


def test_a_manager_does_not_see_the_teams_above(teahouse, dealer):
    east, deep = a_team("East"), a_team("East 1")
    deep.parent = east
    deep.save()
    lead = a_person("Lin", role=Role.MANAGER, team="East 1")

    assert seen(lead) == set()


def test_an_administrator_sees_all(ada, teahouse, dealer):
    assert seen(ada) == {teahouse, dealer}


def test_a_manager_without_a_team_sees_own_and_unowned(teahouse):
    loner = a_person("Gu", role=Role.MANAGER, team=None)
    own, nobodys = a_customer("甲", owner=loner), a_customer("乙", owner=None)

    assert seen(loner) == {own, nobodys}


def test_orders_are_seen_with_their_customer(ana, bo, mei):
    mine, theirs, anonymous = an_order(owner=ana), an_order(owner=bo), an_order(owner=None)
    Order.objects.filter(pk=anonymous.pk).update(customer=None)

    assert seen(ana, Order) == {mine}
    assert seen(bo, Order) == {theirs}
    assert seen(mei, Order) == {mine, anonymous}


@pytest.mark.parametrize("who", [AnonymousUser(), Staff(role=Role.ADMIN, is_active=False)])
def test_strangers_and_leavers_see_nothing(db, who, teahouse):
    assert seen(who) == set()


def test_a_right_nobody_holds_reaches_no_row(ada, order):
    assert set(rows(Order, by=ada, to="change")) == set()
    with refused("Your role does not allow this"):
        require(ada, "change", Order)


@pytest.mark.parametrize(("role", "loads"), [(Role.STAFF, False), (Role.MANAGER, True), (Role.ADMIN, True)])
def test_a_role_includes_those_below_it(role, loads):
    assert may(Staff(role=role), "load", Task) is loads
    assert may(Staff(role=role), "read", Task) is True


def test_a_scope_multiplies_no_rows_and_can_be_locked(mei, ana):
    for _nth in range(3):
        a_task(owner=ana)

    assert len(rows(Task, by=mei).select_for_update(of=("self",))) == 3


def test_readable_tells_which_keys(ana, bo, ada):
    mine, theirs = a_plant(owner=ana), a_plant(owner=bo)

    assert readable(Plant, {mine.pk, theirs.pk, 987_654_321}, by=ana) == {mine.pk}
    assert readable(Plant, {mine.pk, theirs.pk}, by=ada) == {mine.pk, theirs.pk}


def test_reading_all_asks_nothing(ada, django_assert_num_queries):
    with django_assert_num_queries(0):
        readable(Plant, {1, 2}, by=ada)
        readable(Plant, set(), by=ada)


def test_only_people_at_work_are_given_work(ana, bo, robot):
    a_person("Gil", is_active=False)

    assert set(pointable(Staff, by=ana)) == {ana, bo}


def test_what_the_writer_cannot_read_is_refused(ana, dealer):
    with refused("out of your own sight"):
        require_in_sight(dealer, by=ana)


def test_a_scope_is_a_plain_condition(ana):
    assert str(owner_team_or_all("customer__owner")(ana)) == "(AND: ('customer__owner', <Staff: Ana>))"
