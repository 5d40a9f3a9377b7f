"""A pytest plug-in: what is asked for in no order comes in any. `bin/test -p tests.shuffled [arguments for pytest]`

PostgreSQL promises no order to a query that asks for none, but hands out the rows of a small table as they were
written: code or a test that leans on that passes here and fails elsewhere. With this plug-in it fails here.

Left as they are: queries inside another one; distinct, grouped, summed and united ones, which PostgreSQL lets nobody
order by what they do not select; and SQL that is written by hand.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.db.models import OrderBy
from django.db.models.functions import Random
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

Ordering = list[tuple[Any, tuple[str, Any, bool]]]
run = ExitStack()


def pytest_configure() -> None:
    """Shuffle for the whole run, in each of its processes."""
    run.enter_context(shuffling())


def pytest_unconfigure() -> None:
    """Leave Django as it was."""
    run.close()


@contextmanager
def shuffling() -> Iterator[None]:
    """Meanwhile Django orders by chance what would have no order."""
    plain = SQLCompiler.get_order_by

    def shuffled(compiler: SQLCompiler) -> Ordering:
        ordering: Ordering = plain(compiler)
        return ordering or (_by_chance(compiler) if _may_be_ordered(compiler) else [])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLCompiler, "get_order_by", shuffled)
        yield


def _may_be_ordered(compiler: SQLCompiler) -> bool:
    query: Query = compiler.query
    is_of_rows = query.model is not None and compiler.select is not None
    if not is_of_rows or query.subquery or query.combinator or query.distinct or query.group_by is not None:
        return False
    return not any(getattr(chosen, "contains_aggregate", False) for chosen, _sql, _alias in compiler.select)


def _by_chance(compiler: SQLCompiler) -> Ordering:
    chance = OrderBy(Random()).resolve_expression(compiler.query, allow_joins=True, reuse=None)
    return [(chance, (*compiler.compile(chance), False))]
