"""Bringing files in and taking them out, as tests do it."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from zhike.exchange.exporting import delivering
from zhike.exchange.exporting.sheet import Sheet
from zhike.exchange.importing import running, undoing
from zhike.exchange.importing.models import ImportRun
from zhike.exchange.importing.targets import target_named
from zhike.kit.batches.models import Batch
from zhike.kit.batches.running import run as run_batch
from zhike.kit.entity import Entity
from zhike.reading.mapping import Mapping
from zhike.reading.sources import open_source


def is_importable(entity: Entity) -> bool:
    """Whether files become records of this noun as it is declared, and not in a way of its own."""
    target = target_named(entity.slug)
    return target is not None and target.entity is entity


def a_file(place: Path, *rows: Sequence[Any], name: str = "rows.csv") -> Path:
    """A CSV of these rows, the first of them the header."""
    with (place / name).open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    return place / name


def bring_in(file: Path, entity: Entity, *, by: Any, without: Iterable[str] = (), **options: str) -> ImportRun:
    """Import a file as its header says, but for these columns; the run when it has ended."""
    run = prepared(file, entity, by=by, without=without, **options)
    running.load(run)
    run.refresh_from_db()
    return run


def prepared(file: Path, entity: Entity, *, by: Any, without: Iterable[str] = (), **options: str) -> ImportRun:
    """A run that is mapped and waits to be loaded."""
    target = target_named(entity.slug)
    assert target is not None
    run = ImportRun(target=entity.slug, file=str(file), file_name=file.name, digest="-", by=by)
    mapping = running.suggested(target, open_source(file))
    kept = {name: column for name, column in mapping.columns.items() if name not in without}
    run.save()
    running.prepare(run, Mapping(kept, {**mapping.options, **options}))
    return run


def undo(run: ImportRun, *, by: Any) -> Batch:
    """Take an import back here and now; the work when it has ended."""
    with transaction.atomic():
        batch = undoing.start(run, by=by)
    run_batch(batch=batch.pk)
    batch.refresh_from_db()
    run.refresh_from_db()
    return batch


def take_out(entity: Entity, place: Path, *, by: Any, kind: str = "csv", whole: bool = True, address: str = "") -> Path:
    """Export the rows of a list."""
    file = place / f"{entity.slug}.{kind.partition('-')[0]}"
    delivering.write(Sheet(entity, address, by=by, whole=whole), kind, file)
    return file


def counts(run: ImportRun) -> dict[str, int]:
    """The figures of a run that are not nothing."""
    return {name: count for name, count in run.counts.items() if count and name != "read"}
