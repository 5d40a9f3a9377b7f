"""What an analysis hands back that is not one verdict per customer: tables with their birth certificate."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from zhike.insight.measures.cautions import Caution


@dataclass(frozen=True)
class Found:
    """Tables with what shaped them.

    ``tables`` by name, the one to read first in front; ``parameters`` everything that shaped them, ready for JSON;
    ``warnings`` cautions for the reader; ``as_of`` exclusive, None where the analysis reads a table that has no days;
    ``rows_read`` rows taken in; ``log_likelihood`` None, since nothing here is fitted by likelihood alone.

    >>> found = Found("ageing", tables={"buckets": pa.table({"bucket": ["current"]})}, parameters={})
    >>> len(found), found.table.column_names
    (1, ['bucket'])
    """

    measure: str
    tables: Mapping[str, pa.Table]
    parameters: Mapping[str, Any]
    warnings: tuple[Caution, ...] = ()
    as_of: date | None = None
    rows_read: int = 0
    formula_version: int = 1
    log_likelihood: float | None = field(default=None)

    @property
    def table(self) -> pa.Table:
        """The table to read first."""
        return next(iter(self.tables.values()))

    def __len__(self) -> int:
        return self.table.num_rows
