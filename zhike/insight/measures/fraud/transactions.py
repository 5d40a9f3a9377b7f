"""Transactions of any table in one shape, in the order they came: numbers for names, seconds for moments."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.cautions import ROWS_TWICE, Caution, MeasureRefused, say
from zhike.insight.measures.fraud.cells import (
    Column,
    as_money,
    flags,
    local,
    local_type,
    numbered,
    seconds_of_day,
    seconds_since_1970,
)
from zhike.insight.measures.scoring.answers import refuse_missing


class Transactions(NamedTuple):
    """``rows``: row, customer, terminal, second, day, second_of_day, amount, is_fraud, by time and then by name.

    ``named`` has the transaction, customer and moment of each row as the table calls them.
    """

    rows: pa.Table
    named: pa.Table
    cautions: tuple[Caution, ...]

    @property
    def has_labels(self) -> bool:
        """Whether of any transaction it is known what it was."""
        return self.rows["is_fraud"].null_count < self.rows.num_rows

    def at(self, rows: Column) -> "Transactions":
        """Those of these numbers."""
        return self._replace(rows=self.rows.take(rows), named=self.named.take(rows))


def transactions_of(table: pa.Table, *, named: Mapping[str, str | None], as_of: date | None) -> Transactions:
    """The whole rows of a table before ``as_of``; ``named`` says which column is the transaction, moment and so on."""
    columns = {name: column for name, column in named.items() if column}
    refuse_missing(table, list(columns.values()))
    asked = pa.table({name: table[column] for name, column in columns.items()})
    amounts = as_money(asked["amount"])
    whole = asked.set_column(asked.column_names.index("amount"), "amount", amounts)
    whole = whole.filter(all_there(whole, columns.keys() - {"fraud"}))
    kept = before(whole, as_of)
    cautions = [say("transactions_incomplete", rows=table.num_rows - whole.num_rows)] * (len(whole) < len(table))
    if len(kept) < len(whole) and as_of:
        cautions.append(say("rows_after_as_of", rows=len(whole) - len(kept), as_of=as_of.isoformat()))
    return in_order(kept, tuple(cautions))


def all_there(table: pa.Table, names: Iterable[str]) -> pa.Array:
    """Which rows have a value in each of these columns."""
    found = pa.array([True] * table.num_rows, pa.bool_())
    for name in names:
        found = pc.and_(found, table[name].is_valid())
    return found


def before(table: pa.Table, as_of: date | None) -> pa.Table:
    """The rows of days before one."""
    if as_of is None:
        return table
    return table.filter(pc.less(local(table["moment"]).cast(pa.date32(), safe=False), pa.scalar(as_of)))


def in_order(table: pa.Table, cautions: tuple[Caution, ...]) -> Transactions:
    """The rows by time and name, numbered. Refuses a transaction that is there twice."""
    texts = {name: table[name].cast(pa.string()) for name in ("transaction", "customer", "terminal")}
    if doubles := table.num_rows - pc.count_distinct(texts["transaction"]).as_py():
        raise MeasureRefused(ROWS_TWICE, table="transactions", rows=doubles)
    moment = table["moment"].cast(local_type(table["moment"].type), safe=False)
    clock = local(moment)
    labels = flags(table["fraud"]) if "fraud" in table.column_names else pa.nulls(table.num_rows, pa.bool_())
    rows = pa.table(
        {
            "customer": numbered(texts["customer"]),
            "terminal": numbered(texts["terminal"]),
            "second": seconds_since_1970(moment),
            "day": clock.cast(pa.date32(), safe=False),
            "second_of_day": seconds_of_day(clock),
            "amount": table["amount"],
            "is_fraud": labels,
        }
    )
    shown = pa.table({"transaction": texts["transaction"], "customer": texts["customer"], "moment": clock})
    keys = pa.table({"second": rows["second"], "name": texts["transaction"]})
    order = pc.sort_indices(keys, sort_keys=[("second", "ascending"), ("name", "ascending")])
    numbers = pa.array(range(rows.num_rows), pa.int64())
    return Transactions(rows.take(order).add_column(0, "row", numbers), shown.take(order), cautions)
