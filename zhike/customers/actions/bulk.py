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
        cursor.execute(f"select pg_advisory_xact_lock({LOCK})")
        # Whole kinds are joined at once. On a table that has just been filled the planner would loop row by row.
        cursor.execute("set local enable_nestloop = off")
        yield cursor
        cursor.execute("set local enable_nestloop to default")


def load(cursor, table: str, columns: str, some: Iterable[tuple]) -> None:
    """COPY tuples to a temporary table. The id of a customer that is gone by now is passed over."""
    cursor.execute(f"drop table if exists pg_temp.{table}")
    cursor.execute(f"create temporary table {table} ({columns}) on commit drop")
    with connection.wrap_database_errors, cursor.copy(f"copy {table} from stdin") as copy:
        for row in some:
            copy.write_row(row)
    cursor.execute(f"delete from {table} where not exists (select from customers_customer c where c.id = customer_id)")
    cursor.execute(f"analyze {table}")


def computed_kinds(cursor, table: str, kinds: Collection[str] | None) -> list[str]:
    """The kinds of a publication. Raises ValueError for one that is unknown, stated by people, or not announced."""
    cursor.execute(f"select distinct kind from {table}")
    present = {name for (name,) in cursor.fetchall()}
    names = present if kinds is None else set(kinds)
    wrong = (present - names) | {name for name in names if name not in KINDS or KINDS[name].typed}
    if wrong:
        raise ValueError(f"computations do not publish these kinds here: {', '.join(sorted(wrong))}")
    return sorted(names)
