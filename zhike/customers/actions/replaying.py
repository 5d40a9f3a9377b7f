"""How a replay writes the past down: what the rules of today would have said on each day of a range."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import transaction

from zhike.customers.actions.bulk import alone, computed_kinds, load
from zhike.customers.kinds import KINDS
from zhike.customers.models import Customer
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import require
from zhike.kit.events import announce


class Change(NamedTuple):
    """From `since` on, until the next change, a customer stood at `value`; an empty one means nowhere."""

    customer_id: int
    kind: str
    since: date
    value: str
    evidence: dict[str, Any] = {}


@dataclass(frozen=True)
class Rewritten:
    """What a replay did, in standings: gone from the range, ended where it begins, written, and joined at its ends."""

    erased: int
    cut: int
    written: int
    joined_before: int
    joined_after: int


def publish_history(
    changes: Iterable[Change | tuple],
    *,
    kinds: Collection[str],
    first: date,
    last: date,
    by: Staff,
    run: int | None,
    rule_version: str = "",
) -> Rewritten:
    """Replace what was computed of `kinds` from `first` through `last` by the changes of a replay of those days.

    What people stated stays and the replay goes around it; so do standings computed after `last`. The last change of a
    customer holds until the next standing that stays. All or nothing. Raises ValueError for a kind without history and
    for changes outside the range.
    """
    require(by, "load", Customer)
    with transaction.atomic(), alone() as cursor:
        load(cursor, TOLD, (_change(row) for row in changes))
        names = computed_kinds(cursor, kinds)
        _check(cursor, names, first, last)
        given = {"kinds": names, "first": first, "last": last, "run": run, "version": rule_version}
        given |= {"next": last + timedelta(days=1), "end": date.max}
        done = {}
        for step, sql in REWRITE.items():
            cursor.execute(sql, given)
            done[step] = cursor.rowcount
        announce(
            "customers.history_published",
            run=run,
            first=first.isoformat(),
            last=last.isoformat(),
            kinds=names,
            by=by.pk,
        )
        return Rewritten(**done)


def _change(row: tuple) -> tuple:
    customer, kind, since, value, evidence = row
    return customer, kind, since, value or "", json.dumps(evidence or {}, default=str)


def _check(cursor, kinds: list[str], first: date, last: date) -> None:
    if latest := [name for name in kinds if not KINDS[name].keeps_history]:
        raise ValueError(f"these keep no history: {', '.join(latest)}")
    cursor.execute("select count(*) from incoming where since not between %s and %s", [first, last])
    (outside,) = cursor.fetchone()
    if outside or first > last:
        raise ValueError(f"{outside} changes lie outside {first} to {last}")


TOLD = """customer_id bigint, kind varchar(40), since date, value varchar(20), evidence jsonb,
    unique (customer_id, kind, since)"""


# Two computed standings of one value that meet between two days are one, with the later one's evidence.
JOIN = """
    with later as (
        delete from customers_standing b using customers_standing a
        where b.kind = any(%(kinds)s) and a.customer_id = b.customer_id and a.kind = b.kind and a.until = b.since
          and a.value = b.value and a.source = 'computed' and b.source = 'computed'
          and a.since <= %(last)s and b.since between {low} and {high}
        returning a.id as earlier, b.until, b.as_of, b.evidence, b.rule_version, b.run
    )
    update customers_standing s
    set until = later.until, as_of = later.as_of, evidence = later.evidence, rule_version = later.rule_version,
        run = later.run
    from later where s.id = later.earlier
"""

REWRITE = {
    "erased": """
        delete from customers_standing
        where kind = any(%(kinds)s) and source = 'computed' and since between %(first)s and %(last)s
    """,
    "cut": """
        update customers_standing set until = %(first)s
        where kind = any(%(kinds)s) and source = 'computed' and since < %(first)s
          and (until is null or until > %(first)s)
    """,
    # What stays is taken out of each period; the pieces left over are written.
    "written": """
        with period as (
            select *, lead(since) over (partition by customer_id, kind order by since) as until from incoming
        ),
        kept as (
            select customer_id, kind, range_agg(daterange(since, until)) as days
            from customers_standing
            where kind = any(%(kinds)s) and (source = 'stated' or since > %(last)s)
            group by customer_id, kind
        )
        insert into customers_standing (customer_id, kind, value, number, since, until, as_of, evidence, rule_version,
                                        run, source, reason, holds_until)
        select p.customer_id, p.kind, p.value, null, lower(piece), upper(piece), coalesce(upper(piece) - 1, %(last)s),
               p.evidence, %(version)s, %(run)s, 'computed', '', null
        from period p
        left join kept k on k.customer_id = p.customer_id and k.kind = p.kind
        cross join lateral unnest(
            datemultirange(daterange(p.since, p.until)) - coalesce(k.days, datemultirange())
        ) as piece
        where p.value <> ''
    """,
    "joined_before": JOIN.format(low="%(first)s", high="%(first)s"),
    "joined_after": JOIN.format(low="%(next)s", high="%(end)s"),
}
