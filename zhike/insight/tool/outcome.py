"""What every measure hands back to who asked with a file, and how it is told and written."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from zhike.insight.measures.measure import plain
from zhike.insight.tool.problem import ToolProblem
from zhike.reading.spreadsheet_safety import protect

FORMATS = ("csv", "parquet")
MOST_NAMED = 5


@dataclass(frozen=True)
class Outcome:
    """The result of a measure of any family.

    ``parameters`` what shaped it, or what was estimated under the names of the paper; ``log_likelihood`` of a fit;
    ``warnings`` sentences for the reader; ``tables`` by name, the main one first; ``customers`` how many were judged;
    ``as_of`` the day it found to judge by, where it was not the one it was given;
    ``holdout`` how a fit did on what came after its calibration, or each of several models by name.
    """

    parameters: Mapping[str, Any] = field(default_factory=dict)
    warnings: Sequence[Any] = ()
    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    log_likelihood: float | None = None
    customers: int = 0
    as_of: date | None = None
    holdout: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Answer:
    """An outcome with what was asked. ``files`` tells where each table lies, where a folder was given.

    ``columns`` tells which header was read as what.
    """

    measure: str
    engine: str
    as_of: date | None
    rows_read: int
    outcome: Outcome
    warnings: Sequence[str]
    files: Mapping[str, Path]
    columns: Mapping[str, str] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """The answer in types JSON knows."""
        outcome = self.outcome
        said = {
            "measure": self.measure,
            "engine": self.engine,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "rows_read": self.rows_read,
            "customers": outcome.customers,
            "parameters": plain(dict(outcome.parameters)),
            "log_likelihood": outcome.log_likelihood,
            "warnings": list(self.warnings),
            "tables": {name: str(path) for name, path in self.files.items()},
        }
        return said if outcome.holdout is None else {**said, "holdout": plain(dict(outcome.holdout))}

    def as_json(self) -> str:
        """One object on one line; numbers that are none are null."""
        return json.dumps(without_nan(self.told()), ensure_ascii=False, allow_nan=False)


def without_nan(value: Any) -> Any:
    """JSON has no word for what is not a number."""
    if isinstance(value, dict):
        return {key: without_nan(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [without_nan(inner) for inner in value]
    return None if isinstance(value, float) and not abs(value) < float("inf") else value


def write(tables: Mapping[str, pa.Table], folder: Path, *, kind: str, read: Path) -> dict[str, Path]:
    """Each table as a file of the folder, which is made where it is not there; never over the file that was read."""
    files = {name: folder.resolve() / f"{name}.{kind}" for name in tables}
    for file in files.values():
        refuse_the_file_read(file, read)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            as_parquet(table, files[name]) if kind == "parquet" else as_csv(table, files[name])
    except OSError as problem:
        raise ToolProblem(f"{folder} cannot be written: {problem.strerror}.") from problem
    return files


def refuse_the_file_read(file: Path, read: Path) -> None:
    """Refuse to write over what was read."""
    if file == read.resolve():
        raise ToolProblem(f"{file.name} would be written over the file that was read; give --out another folder.")


def left_over(folder: Path, files: Iterable[Path], *, read: Path) -> list[str]:
    """That the folder holds tables which this answer has not written, such as those of an earlier one."""
    known = {*files, read.resolve()}
    others = sorted(file.name for kind in FORMATS for file in folder.resolve().glob(f"*.{kind}") if file not in known)
    more = f" and {len(others) - MOST_NAMED} more" if len(others) > MOST_NAMED else ""
    named = f"{', '.join(others[:MOST_NAMED])}{more}"
    return [f"The folder holds tables that are not of this answer: {named}."] if others else []


def as_parquet(table: pa.Table, file: Path) -> None:
    """A table with its types."""
    pq.write_table(table, file, compression="zstd")


def as_csv(table: pa.Table, file: Path) -> None:
    """A table as text that a spreadsheet does not take for formulas; nulls are empty."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(table.column_names)
        for batch in table.to_batches(max_chunksize=65_536):
            columns = [list(map(said, column.to_pylist())) for column in batch.columns]
            writer.writerows(zip(*columns, strict=True))


def said(value: Any) -> Any:
    """One cell."""
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | dict):
        return protect(json.dumps(value, ensure_ascii=False, default=str))
    return protect(value) if isinstance(value, str) else value
