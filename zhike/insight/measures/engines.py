"""Which engine answers: DuckDB in this process, or Spark where ``ZHIKE_SPARK`` says where it is."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from zhike.insight.measures import engine as here
from zhike.insight.measures import spark as there
from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.spark import SparkFacts, named_place

ENGINES: dict[str, type[Facts]] = {"duckdb": Facts, "spark": SparkFacts}
OF_TABLES: dict[str, Callable[..., pa.Table]] = {"duckdb": here.query_tables, "spark": there.query_tables}


def open_facts(warehouse_dir: Path | str) -> Facts:
    """The facts of a warehouse folder on the engine of this installation."""
    return SparkFacts.open(warehouse_dir) if named_place() else Facts.open(warehouse_dir)


def facts_on(engine: str, **tables: pa.Table) -> Facts:
    """Facts from Arrow tables (``customers``, ``orders``, ``order_lines``) on the engine of that name."""
    if engine not in ENGINES:
        raise MeasureRefused(_("There is no engine named %(engine)s."), engine=engine)
    return ENGINES[engine].from_tables(**tables)


def query_tables_on(engine: str, sql: str, *, tables: Mapping[str, pa.Table], **params: Any) -> pa.Table:
    """The answer of the engine of that name to one SQL text over Arrow tables."""
    return OF_TABLES[engine](sql, tables=tables, **params)
