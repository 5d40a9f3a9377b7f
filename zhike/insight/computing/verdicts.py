"""What a version of the rules says of everyone on a day, and where two versions differ."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.books import measure_of
from zhike.insight.computing.findings import Row, evidence_of, rows_of
from zhike.insight.computing.memory import remembered
from zhike.insight.computing.steps import Step, bent_by
from zhike.insight.conditions import BENT
from zhike.insight.measures.engine import Facts, query_tables
from zhike.insight.measures.measure import Scored
from zhike.insight.models import RuleBook

CHANGED = """
    SELECT customer_id, o.code AS was, n.code AS now
    FROM old o FULL JOIN new n USING (customer_id)
    WHERE o.code IS DISTINCT FROM n.code ORDER BY customer_id
"""


def verdict(step: Step, book: RuleBook, facts: Facts, as_of: date) -> Scored:
    """Everyone by a version of the rules, as a computation of that day judges them."""
    measure = measure_of(book)
    scored = measure.fit(facts, as_of=as_of, before=remembered(step, measure, before=as_of))
    return replace(scored, table=bent_by(book, measure, scored.table, scored.code))


def codes_of(scored: Scored) -> pa.Table:
    """The verdicts alone, as customer_id and code."""
    return scored.table.select(["customer_id", scored.code]).rename_columns(["customer_id", "code"])


def changed(old: pa.Table, new: pa.Table) -> Iterator[tuple[int, str, str]]:
    """Customers with another code, with both codes; an empty one where they are not judged."""
    found = query_tables(CHANGED, tables={"old": old, "new": new})
    for row in rows_of(found):
        yield row["customer_id"], row["was"] or "", row["now"] or ""


def evidence_by_customer(scored: Scored, names: tuple[str, ...], customers: list[int]) -> dict[int, Row]:
    """The numbers behind the verdicts of some customers."""
    some = scored.table.filter(pc.is_in(scored.table["customer_id"], value_set=pa.array(customers, pa.int64())))
    return {row["customer_id"]: told(row, names) for row in rows_of(some)}


def told(row: Row, names: tuple[str, ...]) -> dict[str, Any]:
    """The evidence of one row in types JSON knows."""
    plain = evidence_of(row, (*names, *BENT))
    return {
        name: value if isinstance(value, int | float | bool | list) else str(value) for name, value in plain.items()
    }
