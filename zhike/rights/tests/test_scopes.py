"""How far a role of the firm's own reaches, and what shares and territories add."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import a_customer, a_person, a_role, a_task, a_team, an_order
from zhike.customers.models import Customer
from zhike.kit import registry
from zhike.kit.access.models import Role, Staff
from zhike.kit.access.rows import may, rows, sees_all
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.testing.observing import announced, refused, trace
from zhike.rights.models import Share
from zhike.sales.models import Order
from zhike.work.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(ana, bo):
    """Five customers by whom they belong to."""
    colleague, below = a_person("Cy"), a_team("East 1")
    below.parent = a_team("East")
    below.save()
    deep = a_person("Dee", team="East 1")
    return {
        "own": a_customer("甲", owner=ana, region="华东"),
        "team": a_customer("乙", owner=colleague, region="华东"),
        "tree": a_customer("丙", owner=deep, region="华北"),
        "nobody": a_customer("丁", owner=None, region="华北"),
        "foreign": a_customer("戊", owner=bo, region="西南"),
    }


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        ("none", set()),
        ("own", {"own"}),
        ("team", {"own", "team"}),
        ("tree", {"own", "team", "tree", "nobody"}),
        ("territory", {"own", "foreign"}),
        ("all", {"own", "team", "tree", "nobody", "foreign"}),
    ],
)
def test_a_scope_reaches_so_far(world, ana, scope, seen):
    ana.team.regions = ["西南"]
    ana.team.save()
    a_role(ana, rights={"customers": {"read": scope}})

    assert set(rows(Customer, by=fresh(ana))) == {world[name] for name in seen}
    assert sees_all(Customer, by=fresh(ana)) is (scope == "all")


def test_changing_reaches_no_further_than_reading(world, ana):
    a_role(ana, rights={"customers": {"read": "own", "change": "all"}})

    assert set(rows(Customer, by=fresh(ana), to="change")) == {world["own"]}


def test_a_role_takes_a_verb_away_and_gives_another(ana, teahouse):
    ana = fresh(ana)
    a_role(fresh(ana), rights={"customers": {"hand_over.hand_over": "own", "change.classify": "none"}})
    classify = registry.verb_named("customers.classify")

    with refused("Your role does not allow this"):
        classify(teahouse, by=fresh(ana), axis="settlement", value="credit", since=date(2026, 3, 1))
    assert may(fresh(ana), "change", Customer)
    assert not may(ana, "hand_over.hand_over", Customer)
    assert may(fresh(ana), "hand_over.hand_over", Customer)


def test_orders_lie_in_the_territory_of_their_customer(world, ana):
    ana.team.regions = ["西南"]
    ana.team.save()
    order = an_order(customer=world["foreign"])
    a_role(ana, rights={"orders": {"read": "territory"}})

    assert set(rows(Order, by=fresh(ana))) == {order}


def test_a_role_says_nothing_of_what_it_does_not_name(mei, teahouse):
    a_role(mei, rights={"tasks": {"read": "own"}})

    assert set(rows(Customer, by=fresh(mei))) == {teahouse}


@pytest.mark.parametrize("whom", ["person", "team", "team above"])
def test_a_shared_row_is_seen_with_its_orders_and_no_other(ana, bo, dealer, whom):
    a_customer("戊", owner=bo)
    order = an_order(customer=dealer)
    above = a_team("China")
    ana.team.parent = above
    ana.team.save()
    to = {"person": {"to": ana}, "team": {"team": ana.team}, "team above": {"team": above}}[whom]

    share(dealer, by=bo, **to)

    assert set(rows(Customer, by=fresh(ana))) == {dealer}
    assert set(rows(Order, by=fresh(ana))) == {order}
    assert trace(dealer) == ["Bo shared this"]
    assert announced() == ["customers.customer_shared"]


def test_a_share_to_read_is_not_one_to_change(ana, bo, dealer):
    share(dealer, by=bo, to=ana)
    assert set(rows(Customer, by=fresh(ana), to="change")) == set()

    share(dealer, by=bo, to=ana, right="change")
    assert set(rows(Customer, by=fresh(ana), to="change")) == {dealer}
    assert Share.objects.filter(ended_at=None).count() == 1


def test_a_share_ends_with_its_day_or_when_it_is_ended(ana, bo, dealer, clock):
    share(dealer, by=bo, to=ana, until=timezone.localdate())
    assert rows(Customer, by=fresh(ana)).exists()

    clock.shift(timedelta(days=1))
    assert not rows(Customer, by=fresh(ana)).exists()

    share(dealer, by=bo, to=ana)
    registry.verb_named("customers.unshare")(dealer, by=bo)
    assert not rows(Customer, by=fresh(ana)).exists()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "Name one person or one team"),
        ({"to": 1, "team": 1}, "Name one person or one team"),
        ({"to": 1, "right": "own"}, "Say “read” or “change”"),
        ({"to": 1, "until": date(2020, 1, 1)}, "over already"),
    ],
)
def test_what_makes_no_share(ana, bo, dealer, values, sentence):
    known = {"to": ana, "team": ana.team}
    values = {name: known.get(name, value) for name, value in values.items()}

    with refused(sentence):
        share(dealer, by=bo, **values)


def test_nobody_shares_what_they_may_not_change(ana, mei, bo, dealer):
    with refused():
        share(dealer, by=ana, to=mei)
    with refused("not shared"):
        registry.verb_named("customers.unshare")(dealer, by=bo, to=ana)


def test_a_share_multiplies_no_rows_and_its_rows_can_be_locked(ana, bo, dealer):
    share(dealer, by=bo, to=ana)
    share(dealer, by=bo, team=ana.team)

    assert len(rows(Customer, by=fresh(ana)).select_for_update(of=("self",))) == 1


def test_what_is_shared_is_asked_for_once(ana, bo, dealer, django_assert_num_queries):
    share(dealer, by=bo, to=ana)
    person = fresh(ana)
    _ = person.above_ids

    with django_assert_num_queries(3):  # the shares, then customers and tasks
        list(rows(Customer, by=person))
        list(rows(Task, by=person))


def test_a_page_asks_no_more_however_much_is_shared(mei, bo, dealer):
    a_customer("客户", owner=mei)
    screen = at_the_screen(mei)
    before = asked(screen)
    for number in range(5):
        share(a_customer(f"客户{number}", owner=bo), by=bo, to=mei)
        share(a_customer(f"门店{number}", owner=bo), by=bo, team=mei.team)

    assert asked(screen) == before


def test_every_surface_shows_the_same_rows(ana, bo, dealer, teahouse):
    shared, hidden = a_customer("南岭茶厂", owner=bo), a_customer("南岭茶庄", owner=bo)
    a_task(owner=bo)
    share(shared, by=bo, to=ana)
    wanted, screen = {teahouse.name, shared.name}, at_the_screen(ana)

    listed = {row["name"] for row in Program(ana).get("/customers").json()["items"]}
    page = screen.get("/customers/").content.decode()
    found = screen.get("/search/?q=南岭").content.decode()

    assert listed == wanted
    assert (shared.name in page, hidden.name in page, dealer.name in page) == (True, False, False)
    assert (shared.name in found, hidden.name in found) == (True, False)


def share(row, *, by, **values):
    return registry.verb_named(f"{row._meta.app_label}.share")(row, by=by, **values)


def asked(screen):
    """How often the list asks the database."""
    screen.get("/customers/")
    with CaptureQueriesContext(connection) as queries:
        assert screen.get("/customers/").status_code == 200
    return len(queries)


def fresh(person):
    """The person as the next request reads them."""
    return Staff.objects.get(pk=person.pk)


def test_the_built_in_roles_reach_as_before(world, ana, mei, ada):
    assert set(rows(Customer, by=ana)) == {world["own"]}
    assert set(rows(Customer, by=mei)) == {world[name] for name in ("own", "team", "tree", "nobody")}
    assert set(rows(Customer, by=ada)) == set(world.values())
    assert Role(ada.role) == Role.ADMIN
