"""How computations write what they found down to the customers: whole kinds at a time, in a few statements.

Nothing is traced customer by customer: the dated rows are the history of a computed standing, and its run and rule
version say where each came from.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

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
    evidence: dict[str, Any] = {}  # noqa: RUF012 -- the default of a tuple's place, never written to


@dataclass(frozen=True)
class Published:
    """What a publication changed, in rows."""

    opened: int
    closed: int
    confirmed: int
    removed: int
    held: int


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
    did not is confirmed with fresh evidence; numbers are replaced. A second publication of the same day corrects the
    first. Overrides that still hold are left alone. All or nothing; refuses a day before the last one computed.
    """
    require(by, "load", Customer)
    with transaction.atomic(), _alone() as cursor:
        _load(cursor, "found", FOUND, (_finding(row) for row in findings))
        names = _computed_kinds(cursor, "found", kinds)
        _refuse_earlier(cursor, names, as_of)
        numeric = [name for name in names if KINDS[name].numeric]
        coded = [name for name in names if not KINDS[name].numeric]
        given = {
            "kinds": names, "coded": coded, "numeric": numeric, "as_of": as_of, "run": run, "version": rule_version,
        }  # fmt: skip
        changed = {step: _run(cursor, sql, given) for step, sql in PUBLISH.items()}
        announce("customers.standings_published", run=run, as_of=as_of.isoformat(), kinds=names, by=by.pk)
        return Published(
            changed["open"], changed["correct"] + changed["close"], changed["confirm"], changed["forget"], changed["held"]
        )


@contextmanager
def _alone() -> Iterator[Any]:
    """A cursor, while no other computation and no verb writes standings; freed with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock('customers_standing'::regclass::oid::bigint)")
        # Whole kinds are joined at once. On a table that has just been filled the planner would loop row by row.
        cursor.execute("set local enable_nestloop = off")
        yield cursor
        cursor.execute("set local enable_nestloop to default")


def _load(cursor, table: str, columns: str, some: Iterable[tuple]) -> None:
    """COPY tuples to a temporary table. The id of a customer that is gone by now is passed over."""
    cursor.execute(f"drop table if exists pg_temp.{table}")
    cursor.execute(f"create temporary table {table} ({columns}) on commit drop")
    with cursor.copy(f"copy {table} from stdin") as copy:
        for row in some:
            copy.write_row(row)
    cursor.execute(f"delete from {table} where not exists (select from customers_customer c where c.id = customer_id)")
    cursor.execute(f"analyze {table}")


def _finding(row: tuple) -> tuple:
    customer, kind, value, number, evidence = row
    return customer, kind, value or "", number, json.dumps(evidence or {}, default=str)


def _computed_kinds(cursor, table: str, kinds: Collection[str] | None) -> list[str]:
    """The kinds of a publication. Raises ValueError for one that is unknown, stated by people, or not announced."""
    cursor.execute(f"select distinct kind from {table}")
    present = {name for (name,) in cursor.fetchall()}
    names = present if kinds is None else set(kinds)
    wrong = (present - names) | {name for name in names if name not in KINDS or KINDS[name].typed}
    if wrong:
        raise ValueError(f"computations do not publish these kinds here: {', '.join(sorted(wrong))}")
    return sorted(names)


def _refuse_earlier(cursor, kinds: list[str], as_of: date) -> None:
    cursor.execute(LATEST, {"kinds": kinds})
    (latest,) = cursor.fetchone()
    if latest is not None and as_of < latest:
        raise Refusal(
            _("Standings are computed as of %(latest)s already. To compute %(day)s again, use a replay.")
            % {"latest": date_format(latest), "day": date_format(as_of)}
        )


def _run(cursor, sql: str, given: dict[str, Any]) -> int:
    cursor.execute(sql, given)
    return cursor.rowcount


FOUND = """customer_id bigint, kind varchar(40), value varchar(20), number numeric(19, 4), evidence jsonb,
    unique (customer_id, kind)"""

LATEST = """
    select max(greatest(as_of, since)) from customers_standing
    where kind = any(%(kinds)s) and until is null and source = 'computed'
"""

SAME = "f.customer_id = s.customer_id and f.kind = s.kind"

PUBLISH = {
    # A row opened earlier on the same day was wrong: it goes, and what it had closed is open again.
    "correct": f"""
        with wrong as (
            delete from customers_standing s
            where s.kind = any(%(coded)s) and s.until is null and s.source = 'computed' and s.since = %(as_of)s
              and not exists (select from found f where {SAME} and f.value = s.value)
            returning s.customer_id, s.kind
        )
        update customers_standing s set until = null from wrong w
        where s.customer_id = w.customer_id and s.kind = w.kind and s.until = %(as_of)s and s.source = 'computed'
    """,
    "close": f"""
        update customers_standing s set until = %(as_of)s
        where s.kind = any(%(coded)s) and s.until is null
          and (s.holds_until < %(as_of)s
               or s.source = 'computed' and not exists (select from found f where {SAME} and f.value = s.value))
    """,
    "forget": f"""
        delete from customers_standing s
        where s.kind = any(%(numeric)s) and s.until is null and not exists (select from found f where {SAME})
    """,
    # After the steps before, every open computed row of a coded kind has the value found.
    "confirm": f"""
        update customers_standing s
        set number = f.number, as_of = %(as_of)s, evidence = f.evidence, rule_version = %(version)s, run = %(run)s,
            since = case when s.kind = any(%(numeric)s) and s.number <> f.number then %(as_of)s else s.since end
        from found f
        where {SAME} and s.until is null and s.source = 'computed'
    """,
    "held": f"""
        select from customers_standing s join found f on {SAME}
        where s.kind = any(%(coded)s) and s.until is null and s.source = 'stated'
    """,
    "open": f"""
        insert into customers_standing (customer_id, kind, value, number, since, until, as_of, evidence, rule_version,
                                        run, source, reason, holds_until)
        select f.customer_id, f.kind, f.value, f.number, %(as_of)s, null, %(as_of)s, f.evidence, %(version)s,
               %(run)s, 'computed', '', null
        from found f
        where not exists (select from customers_standing s where {SAME} and s.until is null)
    """,
}
