"""The trace as seals see it: entries in the order of their transactions, put into words and digested by PostgreSQL.

That the database digests is for speed, and costs no trust: who could make it lie could as well lie about the entries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

# How an entry is put into words. An older form stays here for ever: old seals are checked by it. A row in brackets
# tells its values apart whatever they hold, and an empty one from none; times are bits, whatever the server's taste.
FORMS = {
    1: "row(id, xact, encode(timestamptz_send(at), 'hex'), actor_id, verb, noun, object_id, object_title, changes,"
    " door, program, address, request, why)::text",
}
FORM = max(FORMS)
MEMORY = "set local work_mem = '256MB'"
# Words and digests are nearly all of the work and cost the planner nothing: it would leave them to one process.
HELPERS = f"""
    {MEMORY}; set local jit = off; set local max_parallel_workers_per_gather = 4;
    set local parallel_setup_cost = 0; set local parallel_tuple_cost = 0
"""
DIGEST = "encode(sha256(coalesce(string_agg(digest, ''::bytea order by xact, id), ''::bytea)), 'hex')"


@dataclass(frozen=True)
class Span:
    """What the trace holds between two transactions: how many entries, the highest number, their digest and times."""

    entries: int
    last: int
    digest: str
    oldest: datetime
    newest: datetime


def span(since: int, until: int) -> Span | None:
    """The entries of these transactions; None where there are none."""
    sql = f"""
        select count(*), max(id), {DIGEST}, min(at), max(at) from (
            select id, xact, at, sha256(convert_to({FORMS[FORM]}, 'UTF8')) as digest
            from kit_trace where xact >= %s and xact < %s
        ) entry
    """  # noqa: S608 - our own words
    found = _asked(sql, [since, until])[0]
    return Span(*found) if found[0] else None


def spans(bounds: Sequence[int], *, form: int) -> dict[int, Span]:
    """The entries between rising bounds in one reading: place 1 begins at the first bound, the last one has no end."""
    sql = f"""
        select place, count(*), max(id), {DIGEST}, min(at), max(at) from (
            select width_bucket(xact, %s::bigint[]) as place, id, xact, at,
                   sha256(convert_to({FORMS[form]}, 'UTF8')) as digest
            from kit_trace
            offset 0 -- so that helpers digest what they read; without it that is done after all rows are gathered
        ) entry group by place
    """  # noqa: S608 - our own words
    return {place: Span(*rest) for place, *rest in _asked(sql, [list(bounds)], settings=HELPERS)}


def keys(since: int, until: int, *, most: int) -> list[int]:
    """The numbers of the first entries of these transactions."""
    sql = "select id from kit_trace where xact >= %s and xact < %s order by xact, id limit %s"
    return [key for (key,) in _asked(sql, [since, until, most])]


def _asked(sql: str, values: list[Any], *, settings: str = MEMORY) -> list[Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(settings)
        cursor.execute(sql, values)
        return cursor.fetchall()
