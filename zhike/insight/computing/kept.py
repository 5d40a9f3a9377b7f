"""What a run has found, kept as it was found: a folder of Parquet for each run, beside the warehouse.

The tables name customers by number and products by code; names, telephones and addresses are in no fact and so in no
result. What is kept is for looking back: the newest runs of each measure, and the last one of each month.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from zhike.insight.apart.tables import files, write
from zhike.insight.models import Run
from zhike.insight.warehouse.manifest import root

#: So many runs of each measure are kept whatever their day.
NEWEST = 60
ROWS_AT_ONCE = 10_000


def keep(run: Run, tables: Mapping[str, pa.Table]) -> None:
    """Keep every table of a result for its run, all of them or none, and let go of what is too old."""
    with place_for(run) as folder:
        write(tables, folder)


@contextmanager
def place_for(run: Run) -> Iterator[Path]:
    """An empty folder to write the tables of a run to; they are the run's once all are written, and else gone."""
    folder = _folder(run)
    unfinished = folder.with_name(f".{folder.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        yield unfinished
        shutil.rmtree(folder, ignore_errors=True)
        unfinished.rename(folder)
        _let_go(run.measure)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def tables(run: Run) -> dict[str, pa.Table]:
    """The tables of a run by name, the one to read first in front; none where they are not kept (any more)."""
    return {name: pq.read_table(file) for name, file in files(_folder(run)).items()}


def table(run: Run, name: str, *, columns: Sequence[str] | None = None) -> pa.Table | None:
    """One table of a run, or some columns of it, without reading the others; None where it is not kept."""
    file = files(_folder(run)).get(name)
    return file and pq.read_table(file, columns=None if columns is None else list(columns))


def holds(run: Run, name: str) -> bool:
    """Whether the run has a table of that name that is kept."""
    return name in files(_folder(run))


def rows(run: Run, name: str) -> Iterator[dict[str, Any]]:
    """The rows of one table of a run, a few thousand at a time in memory; none where it is not kept."""
    if file := files(_folder(run)).get(name):
        with pq.ParquetFile(file) as open_file:
            for batch in open_file.iter_batches(batch_size=ROWS_AT_ONCE):
                yield from batch.to_pylist()


def newest(measure: str, *, before: Run | None = None) -> Run | None:
    """The newest finished run of a measure whose tables are kept; with `before`, the newest one older than that."""
    done = Run.objects.filter(measure=measure, status=Run.Status.DONE).order_by("-id")
    older = done if before is None else done.filter(pk__lt=before.pk)
    return next((run for run in older.iterator(chunk_size=NEWEST) if files(_folder(run))), None)


def results() -> Path:
    """Where the results lie: beside the warehouse, whose loads come and go."""
    return root().with_name(f"{root().name}_results")


def _folder(run: Run) -> Path:
    """The folder of a run. Its name tells when the run began, for a restored database gives numbers a second time."""
    return results() / f"{run.measure}-{run.pk}-{run.started_at.astimezone(UTC):%Y%m%dT%H%M%S%f}"


def _let_go(measure: str) -> None:
    """Remove the folders of runs that are neither among the newest nor the last one of their month."""
    runs = list(Run.objects.filter(measure=measure).order_by("-id").only("measure", "as_of", "started_at"))
    last_of_month = {run.as_of.replace(day=1): run for run in reversed(runs)}.values()
    wanted = {_folder(run).name for run in (*runs[:NEWEST], *last_of_month)}
    for folder in _folders_of(measure):
        if folder.name not in wanted:
            shutil.rmtree(folder)


def _folders_of(measure: str) -> Iterator[Path]:
    return (folder for folder in results().iterdir() if folder.name.partition("-")[0] == measure)
