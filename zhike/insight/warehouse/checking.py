"""Does the warehouse still say what the database says?"""

from dataclasses import dataclass
from decimal import Decimal

import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import connection, transaction

from zhike.insight.warehouse.extracting import money, typed
from zhike.insight.warehouse.manifest import Manifest, current
from zhike.kit.facts import Fact, published


@dataclass(frozen=True)
class Check:
    """One number, as the Parquet file holds it and as PostgreSQL holds it now."""

    fact: str
    number: str
    warehouse: int | Decimal | None
    database: int | Decimal

    @property
    def agrees(self) -> bool:
        return self.warehouse == self.database


def verify() -> list[Check]:
    """Compare row counts and sums of amounts, exactly. A fact that was never loaded disagrees."""
    manifest = current()
    with transaction.atomic():
        return [check for fact in published() for check in _compare(fact, manifest)]


def _compare(fact: Fact, manifest: Manifest | None) -> list[Check]:
    held = _in_warehouse(fact, manifest) if manifest and fact.name in manifest.facts else {}
    return [Check(fact.name, number, held.get(number), value) for number, value in _in_database(fact).items()]


def _in_warehouse(fact: Fact, manifest: Manifest) -> dict[str, int | Decimal]:
    file = pq.ParquetFile(manifest.file(fact.name))
    sums = {column.name: Decimal(0) for column in money(fact)}
    for batch in file.iter_batches(columns=list(sums)):
        for name in sums:
            sums[name] += pc.sum(batch.column(name)).as_py() or 0
    return {"rows": file.metadata.num_rows, **sums}


def _in_database(fact: Fact) -> dict[str, int | Decimal]:
    sums = "".join(f', coalesce(sum("{column.name}"), 0)' for column in money(fact))
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*){sums} from ({typed(fact)}) fact")  # noqa: S608 -- a declaration, not input
        return dict(zip(["rows", *(column.name for column in money(fact))], cursor.fetchone(), strict=True))
