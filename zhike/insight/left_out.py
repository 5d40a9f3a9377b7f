"""What the facts of a load left out, so that whoever reads a number made of them knows."""

import pyarrow.parquet as pq

from zhike.insight import warehouse
from zhike.insight.cubes.declaring import Unpriced
from zhike.insight.measures.cautions import Caution, say

UNPRICED = Unpriced("orders")


def without_rate(unpriced: Unpriced = UNPRICED) -> list[Caution]:
    """That amounts were left out of the load in force because nobody knows what they are worth."""
    manifest = warehouse.current()
    part = manifest.facts.get(unpriced.fact) if manifest else None
    if manifest is None or part is None or not part.rows:
        return []
    files = [pq.read_table(file, columns=["currency"])["currency"] for file in manifest.files(unpriced.fact)]
    currencies = ", ".join(sorted({currency for held in files for currency in held.to_pylist()}))
    return [say(unpriced.sentence, **{unpriced.nouns: part.rows}, currencies=currencies)]
