"""What the rules did on a morning is taken back, where nobody has decided on it since."""

from datetime import date, timedelta

import pytest

from tests.cast import a_customer, a_person, a_pool, a_pool_rule, a_team
from zhike.kit.access.models import Role
from zhike.kit.batches.models import Batch, RefusedRow
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import refused, trace
from zhike.pool import daily, undoing
from zhike.pool.actions import claim, give_back, take_back, transfer
from zhike.pool.models import PoolStay

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = date(2026, 3, 12)


@pytest.fixture
def fallen(clock, ana):
    """Three customers of Ana that the rules put into a pool this morning."""
    names = ("山月茶馆", "听雨轩", "南岭茶行")
    some = [a_customer(name, owner=ana, known_since=TODAY - 300 * DAY) for name in names]
    a_pool_rule(is_on=True, starts_on=TODAY - 30 * DAY, days_without_contact=90, days_without_order=None)
    assert sorted(daily.run(on=TODAY).returned) == sorted(one.pk for one in some)
    return some


def test_who_fell_back_goes_to_whoever_had_it(fallen, ana, mei):
    take_back(fallen[0], by=mei)

    stay = PoolStay.objects.get(customer=fallen[0])
    assert (fallen[0].fresh().owner, stay.claimed_by, stay.out_on) == (ana, None, TODAY)
    assert trace(fallen[0])[-1] == "Mei gave this customer back to who had it before it fell back"


def test_the_days_of_the_rules_count_from_the_day_it_was_taken_back(fallen, ana, mei):
    take_back(fallen[0], by=mei)

    assert daily.run(on=TODAY).returned == []  # the same morning once more
    assert daily.run(on=TODAY + DAY).returned == []
    assert daily.run(on=TODAY + 90 * DAY).returned == [fallen[0].pk]


def test_one_morning_is_taken_back_but_for_what_was_decided_since(fallen, ana, bo, mei):
    claim(fallen[1], by=bo)
    transfer(fallen[2], by=mei, pool=a_pool(regions="华南"))
    screen = at_the_screen(mei)

    shown = screen.get("/pool/returns/2026-03-12/")
    answer = screen.post("/pool/returns/2026-03-12/")

    batch = Batch.objects.get()
    assert (shown.context["count"], shown.context["kept"]) == (1, 2)
    assert answer.headers["Location"] == f"/batches/{batch.pk}/"
    undoing.undo_morning(batch)
    assert [one.fresh().owner for one in fallen] == [ana, bo, None]
    assert dict(RefusedRow.objects.values_list("title", "sentence")) == {
        "听雨轩": "It was claimed or given out meanwhile.",
        "南岭茶行": "It was taken back or moved to another pool meanwhile.",
    }


def test_a_manager_gives_back_to_people_of_other_teams_too(clock, mei):
    far = a_person("Far", team="West")
    customer = a_customer(owner=far, known_since=TODAY - 300 * DAY)
    a_pool_rule(is_on=True, starts_on=TODAY - 30 * DAY, days_without_contact=90, days_without_order=None)
    daily.run(on=TODAY)

    take_back(customer.fresh(), by=mei)

    assert customer.fresh().owner == far


def test_whoever_is_gone_gets_nothing_back(fallen, ana, mei):
    ana.is_active = False
    ana.save()

    with refused("does not work here any more"):
        take_back(fallen[0], by=mei)


def test_a_batch_that_was_killed_goes_on_where_it_was(fallen, ana, mei):
    batch = undoing.undo(TODAY, by=mei)
    take_back(fallen[0], by=mei)
    batch.state = {"seen": PoolStay.objects.get(customer=fallen[0]).pk}

    undoing.undo_morning(batch)

    assert (batch.total, batch.refused) == (2, 0)
    assert [one.fresh().owner for one in fallen] == [ana, ana, ana]


def test_what_was_given_back_by_hand_is_no_return_of_a_rule(ana, mei):
    customer = a_customer(owner=ana)
    give_back(customer, by=ana, reason="Moved away.", pool=a_pool())

    with refused("fell back by a rule"):
        take_back(customer, by=mei)


def test_a_morning_of_the_pools_of_others_is_not_told(fallen, mei):
    pool = PoolStay.objects.first().pool
    pool.team = a_team("West")
    pool.save()
    elsewhere = a_person("Eva", role=Role.MANAGER, team="East")

    assert undoing.mornings(by=elsewhere, last=5) == []
    assert undoing.returned(TODAY, by=elsewhere) == []


def test_staff_have_no_such_page(fallen, ana):
    assert at_the_screen(ana).get("/pool/returns/2026-03-12/").status_code in (403, 404)
    assert at_the_screen(a_person("Eva", role=Role.MANAGER)).get("/pool/returns/nonsense/").status_code == 404
