"""A rule tried on the past says what then happens when it runs, morning by morning."""

import random
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from tests.cast import (
    SHANGHAI,
    a_customer,
    a_deal,
    a_finished_task,
    a_person,
    a_pool,
    a_pool_rule,
    a_standing,
    a_task,
    an_order,
)
from zhike.customers.models import Customer
from zhike.kit.attached.models import Note
from zhike.kit.batches.models import Batch
from zhike.kit.batches.running import run
from zhike.kit.testing.acting import at_the_screen
from zhike.notices.models import Notice
from zhike.pool import daily
from zhike.pool.actions import switch_on
from zhike.pool.in_force import asked
from zhike.pool.models import PoolRule, PoolStay, PoolWarning
from zhike.pool.panels import deeds
from zhike.pool.simulating import simulate

pytestmark = pytest.mark.django_db
FIRST, DAYS = date(2026, 1, 10), 60
DAY = timedelta(days=1)


def at(day: date) -> datetime:
    return datetime.combine(day, time(15), SHANGHAI)


def a_history(seed: int) -> None:
    """Forty customers of two regions and three people with a year of orders, tasks, notes, deals and tiers."""
    chance = random.Random(seed)
    people = [a_person(name) for name in ("Ana", "Cai", "Dan")]
    for nth in range(40):
        owner = chance.choice([*people, None])
        known = FIRST - chance.randrange(20, 400) * DAY
        tier = chance.choice(["gold", "silver", None])
        customer = a_customer(f"客户{nth}", owner=owner, region=chance.choice(["华东", "华南"]), known_since=known)
        if tier:
            until = chance.choice([None, FIRST + chance.randrange(5, 50) * DAY])
            a_standing(customer, "tier", tier, since=known, as_of=known, until=until)
        for _time in range(chance.randrange(4)):
            day = FIRST + chance.randrange(-120, DAYS + 20) * DAY
            what = chance.choice(["order", "task", "note", "deal", "open task"])
            if what == "order":
                an_order(customer=customer, placed_at=at(day), placed_on=day)
            elif what == "task":
                _done(customer, day)
            elif what == "note":
                Note.objects.create(
                    noun="customers.customer", object_id=customer.pk, by=people[0], at=at(day), text="x"
                )
            elif what == "deal":
                a_deal(customer=customer, opened_on=day, stage_since=day)
            else:
                a_task(customer=customer, due_on=day)


def _done(customer: Customer, day: date) -> None:
    task = a_finished_task(customer=customer)
    type(task).objects.filter(pk=task.pk).update(done_at=at(day))


def rules() -> list[PoolRule]:
    """Two pools, one of them for every region; three rules, of which two speak of the same customers."""
    east = a_pool(regions="华东", protected_tiers="gold", warns_days=5, position=1)
    rest = a_pool(regions="", protected_tiers="", warns_days=0, position=2)
    return [
        a_pool_rule(pool=east, days_without_contact=60, days_without_order=None),
        a_pool_rule(pool=east, days_without_contact=30, days_without_order=90, spares_open_deals=False),
        a_pool_rule(pool=rest, days_without_contact=None, days_without_order=75),
    ]


@pytest.mark.parametrize("seed", range(4))
def test_what_was_foreseen_is_what_happens(seed):
    a_history(seed)
    on = rules()
    foreseen = simulate([asked(rule, starts_on=FIRST) for rule in on], first=FIRST, days=DAYS)
    assert not PoolStay.objects.exists()

    PoolRule.objects.update(is_on=True, starts_on=FIRST)
    mornings = [daily.run(on=FIRST + nth * DAY) for nth in range(DAYS)]

    assert [(len(one.warned), len(one.returned)) for one in mornings] == [day[1:] for day in foreseen.days]
    stays = PoolStay.objects.filter(why="rule").values_list("customer", "in_on", "rule", "pool", "last_owner")
    assert set(stays) == {(one.customer, day, one.rule, one.pool, one.owner) for day, one in foreseen.returned}
    assert set(PoolWarning.objects.values_list("customer", "due_on")) == set(foreseen.warned)
    assert foreseen.returned, "nothing fell back, so nothing was shown"


def test_a_morning_done_twice_does_nothing_more():
    a_history(1)
    rules()
    PoolRule.objects.update(is_on=True, starts_on=FIRST)
    daily.run(on=FIRST + 20 * DAY)
    counted = (PoolStay.objects.count(), PoolWarning.objects.count())

    again = daily.run(on=FIRST + 20 * DAY)

    assert (again.gathered, again.warned, again.returned) == (0, [], [])
    assert (PoolStay.objects.count(), PoolWarning.objects.count()) == counted


def test_the_evidence_stands_in_the_trace_and_the_owner_is_told(ana):
    customer = a_customer("山月茶馆", owner=ana, known_since=FIRST - 300 * DAY)
    an_order(customer=customer, placed_at=at(FIRST - 100 * DAY), placed_on=FIRST - 100 * DAY)
    a_pool_rule(is_on=True, starts_on=FIRST - 30 * DAY, days_without_contact=90, days_without_order=None)

    assert daily.run(on=FIRST).returned == [customer.pk]

    stay = PoolStay.objects.get()
    days = {"last_contact": "2025-10-02", "last_order": "2025-10-02", "since": "2025-03-16", "due_on": "2025-12-31"}
    assert (customer.fresh().owner, stay.last_owner, stay.in_on, stay.evidence) == (None, ana, FIRST, days)
    assert [(one.kind, one.values["count"]) for one in Notice.objects.filter(to=ana)] == [("pool_returned", 1)]


def test_a_rule_switched_on_warns_before_it_returns(ana):
    customer = a_customer(owner=ana, known_since=FIRST - 300 * DAY)
    a_pool_rule(is_on=True, starts_on=FIRST)

    mornings = [daily.run(on=FIRST + nth * DAY) for nth in range(8)]

    assert [one.warned for one in mornings] == [[(customer.pk, FIRST + 7 * DAY)], [], [], [], [], [], [], []]
    assert [one.returned for one in mornings] == [[], [], [], [], [], [], [], [customer.pk]]


def test_a_trial_says_over_which_days_it_ran_and_counts_in_words(clock, ana, mei):
    clock.move_to("2026-03-12 10:00")
    rule, screen = a_pool_rule(), at_the_screen(mei)
    a_customer(owner=ana, region="华东", known_since=FIRST - 300 * DAY)

    screen.post(f"/pool-rules/{rule.pk}/try/", {"days": "30"})
    run(batch=Batch.objects.get().pk)
    page = screen.get(f"/pool-rules/{rule.pk}/try/").text

    assert "30 days: 2026-02-10 to 2026-03-11" in page
    assert '<strong class="figure">1 warning</strong>' in page
    assert '<strong class="figure">1 customer</strong>' in page
    assert '<strong class="figure">0 customers</strong>' in page


def test_a_rule_tells_what_it_will_do_and_what_it_has_done(clock, ana, mei):
    rule, screen = a_pool_rule(), at_the_screen(mei)
    a_customer(owner=ana, known_since=FIRST - 300 * DAY)
    place, today = f"/pool-rules/{rule.pk}/", timezone.localdate()

    before = screen.get(place).text
    switch_on(rule, by=mei)
    switched = screen.get(place).text
    for nth in range(1, 9):
        daily.run(on=today + nth * DAY)
    clock.shift(9 * DAY)
    told = deeds(rule.fresh(), by=mei) or {}

    assert ("Before it is switched on" in before, "What the rule does" in switched) == (True, True)
    assert f"It warns from {today + DAY} on, and nobody falls back before {today + 8 * DAY}." in switched
    assert [told[name] for name in ("warned", "returned", "waiting", "is_new")] == [1, 1, 1, False]
    assert "Every morning it warns" in at_the_screen(mei).get(place).text
    assert "What the rule does" not in at_the_screen(ana).get(place).text
