"""The usual time between purchases, which silence is measured by."""

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.cautions import Caution, say


def cautions_of_gap(table: pa.Table, *, default: int) -> list[Caution]:
    """Say when nobody has a rhythm yet and the default gap was taken.

    ``table`` has ``gap_is_own``, null for those who never bought.
    """
    return [say("gap_by_default", days=default)] if pc.any(table["gap_is_own"]).as_py() is False else []
