"""Rows of a file as the facts that measures read: customers, orders and their lines."""

from functools import cached_property
from importlib.resources import files

import duckdb
import pyarrow as pa

from zhike.insight.measures.engine import Facts, connect
from zhike.insight.measures.engines import facts_on
from zhike.insight.measures.shapes import SCHEMAS, sql_type
from zhike.insight.tool.columns import ARROW, ORDERS
from zhike.insight.tool.problem import ToolProblem
from zhike.insight.tool.reading import Reading

ALL_ARE_GOODS = ""
TIMES_THE_ROWS, LEAST_ROOM, MOST_ROOM = 4, 200, 2_000  # megabytes


class Orders:
    """The rows of a file about orders, and the ``facts`` that measures want.

    ``goods`` is a pattern that product codes of goods match; other lines are charges. ``engine`` is duckdb or spark.
    ``with_lines`` False leaves the order lines out for a measure that reads orders alone.
    """

    def __init__(
        self, reading: Reading, *, engine: str = "duckdb", goods: str = ALL_ARE_GOODS, with_lines: bool = True
    ) -> None:
        self.reading = reading
        self.with_lines = with_lines
        self.engine = engine
        self.goods = goods
        refuse_several_currencies(reading.table)

    @cached_property
    def tables(self) -> dict[str, pa.Table]:
        """Customers, orders and, where they are asked for, order lines in the shapes of ``SCHEMAS``.

        ``customer`` is the file's name for each customer.
        """
        names = ("customers", "orders", "order_lines") if self.with_lines else ("customers", "orders")
        connection = connect(memory_limit=room_for(self.reading.table), threads=2, folder=None)
        try:
            connection.register("read", self.reading.table)
            connection.execute(f"CREATE TEMP VIEW lines AS SELECT {', '.join(self.columns)} FROM read")  # noqa: S608 -- our own names
            made: dict[str, pa.Table] = {}
            for name in names:
                text = files("zhike.insight.tool").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
                given = {"goods": self.goods} if ":goods" in text else None
                found = connection.sql(text.replace(":goods", "$goods"), params=given).to_arrow_table()
                made[name] = shaped(found, name)
                connection.register(name, made[name])
            return made
        except duckdb.InvalidInputException as problem:
            raise ToolProblem(f"--goods is no pattern that can be read: {self.goods!r}.") from problem
        finally:
            connection.close()

    @property
    def columns(self) -> list[str]:
        """Every column of the shape in SQL; null where the file has no such column."""
        table = self.reading.table
        absent = {t.name: sql_type(ARROW[t.kind]) for t in ORDERS.columns if t.name not in table.column_names}
        return [
            *map(quoted, table.column_names),
            *(f"CAST(NULL AS {kind}) AS {quoted(name)}" for name, kind in absent.items()),
        ]

    @cached_property
    def facts(self) -> Facts:
        """The facts behind the engine that was asked for."""
        given = {name: table.select(SCHEMAS[name].names) for name, table in self.tables.items()}
        return facts_on(self.engine, **given)

    def close(self) -> None:
        """Give back what the engine holds of the facts; what it answered stays."""
        if "facts" in vars(self):
            self.facts.close()

    @property
    def customers(self) -> pa.Array:
        """The file's names of customers; customer 1 is the first of them."""
        return self.tables["customers"]["customer"].combine_chunks()


def shaped(table: pa.Table, name: str) -> pa.Table:
    """A table in the agreed types, further columns kept."""
    columns = {field.name: nulls_or(table, field) for field in SCHEMAS[name]}
    further = {other: table[other] for other in table.column_names if other not in columns}
    return pa.table({**columns, **further})


def nulls_or(table: pa.Table, field: pa.Field) -> pa.ChunkedArray | pa.Array:
    """A column in its agreed type, or nulls where there is none."""
    if field.name in table.column_names:
        return table[field.name].cast(field.type)
    return pa.nulls(table.num_rows, field.type)


def room_for(table: pa.Table) -> str:
    """The memory an engine may take for rows: some times what they take themselves, then it goes on to the disk."""
    return f"{min(max(TIMES_THE_ROWS * table.nbytes >> 20, LEAST_ROOM), MOST_ROOM)}MB"


def refuse_several_currencies(table: pa.Table) -> None:
    """Amounts of several currencies are not added."""
    if (
        "currency" in table.column_names
        and len(found := sorted(table["currency"].drop_null().unique().to_pylist())) > 1
    ):
        raise ToolProblem(f"The amounts are in {', '.join(found)}; give one file for each, or convert them first.")


def quoted(name: str) -> str:
    """A column of ours, of which one is called as a word of SQL."""
    return f'"{name}"'
