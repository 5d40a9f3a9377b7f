"""The tables of a result as files: one Parquet file each, numbered in the order in which they are read."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def write(tables: Mapping[str, pa.Table], folder: Path) -> None:
    """Each table as a file of a folder that is there."""
    for place, (name, table) in enumerate(tables.items()):
        pq.write_table(table, folder / f"{place:02}-{name}.parquet", compression="zstd")


def files(folder: Path) -> dict[str, Path]:
    """The files of a folder by the names of their tables, the one to read first in front."""
    return {path.stem.partition("-")[2]: path for path in sorted(folder.glob("*.parquet"))}
