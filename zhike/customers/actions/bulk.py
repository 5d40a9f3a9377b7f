"""What writing whole kinds of standing at once needs: quiet, a temporary table, and a look at what is in it."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from zhike.customers.kinds import KINDS
from zhike.customers.models.standing import LOCK


@contextmanager
def alone() -> Iterator[Any]:
    """A cursor, while no other computation and no verb writes standings; freed with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK.format(manner=""))
        # Whole kinds are joined at once. On a table that has just been filled the planner would loop row by row.
        cursor.execute("set local enable_nestloop = off")
        yield cursor
        cursor.execute("set local enable_nestloop to default")


def load(cursor, columns: str, some: Iterable[tuple]) -> None:
    """COPY tuples to the temporary table `incoming`. Those of customers that are gone by now are passed over."""
    cursor.execute("drop table if exists pg_temp.incoming")
    cursor.execute(f"create temporary table incoming ({columns}) on commit drop")
    with connection.wrap_database_errors, cursor.copy("copy incoming from stdin") as copy:
        for row in some:
            copy.write_row(row)
    cursor.execute("delete from incoming where not exists (select from customers_customer c where c.id = customer_id)")
    cursor.execute("analyze incoming")


def computed_kinds(cursor, kinds: Collection[str] | None) -> list[str]:
    """`kinds`, or those that came in. Raises ValueError for kinds that are unknown, typed, or not among `kinds`."""
    cursor.execute("select distinct kind from incoming")
    present = {name for (name,) in cursor.fetchall()}
    names = present if kinds is None else set(kinds)
    wrong = (present - names) | {name for name in names if name not in KINDS or KINDS[name].typed}
    if wrong:
        raise ValueError(f"computations do not publish these kinds here: {', '.join(sorted(wrong))}")
    return sorted(names)
