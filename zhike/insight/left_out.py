"""What the facts of a load left out, so that whoever reads a number made of them knows."""

import pyarrow.parquet as pq

from zhike.insight import warehouse
from zhike.insight.measures.cautions import Caution, say

UNPRICED = "unpriced_orders"


def without_rate() -> list[Caution]:
    """That orders were left out of the load in force because nobody knows what they are worth."""
    manifest = warehouse.current()
    part = manifest.facts.get(UNPRICED) if manifest else None
    if manifest is None or part is None or not part.rows:
        return []
    files = [pq.read_table(file, columns=["currency"])["currency"].to_pylist() for file in manifest.files(UNPRICED)]
    currencies = ", ".join(sorted({currency for held in files for currency in held}))
    return [say("orders_without_rate", orders=part.rows, currencies=currencies)]
