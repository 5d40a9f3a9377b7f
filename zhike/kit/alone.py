"""One process at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


class Busy(Exception):
    """Another process is doing the same work."""


@contextmanager
def alone(work: str) -> Iterator[None]:
    """Hold the lock on a piece of work, across transactions; PostgreSQL lets go of it when the process dies.

    Raises Busy where another process holds it.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtextextended(%s, 0))", [work])
        if not cursor.fetchone()[0]:
            raise Busy(work)
    try:
        yield
    finally:
        _let_go(work)


def is_held(work: str) -> bool:
    """Whether some process holds the lock on a piece of work now."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select exists (
                select from pg_locks
                where locktype = 'advisory' and objsubid = 1 and granted
                  and database = (select oid from pg_database where datname = current_database())
                  and (classid::bigint << 32 | objid::bigint) = hashtextextended(%s, 0)
            )
            """,
            [work],
        )
        return bool(cursor.fetchone()[0])


def _let_go(work: str) -> None:
    """A connection that is broken or in a failed transaction cannot say so, and will be closed instead."""
    if connection.connection and not connection.needs_rollback and connection.is_usable():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", [work])
