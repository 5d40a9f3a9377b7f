"""Customers come out of a pool by a claim, within limits; and go back."""

import re
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from django.http import QueryDict

from tests.cast import SHANGHAI, a_customer, a_person, a_pool, a_team, a_waiting_customer
from zhike.customers.actions import hand_over
from zhike.customers.kinds import TIERS
from zhike.customers.models import Customer
from zhike.kit.access.models import Role
from zhike.kit.access.rows import rows
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.testing.observing import refused, trace
from zhike.pool import daily, reactions
from zhike.pool.actions import claim, give_back, give_out, transfer
from zhike.pool.models import PoolStay

pytestmark = pytest.mark.django_db


def test_who_claims_a_customer_looks_after_it(clock, ana):
    customer = a_waiting_customer()

    claim(customer, by=ana)

    stay = PoolStay.objects.get()
    assert (customer.fresh().owner, stay.claimed_by, stay.out_on) == (ana, ana, date(2026, 3, 12))
    assert trace(customer) == ["Ana claimed this customer from the pool"]


def test_a_customer_in_the_pool_is_claimed_though_its_page_cannot_be_read(ana):
    customer = a_waiting_customer("听雨轩")
    screen = at_the_screen(ana)

    assert screen.get(f"/customers/{customer.pk}/").status_code == 404
    assert "听雨轩" in screen.get("/pool/").text
    assert screen.post(f"/pool/{customer.pk}/claim/").status_code == 302
    assert screen.get(f"/customers/{customer.pk}/").status_code == 200


ASKED = "q=茶&region=浙江&after=50"


def the_fifty_first(**pool):
    """A list of two pages of tea houses in Zhejiang, and one customer of its second page."""
    pool = a_pool(claims_a_day=0, **pool)
    some = [a_waiting_customer(f"茶馆{nth}", region="浙江", pool=pool) for nth in range(51)]
    return pool, some[0]


def test_a_claim_that_is_refused_leaves_the_list_as_it_was_asked_for(ana):
    pool, customer = the_fifty_first()
    screen, asked = at_the_screen(ana), QueryDict(f"pool={pool.pk}&{ASKED}").urlencode()
    page = screen.get(f"/pool/?{asked}")
    (action,) = re.findall(r'<form method="post" action="(/pool/[^"]+)"', page.text)

    answer = screen.post(unescape(action), follow=True)

    ((address, _status),) = answer.redirect_chain
    assert address == f"/pool/?{asked}"
    assert "that is all for one day" in answer.text
    assert [stay.customer for stay in answer.context["stays"]] == [customer]


def test_whoever_comes_second_keeps_the_list_too_and_reads_the_page_that_is_left(ana):
    _pool, customer = the_fifty_first()
    stay = PoolStay.objects.get(customer=customer)
    give_out.function(customer, by=ana, to=ana)

    answer = at_the_screen(ana).post(f"/pool/{customer.pk}/claim/?{ASKED}", follow=True)

    assert "somebody was faster" in answer.text
    assert answer.context["q"] == "茶"
    assert (answer.context["after"], len(answer.context["stays"])) == (0, 50)
    assert stay not in answer.context["stays"]


def test_a_claim_refused_on_the_page_of_the_customer_stays_there(mei):
    customer = a_waiting_customer(pool=a_pool(claims_a_day=0))
    page = at_the_screen(mei)

    answer = page.post(f"/pool/{customer.pk}/claim/", {"next": f"/customers/{customer.pk}/"})

    assert answer.headers["Location"] == f"/customers/{customer.pk}/"


def test_what_came_this_morning_is_claimed_by_whoever_is_up_before_five(clock, ana):
    customer = a_waiting_customer()
    clock.move_to(datetime(2026, 3, 12, 3, tzinfo=SHANGHAI))
    PoolStay.objects.update(in_at=datetime(2026, 3, 12, 5, tzinfo=SHANGHAI), in_on=date(2026, 3, 12))

    claim(customer, by=ana)

    stay = PoolStay.objects.get()
    assert (customer.fresh().owner, stay.out_on, stay.out_at) == (ana, date(2026, 3, 12), stay.in_at)


def test_so_many_a_day_and_no_more(clock, ana):
    pool = a_pool(claims_a_day=2)
    some = [a_waiting_customer(pool=pool) for _nth in range(3)]
    claim(some[0], by=ana)
    claim(some[1], by=ana)

    with refused("that is all for one day"):
        claim(some[2], by=ana)
    clock.shift(timedelta(days=1))
    claim(some[2], by=ana)

    assert Customer.objects.filter(owner=ana).count() == 3


def test_whoever_has_enough_claims_none(ana):
    a_customer(owner=ana)
    customer = a_waiting_customer(pool=a_pool(holds_at_most=1))

    with refused("You look after 1 customers"):
        claim(customer, by=ana)
    assert customer.fresh().owner is None
    assert "0 claims left today" in at_the_screen(ana).get("/pool/").text


@pytest.mark.parametrize(("a_day", "at_most", "left"), [(5, None, 5), (5, 3, 2), (1, 9, 1)])
def test_the_page_tells_how_many_claims_there_is_room_for(a_day, at_most, left, ana):
    a_customer(owner=ana)
    a_waiting_customer(pool=a_pool(claims_a_day=a_day, holds_at_most=at_most))

    assert f"{left} claims left today" in at_the_screen(ana).get("/pool/").text


def test_whoever_had_it_last_lets_others_go_first(clock, ana):
    customer = a_waiting_customer(pool=a_pool(cool_down_days=20))
    PoolStay.objects.update(last_owner=ana)

    with refused("others go first until 2026-03-21"):
        claim(customer, by=ana)
    told = at_the_screen(ana).get("/pool/").text
    assert ("you may from 2026-03-21" in told, f"/pool/{customer.pk}/claim/" in told) == (True, False)
    clock.shift(timedelta(days=9))
    assert f"/pool/{customer.pk}/claim/" in at_the_screen(ana).get("/pool/").text
    claim(customer, by=ana)


def test_a_pool_of_another_team_is_not_seen_and_not_claimed_from(ana, bo):
    customer = a_waiting_customer("听雨轩", pool=a_pool(team=a_team("South")))

    assert not rows(Customer, by=ana, to="change.claim").exists()
    assert "听雨轩" not in at_the_screen(ana).get("/pool/").text
    assert at_the_screen(ana).post(f"/pool/{customer.pk}/claim/").status_code == 404
    claim(customer, by=bo)


def test_the_second_is_told_that_somebody_was_faster(ana):
    customer = a_waiting_customer("听雨轩")
    claim(customer, by=a_person("Cai"))

    answer = at_the_screen(ana).post(f"/pool/{customer.pk}/claim/", follow=True)

    assert "somebody was faster" in answer.text


def test_who_gives_a_customer_back_sees_it_no_more_and_others_claim_it(clock, ana):
    a_pool()
    customer = a_customer(owner=ana)

    give_back(customer, by=ana, reason="Moved away.")

    stay = PoolStay.objects.get()
    assert (stay.why, stay.reason, stay.last_owner, stay.in_on) == ("returned", "Moved away.", ana, date(2026, 3, 12))
    assert not rows(Customer, by=ana).exists()
    claim(customer, by=a_person("Cai"))


def test_a_program_is_told_that_it_gave_back_what_it_sees_no_more_and_claims_what_it_does_not_see_yet(ana, mei):
    a_pool(cool_down_days=0)
    customer = a_customer(owner=ana)
    asked, of_ana = {"reason": "Moved away."}, Program(ana)

    answer = of_ana.post(f"/customers/{customer.pk}/give_back", asked, **{"Idempotency-Key": "once"})
    again = of_ana.post(f"/customers/{customer.pk}/give_back", asked, **{"Idempotency-Key": "once"})

    assert [(one.status_code, one.content) for one in (answer, again)] == [(204, b"")] * 2
    assert (customer.fresh().owner, of_ana.get(f"/customers/{customer.pk}").status_code) == (None, 404)
    assert of_ana.post(f"/customers/{customer.pk}/claim").json()["owner"] == {"id": ana.pk, "title": "Ana"}
    told = Program(mei).post(f"/customers/{customer.pk}/give_back", asked)
    assert (told.status_code, told.json()["owner"]) == (200, None)


def test_on_the_screen_who_gave_a_customer_back_comes_to_the_list(ana):
    a_pool()
    customer = a_customer("听雨轩", owner=ana)

    answer = at_the_screen(ana).post(f"/customers/{customer.pk}/do/give_back/", {"reason": "x"}, follow=True)

    assert (answer.redirect_chain, answer.status_code) == ([("/customers/", 302)], 200)
    assert "Gave this customer back to the pool: 听雨轩" in answer.text


@pytest.mark.parametrize("kept", ["gold", "silver, Gold"])
def test_key_customers_are_not_given_back_by_staff(kept, ana, mei):
    a_pool(protected_tiers=kept)
    customer = a_customer(owner=ana, tier="gold")

    with refused("Key customers do not go to the pool"):
        give_back(customer, by=ana, reason="x")
    give_back(customer, by=mei, reason="Closed down.")


def test_the_tiers_that_never_return_are_ticked(mei):
    pool = a_pool(protected_tiers="gold")
    screen = at_the_screen(mei)
    shown = screen.get(f"/pools/{pool.pk}/edit/").text
    assert (shown.count('name="protected_tiers"'), "customers of every tier may return" in shown) == (len(TIERS), True)
    sent = {
        name: f"{getattr(pool, name)}" for name in ("name", "position", "claims_a_day", "cool_down_days", "warns_days")
    }

    screen.post(f"/pools/{pool.pk}/edit/", sent | {"protected_tiers": ["silver", "gold"], "version": pool.version})

    assert pool.fresh().protects == ["silver", "gold"]
    assert "Silver、Gold" in screen.get(f"/pools/{pool.pk}/").text


def test_a_tier_that_there_is_not_protects_nobody_and_is_refused(mei):
    pool = a_pool(protected_tiers="gold")
    address, told = f"/api/v1/pools/{pool.pk}", {"content_type": "application/json", "headers": {"If-Match": "1"}}

    answer = at_the_screen(mei).patch(address, {"protected_tiers": "gold,platnum"}, **told)

    assert (answer.status_code, answer.json()["field"]) == (422, "protected_tiers")
    assert "There is no tier “platnum”. The tiers are: " in answer.text
    assert pool.fresh().protects == ["gold"]


def test_a_manager_gives_out_and_moves_between_pools(mei, ana):
    customer, south = a_waiting_customer(), a_pool(regions="华南")

    transfer(customer, by=mei, pool=south)
    assert PoolStay.objects.get(out_at=None).pool == south
    give_out(customer, by=mei, to=ana)

    assert [stay.claimed_by for stay in PoolStay.objects.order_by("pk")] == [None, ana]


def test_staff_neither_give_out_nor_move(ana):
    customer, other = a_waiting_customer(), a_pool()
    for act in (lambda: give_out(customer, by=ana, to=ana), lambda: transfer(customer, by=ana, pool=other)):
        with refused("Your role does not allow this"):
            act()


def test_a_customer_that_gets_an_owner_in_another_way_is_in_no_pool(mei, ana):
    customer = a_waiting_customer()
    hand_over(customer, by=mei, to=ana)

    for _twice in range(2):
        reactions.leave(customer=customer.pk, by=mei.pk)

    assert PoolStay.objects.get().claimed_by == ana


def test_what_nobody_looks_after_comes_into_the_pool_of_its_region():
    east, rest = a_pool(position=1), a_pool(regions="", position=2)
    here, there = a_customer(), a_customer(region="华北")
    a_customer(kind="supplier")

    assert daily.gather(on=date(2026, 3, 12)) == 2
    assert daily.gather(on=date(2026, 3, 13)) == 0

    assert set(PoolStay.objects.values_list("customer", "pool")) == {(here.pk, east.pk), (there.pk, rest.pk)}


@pytest.mark.parametrize("role", [Role.STAFF, Role.MANAGER, Role.ADMIN])
def test_everybody_at_work_may_open_the_pool(role):
    a_waiting_customer()

    assert at_the_screen(a_person("Gil", role=role)).get("/pool/").status_code == 200
