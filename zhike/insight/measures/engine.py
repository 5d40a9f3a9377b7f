"""Facts: the order history a measure reads, behind an engine of its own.

``Facts`` wraps an in-memory DuckDB that cannot reach the network, cannot install anything and, opened on a
warehouse folder, cannot read a file outside it. Measures ask through ``Observation.query``.
"""

import tempfile
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import RLock
from typing import Any, Self, TypeVar, cast
from uuid import uuid4

import duckdb
import pyarrow as pa

from zhike.insight.measures.cautions import ROWS_TWICE, MeasureRefused, _
from zhike.insight.measures.dialect import DUCKDB, text_of, used
from zhike.insight.measures.moments import moments
from zhike.insight.measures.shapes import SCHEMAS, casting, refuse_other_shape

#: What a text that names one of these needs of the days looked at, each worked out from those before it.
NEEDED_FOR = {
    "customer_past": ("customer_sums", "customer_past"),
    "customer_history": (
        "customer_sums",
        "customer_past",
        "customer_year",
        "population",
        "customer_worth",
        "customer_history",
    ),
}
#: Of these, those worked out anew for each question from what is kept of the others.
RECALLED = ("customer_past", "customer_worth", "customer_history")
#: What is kept in an order, so that answers made from it come in long runs and are quickly put in order.
KEPT_IN_ORDER = {"customer_sums": " ORDER BY customer_id"}
#: Leaves out who is not listed, from what would have them.
LISTED_ONLY = {"customer_year": "WHERE customer_id IN (SELECT customer_id FROM customers)"}
BITS_AT_ONCE = 2**28  # 32 MB: keys that lie further apart are put into a table instead of being ticked off
F = TypeVar("F")


class Facts:
    """Customers, orders and order lines as tables to question; make one with ``from_tables`` or ``open``.

    One connection, guarded by a lock: threads may share it, one question is answered at a time. A thread that is not to
    wait asks on a connection ``beside`` it.

    >>> from zhike.insight.measures.example import tea_house
    >>> tea_house().query("SELECT count(*) AS orders FROM orders WHERE kind = :kind", kind="sale").to_pylist()
    [{'orders': 16}]
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.lock = RLock()
        self.observed: dict[str, tuple[date, ...]] = {}
        self.checked = False
        self.has_days = False
        self.tells_days = False
        self.counts_days = False
        self.readings: dict[tuple[str, date], dict[str, int]] = {}
        self.found: dict[Hashable, Any] = {}
        self.sources: dict[str, str] = {}
        self.given: dict[str, pa.Table] = {}
        self.views: dict[str, str] = {}
        self.folder: Path | None = None
        for statement in DUCKDB.start:
            connection.execute(statement)

    @classmethod
    def from_tables(
        cls,
        *,
        customers: pa.Table,
        orders: pa.Table,
        order_lines: pa.Table | None = None,
        memory_limit: str = "1GB",
        threads: int = 2,
    ) -> Self:
        """Facts from Arrow tables in the shapes of ``SCHEMAS``; further columns but those of ``DERIVED`` are ignored.

        Refuses a table that lacks a column. Without ``order_lines`` there are none.
        """
        lines = SCHEMAS["order_lines"].empty_table() if order_lines is None else order_lines
        given = {"customers": customers, "orders": orders, "order_lines": lines}
        facts = cls(connect(memory_limit=memory_limit, threads=threads, folder=None))
        facts.given = {f"given_{name}": table for name, table in given.items()}
        for name in given:
            facts.lend(f"given_{name}", given[name])
            facts.shape(name, source=f"given_{name}")
        return facts

    @classmethod
    def open(cls, warehouse_dir: Path | str, *, memory_limit: str = "1GB", threads: int = 2) -> Self:
        """Facts over a folder of Parquet: ``orders.parquet`` or any depth of ``orders/….parquet``, and so on.

        The engine may read below ``warehouse_dir`` and nowhere else. Refuses a folder that lacks a table.
        """
        folder = Path(warehouse_dir).resolve()
        sources = {name: parquet_files(folder, name) for name in SCHEMAS}
        facts = cls(connect(memory_limit=memory_limit, threads=threads, folder=folder))
        facts.folder = folder
        for name, paths in sources.items():
            facts.shape(name, source=reading_of(paths))
        return facts

    def see_also(self, name: str) -> None:
        """Let queries see another table of the folder, as it is. Refuses facts without one."""
        source = reading_of(self.files_of(name))
        self.view(name, f"SELECT * FROM {source}")  # noqa: S608 - our own names

    def files_of(self, name: str) -> list[Path]:
        """The files of a table of the folder."""
        if self.folder is None:
            raise MeasureRefused(_("There is no table %(table)s here."), table=name)
        return parquet_files(self.folder, name)

    def query(self, sql: str, **params: Any) -> pa.Table:
        """The answer to one SQL text with ``:name`` parameters; text, numbers, decimals and days are understood."""
        with self.lock:
            return self.connection.sql(DUCKDB.spell(sql), params=used(sql, params) or None).to_arrow_table()

    def rows(self, sql: str, **params: Any) -> list[dict[str, Any]]:
        """The few rows of an answer, which need no table: the text is bound once, where ``query`` binds it twice."""
        with self.lock:
            found = self.connection.execute(DUCKDB.spell(sql), used(sql, params) or None)
            names = [name for name, *_type in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def row(self, sql: str, **params: Any) -> dict[str, Any]:
        """The only row of an answer."""
        return self.rows(sql, **params)[0]

    def reading(self, text: str, *, as_of: date) -> dict[str, int]:
        """What one reading of these facts takes in and leaves out, counted once for all measures of a day.

        Where the histories of that day are kept, their orders need not be looked up again.
        """
        with self.lock:
            if (text, as_of) not in self.readings:
                counted = text == "reading" and self.observed.get("customer_sums") == (as_of,)
                self.readings[text, as_of] = self.row(text_of("reading_history" if counted else text), as_of=as_of)
            return self.readings[text, as_of]

    def once(self, key: Hashable, find: Callable[[], F]) -> F:
        """What is found over these facts under a key, worked out once however many measures ask for it."""
        if key not in self.found:
            self.found[key] = find()
        return cast(F, self.found[key])

    def observe(self, dates: Sequence[date], *, window_months: int | None = None, **lent: pa.Table) -> "Observation":
        """The facts as seen on these as-of dates, with further tables lent for the time of each question."""
        return Observation(facts=self, moments=moments(dates, window_months=window_months), lent=lent)

    def span(self) -> tuple[date, date] | None:
        """The first and the last day with an order, or None without orders."""
        row = self.row("SELECT min(placed_on) AS first, max(placed_on) AS last FROM orders")
        return (row["first"], row["last"]) if row["first"] else None

    @contextmanager
    def beside(self) -> Iterator["Facts"]:
        """The same facts on a connection of their own, for questions of another thread at the same time.

        Rows per customer are not shared. That no row is there twice is looked after by these facts alone.
        """
        with Facts(self.connection.cursor()) as facts:
            for name, table in self.given.items():
                facts.lend(name, table)
            for name, text in self.views.items():
                facts.view(name, text)
            facts.folder, facts.sources, facts.tells_days = self.folder, self.sources, self.tells_days
            facts.checked = True
            yield facts

    def close(self) -> None:
        """Give back the engine's memory; asking afterwards fails."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def shape(self, name: str, *, source: str) -> None:
        """Make the view ``name`` over a source, cast to the agreed types."""
        columns = self.columns_of(source)
        refuse_other_shape(name, columns)
        self.see_as(name, source=source, given=columns)
        self.sources[name] = source
        self.tells_days = self.tells_days or "first_of_day" in columns

    def columns_of(self, source: str) -> list[str]:
        """The columns of a source."""
        return self.connection.sql(f"SELECT * FROM {source}").columns  # noqa: S608 - our own names

    def leave_out(self, kinds: Sequence[str]) -> None:
        """Leave customers of these kinds out of the list; their orders stay in totals and are said to be left out."""
        listed = ", ".join(map(quoted, kinds))
        source = f"(SELECT * FROM {self.sources['customers']} WHERE kind NOT IN ({listed}))"  # noqa: S608 - our own names
        self.see_as("customers", source=source)

    def see_as(self, name: str, *, source: str, given: Collection[str] = ()) -> None:
        """Let queries see a source, of which the columns are given, under a name."""
        self.readings.clear()
        self.found = {}
        self.observed, self.has_days = {}, False
        self.view(name, casting(name, source=source, given=given))

    def view(self, name: str, text: str) -> None:
        """Let queries of this connection see a text under a name."""
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {text}")
        self.views[name] = text

    def lend(self, name: str, table: pa.Table) -> None:
        """Let queries see an Arrow table under a name."""
        self.connection.register(name, table)

    def see(self, moments_table: pa.Table, *, sql: str) -> None:
        """Bring ``moments`` to these as-of dates, and of what is kept of customers as much as the text asks for.

        What customers have behind them is counted day by day of looking: plain readings of the orders each. Where
        orders do not say which is the first of its day, days are told apart only for texts that ask for histories.
        """
        if not self.checked:
            self.refuse_doubles()
            self.checked = True
        self.lend("moments", moments_table)
        if "customer_day" in sql and not self.has_days:
            self.keep("customer_day")
            self.has_days = True
        dates = tuple(moments_table["as_of"].to_pylist())
        counts_days = self.tells_days or "customer_history" in sql
        if counts_days and not self.counts_days:
            self.observed.pop("customer_sums", None)
        for name in (name for asked, names in NEEDED_FOR.items() if asked in sql for name in names):
            if self.observed.get(name) != dates:
                if name in RECALLED:
                    self.recall(name)
                else:
                    self.keep(name, *({**moment, "counts_days": counts_days} for moment in moments_table.to_pylist()))
                if name == "customer_sums":
                    self.counts_days = counts_days
                self.observed[name] = dates

    def keep(self, name: str, *each: Mapping[str, Any]) -> None:
        """Compute the relation of that name and keep its rows for the queries to come.

        With parameters, it is computed once for ``each`` of them, and the rows of all are kept.
        """
        text = self.text_to_keep(name, each) + KEPT_IN_ORDER.get(name, "")
        for place, given in enumerate(each or ({},)):
            way = DUCKDB.keep if place == 0 else DUCKDB.keep_more
            statement = way.format(name=name, text=DUCKDB.spell(text))
            self.connection.execute(statement, used(text, given) or None)

    def text_to_keep(self, name: str, each: Sequence[Mapping[str, Any]]) -> str:
        """The text of a relation about listed customers alone; who is not listed is not looked for where nobody is."""
        read = [self.readings.get(("reading", moment["as_of"]), {}) for moment in each]
        all_listed = bool(read) and all(one.get("rows_of_unlisted_customers") == 0 for one in read)
        return text_of(name) + ("" if all_listed else LISTED_ONLY.get(name, ""))

    def recall(self, name: str) -> None:
        """Let queries see the relation of that name, which is worked out from what is kept."""
        self.connection.execute(DUCKDB.recall.format(name=name, text=DUCKDB.spell(text_of(name))))

    def refuse_doubles(self) -> None:
        """Refuse facts that hold a customer or an order twice: every sum would be wrong."""
        for table, key in (("customers", "customer_id"), ("orders", "order_id")):
            if twice := self.row(self.counting_doubles(table, key))["rows"]:
                raise MeasureRefused(ROWS_TWICE, table=table, rows=twice)

    def counting_doubles(self, table: str, key: str) -> str:
        """The question how many rows repeat a key: numbers that lie close together are ticked off in a row of bits."""
        low, high = self.bounds(table, key)
        if low is None or high is None or high - low >= BITS_AT_ONCE:
            return f"SELECT count(*) - count(DISTINCT {key}) AS rows FROM {table}"  # noqa: S608 - our own names
        return f"SELECT count(*) - bit_count(bitstring_agg({key}, {low}, {high})) AS rows FROM {table}"  # noqa: S608 - our own names

    def bounds(self, table: str, key: str) -> tuple[int | None, int | None]:
        """The least and the greatest key: as the files say of themselves or, where they do not, as their rows do."""
        said = self.connection.execute(f"SELECT stats({key}) FROM {table} LIMIT 1").fetchall()  # noqa: S608 - our own names
        if said and "min" in said[0][0]:
            return said[0][0]["min"], said[0][0]["max"]
        found = self.row(f"SELECT min({key}) AS low, max({key}) AS high FROM {table}")  # noqa: S608 - our own names
        return found["low"], found["high"]


class Observation:
    """Facts as seen on some as-of dates: ``query`` finds ``moments``, and of each customer past, days and history."""

    def __init__(self, *, facts: Facts, moments: pa.Table, lent: Mapping[str, pa.Table]) -> None:
        self.facts = facts
        self.moments = moments
        self.lent = lent

    @property
    def dates(self) -> list[date]:
        """The as-of dates, earliest first."""
        return self.moments["as_of"].to_pylist()

    def query(self, sql: str, *, lent: Mapping[str, pa.Table] | None = None, **params: Any) -> pa.Table:
        """The answer to one SQL text, with further Arrow tables lent by name."""
        with self.facts.lock:
            self.prepare(sql, lent=lent or {})
            return self.facts.query(sql, **params)

    def rows(self, sql: str, **params: Any) -> list[dict[str, Any]]:
        """The same where the answer has but a few rows."""
        with self.facts.lock:
            self.prepare(sql, lent={})
            return self.facts.rows(sql, **params)

    def prepare(self, sql: str, *, lent: Mapping[str, pa.Table]) -> None:
        """Let a text find what it asks for."""
        self.facts.see(self.moments, sql=sql)
        for name, table in {**self.lent, **lent}.items():
            self.facts.lend(name, table)


def connect(*, memory_limit: str, threads: int, folder: Path | None) -> duckdb.DuckDBPyConnection:
    """An in-memory engine that reads ``folder`` (or no file at all), installs nothing and stays so."""
    spill = Path(tempfile.gettempdir()) / f"zhike-duckdb-{uuid4().hex}"
    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": memory_limit,
            "threads": threads,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": str(spill),
        },
    )
    connection.execute("SET parquet_metadata_cache = true")
    if folder is not None:
        connection.execute(f"SET allowed_directories = [{quoted(str(folder))}]")
    connection.execute("SET enable_progress_bar = false")  # who asks a long question prints answers only
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def parquet_files(folder: Path, name: str) -> list[Path]:
    """The Parquet files of one table, in a stable order."""
    single = folder / f"{name}.parquet"
    paths = [single] if single.exists() else sorted((folder / name).rglob("*.parquet"))
    if not paths:
        raise MeasureRefused(
            _("The warehouse folder %(folder)s has no table %(table)s."), folder=str(folder), table=name
        )
    return paths


def reading_of(paths: Sequence[Path]) -> str:
    """Files of one table as a source of rows, columns that some of them lack empty."""
    listed = ", ".join(quoted(str(path)) for path in paths)
    return f"read_parquet([{listed}], union_by_name = true)"


def quoted(text: str) -> str:
    """The text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def query_tables(sql: str, *, tables: Mapping[str, pa.Table], **params: Any) -> pa.Table:
    """The answer to one SQL text over Arrow tables alone, without facts."""
    connection = connect(memory_limit="1GB", threads=2, folder=None)
    try:
        for statement in DUCKDB.start:
            connection.execute(statement)
        for name, table in tables.items():
            connection.register(name, table)
        return connection.sql(DUCKDB.spell(sql), params=used(sql, params) or None).to_arrow_table()
    finally:
        connection.close()
