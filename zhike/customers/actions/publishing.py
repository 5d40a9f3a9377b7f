"""How computations write what they found down to the customers: whole kinds at a time, in a few statements.

Nothing is traced customer by customer: the dated rows are the history of a computed standing, and its run and rule
version say where each came from.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhike.customers.actions.bulk import alone, computed_kinds, load
from zhike.customers.kinds import KINDS
from zhike.customers.models import Customer
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import require
from zhike.kit.events import announce
from zhike.kit.refusal import Refusal


class Finding(NamedTuple):
    """What a computation found for one customer: a value of a coded kind, or a number of a numeric one.

    `evidence` holds the numbers behind it under plain names; its `rule`, where it has one, chooses the sentence.
    """

    customer_id: int
    kind: str
    value: str = ""
    number: Decimal | float | int | None = None
    evidence: dict[str, Any] = {}


@dataclass(frozen=True)
class Published:
    """What a publication did, in standings; `corrected` are those the same day had closed wrongly before."""

    corrected: int
    closed: int
    forgotten: int
    confirmed: int
    held: int
    opened: int


def publish(
    findings: Iterable[Finding | tuple],
    *,
    kinds: Collection[str] | None = None,
    by: Staff,
    as_of: date,
    run: int | None,
    rule_version: str = "",
) -> Published:
    """Write down what is believed as of a day, for every customer at once.

    `findings` are the whole truth about `kinds` (by default the kinds that occur in them): who is not in them has no
    standing of that kind any more. A coded standing that changed is closed on `as_of` and the new one opened; one that
    did not is confirmed with fresh evidence; numbers and fleeting words are replaced. A second publication of the same
    day corrects the first. Overrides that still hold are left alone. All or nothing; refuses a day before the last one
    computed.
    """
    require(by, "load", Customer)
    with transaction.atomic(), alone() as cursor:
        load(cursor, FOUND, (_finding(row) for row in findings))
        names = computed_kinds(cursor, kinds)
        _refuse_earlier(cursor, names, as_of)
        coded = [name for name in names if KINDS[name].keeps_history]
        latest = [name for name in names if not KINDS[name].keeps_history]
        given = {"coded": coded, "latest": latest, "as_of": as_of, "run": run, "version": rule_version}
        changed = {}
        for step, sql in PUBLISH.items():
            cursor.execute(sql, given)
            changed[step] = cursor.rowcount
        announce("customers.standings_published", run=run, as_of=as_of.isoformat(), kinds=names, by=by.pk)
        return Published(**changed)


def _finding(row: tuple) -> tuple:
    customer, kind, value, number, evidence = row
    return customer, kind, value or "", number, json.dumps(evidence or {}, default=str)


def _refuse_earlier(cursor, kinds: list[str], as_of: date) -> None:
    cursor.execute(LATEST, {"kinds": kinds})
    (latest,) = cursor.fetchone()
    if latest is not None and as_of < latest:
        raise Refusal(
            _("Standings are computed as of %(latest)s already. To compute %(day)s again, use a replay.")
            % {"latest": date_format(latest), "day": date_format(as_of)}
        )


FOUND = """customer_id bigint, kind varchar(40), value varchar(60), number numeric(19, 4), evidence jsonb,
    unique (customer_id, kind)"""

LATEST = """
    select max(greatest(as_of, since)) from customers_standing
    where kind = any(%(kinds)s) and until is null and source = 'computed'
"""

PUBLISH = {
    # A row opened earlier on the same day was wrong: it goes, and what it had closed is open again.
    "corrected": """
        with wrong as (
            delete from customers_standing s
            where s.kind = any(%(coded)s) and s.until is null and s.source = 'computed' and s.since = %(as_of)s
              and not exists (
                  select from incoming f where f.customer_id = s.customer_id and f.kind = s.kind and f.value = s.value
              )
            returning s.customer_id, s.kind
        )
        update customers_standing s set until = null from wrong w
        where s.customer_id = w.customer_id and s.kind = w.kind and s.until = %(as_of)s and s.source = 'computed'
    """,
    "closed": """
        update customers_standing s set until = %(as_of)s
        where s.kind = any(%(coded)s) and s.until is null
          and (s.holds_until < %(as_of)s
               or s.source = 'computed' and not exists (
                   select from incoming f where f.customer_id = s.customer_id and f.kind = s.kind and f.value = s.value
               ))
    """,
    "forgotten": """
        delete from customers_standing s
        where s.kind = any(%(latest)s) and s.until is null
          and not exists (select from incoming f where f.customer_id = s.customer_id and f.kind = s.kind)
    """,
    # After the steps before, every open computed row of a coded kind has the value found.
    "confirmed": """
        update customers_standing s
        set value = f.value, number = f.number, as_of = %(as_of)s, evidence = f.evidence, rule_version = %(version)s,
            run = %(run)s,
            since = case when s.kind = any(%(latest)s) and (s.value, s.number) is distinct from (f.value, f.number)
                         then %(as_of)s else s.since end
        from incoming f
        where f.customer_id = s.customer_id and f.kind = s.kind and s.until is null and s.source = 'computed'
    """,
    "held": """
        select from customers_standing s join incoming f on f.customer_id = s.customer_id and f.kind = s.kind
        where s.kind = any(%(coded)s) and s.until is null and s.source = 'stated'
    """,
    "opened": """
        insert into customers_standing (customer_id, kind, value, number, since, until, as_of, evidence, rule_version,
                                        run, source, reason, holds_until)
        select f.customer_id, f.kind, f.value, f.number, %(as_of)s, null, %(as_of)s, f.evidence, %(version)s,
               %(run)s, 'computed', '', null
        from incoming f
        where not exists (
            select from customers_standing s
            where s.customer_id = f.customer_id and s.kind = f.kind and s.until is null
        )
    """,
}
