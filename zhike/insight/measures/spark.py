"""The same facts on Spark: for data that no longer fits one machine.

``SparkFacts`` answers the same questions as ``Facts`` with the same SQL texts, spelled for Spark. It needs pyspark and
Java 17, which nothing else here does; the place of the cluster is a master (``local[*]``, ``spark://…``) or an address
of Spark Connect (``sc://…``). Workers must see the warehouse folder under the same path.
"""

import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import reduce
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.dialect import SPARK, text_of, used
from zhike.insight.measures.engine import RECALLED, Facts
from zhike.insight.measures.shapes import SCHEMAS, casting, refuse_other_shape

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

FOUR_FIGURES = 1000
SETTINGS: Mapping[str, str] = {
    # Both decide what a text means: days must not depend on the machine, and what does not fit must stop the query.
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    # It works tables that were sent out row by row in the driver, once for each place that a text reads them.
    "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation",
}
#: What a session that is started here is told besides; a server of Spark Connect has its own.
SETTINGS_AT_HOME: Mapping[str, str] = {
    "spark.app.name": "zhike",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


class SparkFacts(Facts):
    """Customers, orders and order lines as tables of a Spark session; make one with ``from_tables`` or ``open``.

    One question is answered at a time; what comes back is an Arrow table with whole numbers as int64, as DuckDB gives
    them. Tables that were sent and rows per customer are worked out once and kept with the executors, in memory and,
    where there is no room, on their own disks: a file would have to lie where driver and executors all see it, which
    holds at home but neither at ``spark://`` nor at ``sc://``. What is kept forgets how it was made, so that questions
    on it are planned from its rows alone. With an executor that is lost its rows are lost too, and questions fail
    until they are asked of facts opened anew.
    """

    def __init__(self, session: "SparkSession") -> None:
        self.session = session
        self.lock = RLock()
        self.observed = {}
        self.checked = False
        self.has_days = False
        self.tells_days = False
        self.counts_days = False
        self.readings = {}
        self.found = {}
        self.sources = {}
        self.folder = None
        self.kept: dict[str, DataFrame] = {}
        self.lent: dict[str, pa.Table] = {}
        for statement in SPARK.start:
            session.sql(statement)

    @classmethod
    def from_tables(  # type: ignore[override]
        cls,
        *,
        customers: pa.Table,
        orders: pa.Table,
        order_lines: pa.Table | None = None,
        place: str | None = None,
    ) -> Self:
        """Facts from Arrow tables in the shapes of ``SCHEMAS``, sent to the cluster at ``place`` or ``ZHIKE_SPARK``."""
        lines = SCHEMAS["order_lines"].empty_table() if order_lines is None else order_lines
        facts = cls(session_at(place))
        for name, table in {"customers": customers, "orders": orders, "order_lines": lines}.items():
            refuse_other_shape(name, table.column_names)
            facts.send(f"given_{name}", table.select(SCHEMAS[name].names))
            facts.shape(name, source=f"given_{name}")
        return facts

    @classmethod
    def open(cls, warehouse_dir: Path | str, *, place: str | None = None) -> Self:  # type: ignore[override]
        """Facts over a folder of Parquet that driver and workers see under the same path."""
        folder = Path(warehouse_dir).resolve()
        facts = cls(session_at(place))
        facts.folder = folder
        for name in SCHEMAS:
            facts.read_as(f"given_{name}", name)
            facts.shape(name, source=f"given_{name}")
        return facts

    def see_also(self, name: str) -> None:
        """Let queries see another table of the folder, as it is."""
        self.read_as(name, name)

    def read_as(self, view: str, name: str) -> None:
        """Let queries see the files of a table under a name."""
        paths = [str(path) for path in self.files_of(name)]
        self.session.read.option("mergeSchema", "true").parquet(*paths).createOrReplaceTempView(view)

    def query(self, sql: str, **params: Any) -> pa.Table:
        """The answer to one SQL text with ``:name`` parameters."""
        with self.lock:
            return like_duckdb(self.frame(sql, **params).toArrow())

    def rows(self, sql: str, **params: Any) -> list[dict[str, Any]]:
        """The few rows of an answer."""
        few: list[dict[str, Any]] = self.query(sql, **params).to_pylist()
        return few

    def frame(self, sql: str, **params: Any) -> "DataFrame":
        """The same answer left on the cluster, to be asked further; it is computed when it is."""
        return self.session.sql(SPARK.spell(sql), args=sendable(used(sql, params)))

    @contextmanager
    def beside(self) -> Iterator[Facts]:
        """These facts themselves: the cluster is asked one question at a time."""
        yield self

    def close(self) -> None:
        """Let the cluster forget what was kept. The session stays: another may start only in another process."""
        for frame in self.kept.values():
            release(frame)
        for name in (*SCHEMAS, *self.sources.values(), *self.kept, *self.lent, *RECALLED):
            self.session.catalog.dropTempView(name)
        self.kept, self.lent, self.sources, self.observed, self.has_days = {}, {}, {}, {}, False

    def columns_of(self, source: str) -> list[str]:
        """The columns of a source."""
        return self.session.table(source).columns

    def see_as(self, name: str, *, source: str, given: Collection[str] = ()) -> None:
        """Let queries see a source, of which the columns are given, under a name."""
        self.readings.clear()
        self.found = {}
        self.observed, self.has_days = {}, False
        self.session.sql(f"CREATE OR REPLACE TEMP VIEW {name} AS {casting(name, source=source, given=given)}")

    def send(self, name: str, table: pa.Table) -> None:
        """Send an Arrow table to the cluster and keep its rows there under a name."""
        self.hold(name, frame_of(self.session, table))

    def lend(self, name: str, table: pa.Table) -> None:
        """Send an Arrow table to the cluster, unless it is there already."""
        if self.lent.get(name) is not table:
            frame_of(self.session, table).createOrReplaceTempView(name)
            self.lent[name] = table

    def counting_doubles(self, table: str, key: str) -> str:
        """The question how many rows repeat a key."""
        return f"SELECT count(*) - count(DISTINCT {key}) AS rows FROM {table}"  # noqa: S608 - our own names

    def keep(self, name: str, *each: Mapping[str, Any]) -> None:
        """Compute the relation of that name, once for each of these parameters, and keep its rows on the cluster."""
        text = self.text_to_keep(name, each)
        parts = [self.frame(text, **given) for given in each or ({},)]
        self.hold(name, reduce(lambda before, part: before.unionAll(part), parts))

    def hold(self, name: str, frame: "DataFrame") -> None:
        """Compute the rows of a frame and keep them on the cluster under a name.

        Each of several days brings parts of its own, and every question would pay for each of them.
        """
        rows = frame.coalesce(int(parts_asked())).localCheckpoint()
        rows.createOrReplaceTempView(name)
        if name in self.kept:
            release(self.kept[name])
        self.kept[name] = rows

    def recall(self, name: str) -> None:
        """Let queries see the relation of that name, which is worked out from what is kept."""
        self.session.sql(SPARK.recall.format(name=name, text=SPARK.spell(text_of(name))))


def release(frame: "DataFrame") -> None:
    """Let the cluster forget rows that were kept. A server of Spark Connect does so when the frame is gone here."""
    blocking = False
    if hasattr(frame, "_jdf"):
        frame._jdf.queryExecution().logical().rdd().unpersist(blocking)  # the frame's own knows persisted ones alone


def frame_of(session: "SparkSession", table: pa.Table) -> "DataFrame":
    """An Arrow table on the cluster; Spark Connect wants to be told the types of one without rows."""
    if table.num_rows:
        return session.createDataFrame(table)
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415 -- not a dependency of what runs

    return session.createDataFrame([], from_arrow_schema(table.schema))


def sendable(params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters as the driver can send them: years before 1000, which it writes too short, as text."""
    return {
        name: value.isoformat() if isinstance(value, date) and value.year < FOUR_FIGURES else value
        for name, value in params.items()
    }


def session_at(place: str | None = None) -> "SparkSession":
    """The session of this process at a master or an address of Spark Connect; by default where ``ZHIKE_SPARK`` says.

    Refuses with what to do where pyspark or the place is not there.
    """
    where = place or named_place()
    if not where:
        raise MeasureRefused(
            _("Say where Spark is: set ZHIKE_SPARK to local[*], spark://host:7077 or sc://host:15002.")
        )
    try:
        from pyspark.errors import PySparkException  # noqa: PLC0415 -- not a dependency of what runs
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError as problem:
        raise MeasureRefused(
            _("Spark is not installed here. Install it with: pip install 'pyspark==4.3.*' (it needs Java 17).")
        ) from problem
    is_remote = where.startswith("sc://")
    builder = SparkSession.builder.remote(where) if is_remote else SparkSession.builder.master(where)
    # Rows per customer are few; hundreds of parts would each cost more to start than to work through.
    parts = {"spark.sql.shuffle.partitions": parts_asked()}
    at_home = {} if is_remote else {**SETTINGS_AT_HOME, **driver_memory()}
    for name, value in {**SETTINGS, **at_home, **parts}.items():
        builder = builder.config(name, value)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    try:
        return builder.getOrCreate()
    except (PySparkException, OSError) as problem:
        reason = str(problem).strip().partition("\n")[0][:200]
        raise MeasureRefused(
            _("Spark at %(place)s does not answer: %(reason)s"), place=where, reason=reason
        ) from problem


def parts_asked() -> str:
    """In how many parts Spark works, as ``ZHIKE_SPARK_PARTITIONS`` says; else 8."""
    return os.environ.get("ZHIKE_SPARK_PARTITIONS", "8")


def driver_memory() -> dict[str, str]:
    """The memory of a driver that is started here, as ``ZHIKE_SPARK_MEMORY`` says (4g); else Spark's own, 1 GB."""
    said = os.environ.get("ZHIKE_SPARK_MEMORY", "").strip()
    return {"spark.driver.memory": said} if said else {}


def query_tables(sql: str, *, tables: Mapping[str, pa.Table], **params: Any) -> pa.Table:
    """The answer to one SQL text over Arrow tables that are sent for it, without facts."""
    session = session_at()
    for statement in SPARK.start:
        session.sql(statement)
    for name, table in tables.items():
        frame_of(session, table).createOrReplaceTempView(name)
    try:
        return like_duckdb(session.sql(SPARK.spell(sql), args=sendable(used(sql, params))).toArrow())
    finally:
        for name in tables:
            session.catalog.dropTempView(name)


def named_place() -> str:
    """What ``ZHIKE_SPARK`` says; nothing where it is not set."""
    return os.environ.get("ZHIKE_SPARK", "").strip()


def like_duckdb(table: pa.Table) -> pa.Table:
    """The table with whole numbers as int64 and text as string, whatever the engine chose."""
    wanted = [pa.field(field.name, plain_type(field.type)) for field in table.schema]
    return table.cast(pa.schema(wanted))


def plain_type(kind: pa.DataType) -> pa.DataType:
    """The type DuckDB would give."""
    if pa.types.is_integer(kind):
        return pa.int64()
    return pa.string() if pa.types.is_large_string(kind) else kind
