"""Which customers fall back, and who is warned: one decision, for the daily job and for a rule that is only tried.

A morning is told by what was known at the end of the day before it. Every condition of a rule comes true on one day,
the last contact (or order, or the day the owner got the customer) plus its days, and stays true until something
happens; a customer is due on the latest of them.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection

from zhike.customers.models.customer import RELATED_PARTIES
from zhike.pool import evidence
from zhike.pool.in_force import places
from zhike.pool.models import Pool
from zhike.pool.rules import Asked

DAY = timedelta(days=1)


class Decided(NamedTuple):
    """A customer of whom a rule speaks on a morning.

    `spared` is why it stays all the same: "tier", "deal", or empty. The days are the evidence.
    """

    customer: int
    owner: int
    rule: int
    pool: int
    due_on: date
    is_due: bool
    spared: str
    last_contact: date | None
    last_order: date | None
    since: date
    tier: str


@dataclass
class Sight:
    """What is known of every customer with an owner on the morning of a day, and what rules make of it."""

    cursor: Any
    rules: Sequence[Asked]
    day: date

    def decide(self) -> list[Decided]:
        """Those who are due, and those who will be within the days of warning; each by the rule that comes first."""
        told = {"day": self.day, "rules": json.dumps([rule.told() for rule in self.rules])}
        self.cursor.execute(DECIDE.format(under_way=evidence.under_way()), told)
        return [Decided(*row) for row in self.cursor.fetchall()]

    def leave_out(self, customers: Collection[int]) -> None:
        """Customers that have no owner any more."""
        self.cursor.execute("delete from pool_known where customer_id = any(%s)", [list(customers)])

    def go_on(self) -> None:
        """The next morning, by what happened on this day."""
        self.cursor.execute(GO_ON, {"day": self.day})
        self.day += DAY


@contextmanager
def sight(*, on: date, rules: Sequence[Asked], until: date | None = None) -> Iterator[Sight]:
    """What is known on the morning of a day; with `until` it can go on as far as the morning of that day."""
    with connection.cursor() as cursor:
        try:
            told: dict[str, Any] = {"day": on, "until": until or on, "others": list(RELATED_PARTIES)}
            told["places"] = json.dumps(places(Pool.objects.filter(pk__in={rule.pool for rule in rules})))
            for sql in BEGIN:
                cursor.execute(sql.format(evidence=evidence.union()), told)
            yield Sight(cursor, rules, on)
        finally:
            if not connection.needs_rollback:
                cursor.execute("drop table if exists pg_temp.pool_known, pg_temp.pool_evidence")


BEGIN = (
    "drop table if exists pg_temp.pool_known, pg_temp.pool_evidence",
    """
    create temporary table pool_known as
    select c.id as customer_id, c.owner_id, p.pool,
           greatest(c.known_since, e.owned) as since, e.contact as last_contact, e.ordered as last_order
    from customers_customer c
    cross join lateral (
        select pool from jsonb_to_recordset(%(places)s::jsonb) as p (pool bigint, place int, regions text[])
        where regions = '{{}}' or c.region = any(regions) order by place limit 1
    ) p
    left join (
        select customer_id, max(day) filter (where kind = 'owner') as owned,
               max(day) filter (where kind = 'contact') as contact, max(day) filter (where kind = 'order') as ordered
        from ({evidence}) known where day < %(day)s group by customer_id
    ) e on e.customer_id = c.id
    where c.owner_id is not null and c.kind <> all(%(others)s)
    """,
    "create unique index on pool_known (customer_id)",
    """
    create temporary table pool_evidence as
    select distinct customer_id, kind, day from ({evidence}) known where day >= %(day)s and day < %(until)s
    """,
    "create index on pool_evidence (day)",
    "analyze pool_known",
    "analyze pool_evidence",
)

GO_ON = """
    update pool_known k
    set last_contact = case when e.contact then %(day)s else k.last_contact end,
        last_order = case when e.ordered then %(day)s else k.last_order end,
        since = case when e.owned then greatest(k.since, %(day)s) else k.since end
    from (
        select customer_id, bool_or(kind = 'contact') as contact, bool_or(kind = 'order') as ordered,
               bool_or(kind = 'owner') as owned
        from pool_evidence where day = %(day)s group by customer_id
    ) e
    where e.customer_id = k.customer_id
"""

DECIDE = """
    with rules as (
        select * from jsonb_to_recordset(%(rules)s::jsonb) as r (
            rule bigint, pool bigint, days_without_contact int, days_without_order int, spares_open_deals bool,
            starts_on date, warns_days int, protected_tiers text[]
        )
    ),
    spoken as materialized (
        select k.*, r.rule, r.warns_days, r.spares_open_deals, r.protected_tiers, greatest(
            greatest(k.last_contact, k.since) + r.days_without_contact,
            greatest(k.last_order, k.since) + r.days_without_order,
            r.starts_on + r.warns_days
        ) as due_on
        from pool_known k join rules r on r.pool = k.pool
    ),
    near as materialized (select * from spoken where due_on - warns_days <= %(day)s),
    judged as (
        select n.*, coalesce(t.value, '') as tier,
               case when t.value = any(n.protected_tiers) then 'tier'
                    when n.spares_open_deals and u.is_so then 'deal' else '' end as spared
        from near n
        left join customers_standing t on t.customer_id = n.customer_id and t.kind = 'tier'
            and t.since < %(day)s and (t.until is null or t.until >= %(day)s)
        left join (
            select customer_id, true as is_so from ({under_way}) w
            where first < %(day)s and (last is null or last >= %(day)s) group by customer_id
        ) u on u.customer_id = n.customer_id
    )
    select distinct on (customer_id) customer_id, owner_id, rule, pool, due_on, due_on <= %(day)s, spared,
           last_contact, last_order, since, tier
    from judged order by customer_id, spared <> '', due_on, rule
"""
