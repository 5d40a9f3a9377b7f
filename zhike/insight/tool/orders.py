"""Rows of a file as the facts that measures read: customers, orders and their lines."""

from functools import cached_property
from importlib.resources import files

import duckdb
import pyarrow as pa

from zhike.insight.measures.engine import Facts, connect
from zhike.insight.measures.engines import facts_on
from zhike.insight.measures.shapes import SCHEMAS
from zhike.insight.tool.columns import ARROW, ORDERS
from zhike.insight.tool.problem import ToolProblem
from zhike.insight.tool.reading import Reading

ALL_ARE_GOODS = ""


class Orders:
    """The rows of a file about orders. ``lines`` as they were read; ``facts`` as measures want them.

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
    def lines(self) -> pa.Table:
        """Every row with all columns of the shape; null where the file has no such column."""
        table = self.reading.table
        for target in ORDERS.columns:
            if target.name not in table.column_names:
                table = table.append_column(target.name, pa.nulls(table.num_rows, ARROW[target.kind]))
        return table

    @cached_property
    def tables(self) -> dict[str, pa.Table]:
        """Customers, orders and, where they are asked for, order lines in the shapes of ``SCHEMAS``.

        ``customer`` is the file's name for each customer.
        """
        names = ("customers", "orders", "order_lines") if self.with_lines else ("customers", "orders")
        connection = connect(memory_limit="2GB", threads=2, folder=None)
        try:
            connection.register("lines", self.lines)
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

    @cached_property
    def facts(self) -> Facts:
        """The facts behind the engine that was asked for."""
        given = {name: table.select(SCHEMAS[name].names) for name, table in self.tables.items()}
        return facts_on(self.engine, **given)

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


def refuse_several_currencies(table: pa.Table) -> None:
    """Amounts of several currencies are not added."""
    if (
        "currency" in table.column_names
        and len(found := sorted(table["currency"].drop_null().unique().to_pylist())) > 1
    ):
        raise ToolProblem(f"The amounts are in {', '.join(found)}; give one file for each, or convert them first.")
