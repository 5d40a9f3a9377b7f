"""Who was called and visited after some weeks of silence, in the year and a half before the latest months.

The staff follow up as staff do: more often where somebody has said that an order is near, so that contacts are answered
more often than silence is broken; and they give up after some.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from zhike.customers.models import Customer
from zhike.sales.models import Order
from zhike.site.demo.activities import BACK, a_call, a_visit, moment, write_calls
from zhike.site.demo.generator.chance import stream
from zhike.work.models import Call, Visit

REACH_BACK = 540  # days
CUSTOMERS = {"enterprise": 90, "channel": 70, "consumer": 90}
SILENCE = (20, 45)  # days from a purchase to the first contact
APART = (9, 21)  # days from one contact to the next
ANSWER = 30  # days in which a purchase was already in sight
MADE_ALL_THE_SAME = (0.4, 0.5, 0.6, 0.75, 0.7)  # how many of the contacts without one were made, by their number
VISITED = {True: 0.4, False: 0.15}  # of the contacts with firms, by whether an order is near
UNHEARD = (0.42, 0.5, 0.6, 0.7)  # how many calls nobody takes, by how often it was tried


def write_follow_ups(*, as_of: date, seed: int, keep: Any) -> None:
    """Calls and visits of some customers; `keep` writes rows of a noun with search and trace."""
    random = stream(seed, "follow-ups")
    customers = _chosen(random)
    bought = _bought(customers)
    calls: list[Call] = []
    visits: list[Visit] = []
    first, end = as_of - timedelta(days=REACH_BACK), as_of - timedelta(days=BACK)
    for one in customers:
        days = sorted({max(day, first) for day in bought[one.pk]})
        for since, until in pairwise([*days, end]):
            for day, is_near in _contacts(since, min(until, end), until < end, random):
                if one.kind != "consumer" and random.random() < VISITED[is_near]:
                    visits.append(a_visit(one, day, random))
                else:
                    calls.extend(_tries(one, day, since, random))
    write_calls(calls, keep=keep)
    keep(visits)


def _chosen(random: Random) -> list[Customer]:
    chosen: list[Customer] = []
    for kind, count in CUSTOMERS.items():
        some = list(
            Customer._base_manager.filter(kind=kind, owner__isnull=False).select_related("owner").order_by("pk")
        )
        chosen += random.sample(some, min(count, len(some)))
    return chosen


def _bought(customers: list[Customer]) -> dict[int, set[date]]:
    bought: dict[int, set[date]] = defaultdict(set)
    sales = Order._base_manager.filter(kind="sale", customer__in=customers)
    for customer, day in sales.values_list("customer", "placed_on"):
        bought[customer].add(day)
    return bought


def _contacts(since: date, until: date, ends_in_purchase: bool, random: Random) -> Iterator[tuple[date, bool]]:  # noqa: FBT001
    """The days of the contacts of one silence, and whether a purchase was near."""
    day = since + timedelta(days=random.randint(*SILENCE))
    for likely in MADE_ALL_THE_SAME:
        if day >= until:
            return
        is_near = ends_in_purchase and (until - day).days < ANSWER
        if is_near or random.random() < likely:
            yield day, is_near
        day += timedelta(days=random.randint(*APART))


def _tries(one: Customer, day: date, since: date, random: Random) -> Iterator[Call]:
    """Calls nobody takes on the days before, and the one that is taken, where it comes to that."""
    tries = next((at for at, share in enumerate(UNHEARD) if random.random() >= share), len(UNHEARD))
    for back in range(tries, 0, -1):
        earlier = day - timedelta(days=back)
        if earlier > since:
            yield _call(one, random.choice(("no_answer", "no_answer", "busy")), earlier, random)
    if tries < len(UNHEARD):
        yield _call(one, random.choices(("reached", "call_back"), (6, 1))[0], day, random)


def _call(one: Customer, result: str, day: date, random: Random) -> Call:
    return a_call(one, result, moment(day, random.randint(9, 17), random.randrange(60)), random)
