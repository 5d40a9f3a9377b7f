"""The public pool of the firm: one for each team, rules, half a year of claims, and who waits today."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from zhike.customers.models import Customer
from zhike.kit.access.models import Staff, Team
from zhike.pool import daily
from zhike.pool.models import Pool, PoolRule, PoolStay, Why
from zhike.sales.models import Order
from zhike.site.demo.generator.chance import stream
from zhike.site.demo.generator.records import BUSINESS_ZONE
from zhike.site.demo.leads import regions_of

CLAIMED = 90
BACK = 170  # days


def write_pool(*, as_of: date, seed: int, robot: Staff, keep: Callable[[Sequence[Any]], list[Any]]) -> None:
    """Pools and rules, past stays of customers that somebody looks after now, and the morning of today."""
    random = stream(seed, "pool")
    teams = {team.name: team for team in Team.objects.all()}
    kept = {"protected_tiers": "gold"}
    here = {"name": "华东公海", "position": 10, "team": teams["华东团队"], "regions": regions_of("华东团队")}
    there = {"name": "华南公海", "position": 20, "team": teams["华南团队"], "cool_down_days": 60}
    east, south = keep([Pool(**here, holds_at_most=500, claims_a_day=3, **kept), Pool(**there, **kept)])
    year = {"name": "一年没下单，半年没联系", "days_without_contact": 180, "days_without_order": 365}
    keep(
        [
            *(PoolRule(pool=pool, is_on=True, starts_on=as_of, **year) for pool in (east, south)),
            PoolRule(name="九十天没联系", pool=east, days_without_contact=90),
        ]
    )
    _past(east, south, as_of, robot, random)
    daily.run(on=as_of)
    _waited(as_of, random)


def _past(east: Pool, south: Pool, as_of: date, robot: Staff, random: Random) -> None:
    """Customers that were claimed in the last half year, each by whoever has it now."""
    held = list(
        Customer.objects.filter(owner__role="staff", known_since__lt=as_of - timedelta(days=400)).order_by("pk")
    )
    stays = []
    for customer in random.sample(held, min(CLAIMED, len(held))):
        out = as_of - timedelta(days=random.randrange(2, BACK))
        begun = out - timedelta(days=3 + int(random.expovariate(1 / 24)))
        told = {"in_at": _at(begun), "in_on": begun, "in_by": robot, "out_at": _at(out), "out_on": out}
        pool = east if customer.region in east.regions else south
        who = {"out_by": customer.owner, "claimed_by": customer.owner}
        stays.append(PoolStay(customer=customer, pool=pool, why=Why.RETURNED, reason="联系不上", **told, **who))
    PoolStay.objects.bulk_create(stays)
    for stay in stays:
        if stay.out_by:
            _sold_before(stay, stay.out_by, random)


def _sold_before(stay: PoolStay, claimed_by: Staff, random: Random) -> None:
    """What a customer bought before it was in the pool counts for a colleague who looked after it then."""
    colleagues = Staff.objects.filter(team=claimed_by.team, role="staff", is_active=True).exclude(pk=claimed_by.pk)
    before = Order.objects.filter(customer=stay.customer, placed_on__lt=stay.in_on)
    before.update(credited_to=random.choice(list(colleagues.order_by("pk"))))


def _waited(as_of: date, random: Random) -> None:
    """Those that wait have come in one after the other, not all this morning."""
    stays = list(PoolStay.objects.filter(out_at=None).order_by("pk"))
    for stay in stays:
        stay.in_on = as_of - timedelta(days=random.randrange(BACK))
        stay.in_at = _at(stay.in_on)
    PoolStay.objects.bulk_update(stays, ["in_on", "in_at"], batch_size=500)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(8, 30), BUSINESS_ZONE)
