"""How a pool does: its size, what comes and goes, how long customers stay, and what comes of claims."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from zhike.pool import evidence

WEEKS = 26
TOUCHED_WITHIN = 7  # days
BOUGHT_WITHIN = 90  # days
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """One week from its Monday on: how many came in, left, and waited at its end."""

    begins: date
    came: int
    left: int
    size: int


@dataclass(frozen=True)
class Claims:
    """What came of claims: how many, of them touched within days and bought within days; the median stay in days.

    Claims younger than the days that are waited for do not count in a share.
    """

    claims: int
    ripe_to_touch: int
    touched: int
    ripe_to_buy: int
    bought: int
    median_stay: float | None

    @property
    def touched_share(self) -> float | None:
        return self.touched / self.ripe_to_touch if self.ripe_to_touch else None

    @property
    def bought_share(self) -> float | None:
        return self.bought / self.ripe_to_buy if self.ripe_to_buy else None


def weeks(pools: Collection[int], *, on: date, count: int = WEEKS) -> list[Week]:
    """The last weeks of these pools together, the present one last."""
    first = on - timedelta(days=on.weekday()) - WEEK * (count - 1)
    with connection.cursor() as cursor:
        cursor.execute(FLOW, {"pools": list(pools), "first": first, "last": on})
        return [Week(*row) for row in cursor.fetchall()]


def claims(pools: Collection[int], *, since: date, on: date) -> Claims:
    """What came of the claims of these pools from a day up to another."""
    told: dict[str, Any] = {
        "pools": list(pools),
        "since": since,
        "on": on,
        "touch": TOUCHED_WITHIN,
        "buy": BOUGHT_WITHIN,
    }
    with connection.cursor() as cursor:
        cursor.execute(CLAIMS.format(evidence=evidence.union()), told)
        return Claims(*cursor.fetchone())


FLOW = """
    with weeks as (
        select day::date as begins
        from generate_series(%(first)s::timestamp, %(last)s::timestamp, interval '7 days') day
    ),
    stays as (select in_on, out_on from pool_poolstay where pool_id = any(%(pools)s))
    select begins, (select count(*) from stays where in_on >= begins and in_on < begins + 7),
           (select count(*) from stays where out_on >= begins and out_on < begins + 7),
           (select count(*) from stays where in_on < begins + 7 and (out_on is null or out_on >= begins + 7))
    from weeks order by begins
"""

CLAIMS = """
    with claimed as (
        select customer_id, in_on, out_on from pool_poolstay
        where pool_id = any(%(pools)s) and claimed_by_id is not null and out_on >= %(since)s and out_on <= %(on)s
    ),
    known as materialized (
        select e.customer_id, e.kind, e.day from ({evidence}) e
        where e.day >= %(since)s and e.customer_id in (select customer_id from claimed)
    ),
    followed as (
        select c.*, exists (select from known k where k.customer_id = c.customer_id and k.kind = 'contact'
                            and k.day >= c.out_on and k.day <= c.out_on + %(touch)s) as touched,
               exists (select from known k where k.customer_id = c.customer_id and k.kind = 'order'
                       and k.day >= c.out_on and k.day <= c.out_on + %(buy)s) as bought
        from claimed c
    )
    select count(*), count(*) filter (where out_on + %(touch)s <= %(on)s),
           count(*) filter (where touched and out_on + %(touch)s <= %(on)s),
           count(*) filter (where out_on + %(buy)s <= %(on)s),
           count(*) filter (where bought and out_on + %(buy)s <= %(on)s),
           percentile_cont(0.5) within group (order by out_on - in_on)
    from followed
"""
