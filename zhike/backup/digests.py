"""What a database holds, in one number per table: two databases with equal digests hold the same rows."""

from collections.abc import Mapping
from typing import NamedTuple

import psycopg
from psycopg import sql

# The words a value is written in depend on these; both sides write them the same way.
SESSION = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "search_path": "pg_catalog",
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
}
TABLES = """
    select n.nspname, c.relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and c.relpersistence = 'p'
      and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema' order by 1, 2
"""
# The order of rows is no part of what a table holds, so their hashes are added up.
ROWS = "select count(*), coalesce(sum(hashtextextended((row_.*)::text, 0)), 0)::text from only {table} as row_"


class Digest(NamedTuple):
    """The rows of a table: how many, and the sum of their 64-bit hashes."""

    rows: int
    sum: str


def digests(connection: psycopg.Connection) -> dict[str, Digest]:
    """One digest for each table, by its full name, as the connection's transaction sees them."""
    for name, value in SESSION.items():
        connection.execute("select set_config(%s, %s, false)", [name, value])
    found = {}
    for schema, table in connection.execute(TABLES).fetchall():
        counted = connection.execute(sql.SQL(ROWS).format(table=sql.Identifier(schema, table))).fetchone()
        assert counted is not None, "an aggregate answers"
        found[f"{schema}.{table}"] = Digest(*counted)
    return found


def differing(expected: Mapping[str, Digest], found: Mapping[str, Digest]) -> dict[str, list[Digest | None]]:
    """The tables that are not the same on both sides, with both digests."""
    names = sorted({*expected, *found})
    return {name: [expected.get(name), found.get(name)] for name in names if expected.get(name) != found.get(name)}
