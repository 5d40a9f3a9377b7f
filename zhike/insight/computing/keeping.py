"""What each run said, kept beside the warehouse: who stood where with which number, to compare two of them."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from zhike.insight.models import Run
from zhike.insight.warehouse.manifest import root

KEPT = 40  # runs of a measure
#: The number that a measure judges by; customers without it count as nothing.
NUMBERS = {
    "figures": "net_sales_12m",
    "rfm": "net",
    "abc": "value",
    "pyramid": "value",
    "ladder": "value",
    "lifecycle": "purchases_12m",
    "clv": "clv",
}


def keep(run: Run, table: pa.Table, code: str | None) -> None:
    """Write down the verdict and the number of everyone; the oldest runs of the measure are forgotten."""
    codes = table[code] if code else pa.nulls(table.num_rows, pa.string())
    number = table[NUMBERS[run.measure]].cast(pa.float64())
    file = place_of(run.pk)
    file.parent.mkdir(parents=True, exist_ok=True)
    kept = pa.table({"customer_id": table["customer_id"], "code": codes, "number": number})
    pq.write_table(kept, file, compression="zstd")
    for old in Run.objects.filter(measure=run.measure).order_by("-pk").values_list("pk", flat=True)[KEPT : 2 * KEPT]:
        place_of(old).unlink(missing_ok=True)


def place_of(run: int) -> Path:
    """The file of a run; there is none of runs before the first that was kept, and of the oldest."""
    return root() / f"run-{run}.parquet"
