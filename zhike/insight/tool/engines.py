"""Which engine answers: DuckDB in this process, or Spark where ``ZHIKE_SPARK`` says."""

import pyarrow as pa

from zhike.insight.measures.engine import Facts

ENGINES = ("duckdb", "spark")


def facts_on(engine: str, **tables: pa.Table) -> Facts:
    """Facts from Arrow tables on the engine of that name."""
    return Facts.from_tables(**tables)
