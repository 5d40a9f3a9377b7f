"""Small tables read from the database as they are now, lent to the engine while it builds."""

import pyarrow as pa

from zhike.insight.cubes.declaring import Counted
from zhike.insight.warehouse.extracting import ARROW, streamed
from zhike.kit.facts import Fact


def lent(fact: Fact) -> pa.Table:
    """The rows of a fact as the present transaction sees them."""
    schema = _schema(fact)
    return pa.concat_tables([schema.empty_table(), *streamed(fact.sql, schema)])


def counted(table: Counted) -> pa.Table:
    """The rows that a domain counts."""
    return pa.Table.from_pylist(list(table.rows()), _schema(table))


def _schema(told: Fact | Counted) -> pa.Schema:
    return pa.schema([(column.name, ARROW[column.type]) for column in told.columns])
