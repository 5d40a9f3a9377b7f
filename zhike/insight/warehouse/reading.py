"""What the files of a fact hold, counted from the files themselves."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq


def held_in(files: Sequence[Path], amounts: Sequence[str]) -> tuple[int, dict[str, Decimal]]:
    """The rows of some files, and the sums of these columns, exactly."""
    rows, sums = 0, {name: Decimal(0) for name in amounts}
    for path in files:
        with pq.ParquetFile(path) as file:
            rows += file.metadata.num_rows
            for batch in file.iter_batches(columns=list(amounts)):
                for name in amounts:
                    sums[name] += pc.sum(batch.column(name)).as_py() or 0
    return rows, sums
