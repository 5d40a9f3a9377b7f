"""Filling the warehouse: every published fact, of one instant, swapped in at once.

What has changed is asked of the database by digests, so that an order of last year, a deletion or an erasure is found
like a new order; only months that differ are read and written. A month that does not is the same file under a new
name.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from zhike.insight.warehouse.counting import counted
from zhike.insight.warehouse.extracting import extract
from zhike.insight.warehouse.manifest import Manifest, Month, Part, current, root, swap
from zhike.insight.warehouse.reading import held_in
from zhike.kit.facts import Fact, published


class LoadProblem(Exception):
    """What was written is not what the database counted; nothing was put in force."""


def load() -> Manifest:
    """Bring every published fact to the present and put the result in force. A second load waits for the first."""
    with _alone(), _snapshot() as watermark:
        now = timezone.now()
        before = current()
        manifest = Manifest(f"{now:%Y%m%dT%H%M%S%f}", created_at=now, facts={}, watermark=watermark)
        manifest.folder.mkdir()
        for fact in published():
            manifest.facts[fact.name] = _bring_up(fact, manifest, before)
        swap(manifest)
        _clear(keep={m.load for m in (before, manifest) if m})
        return manifest


def _bring_up(fact: Fact, manifest: Manifest, before: Manifest | None) -> Part:
    part = Part([[column.name, column.type] for column in fact.columns], counted(fact))
    (manifest.folder / fact.name).mkdir()
    kept = _kept(fact, part, manifest, before)
    changed = [month for month in part.months if month not in kept]
    if changed:
        extract(fact, changed, lambda month: manifest.file(fact.name, month))
    for month in changed:
        file = manifest.file(fact.name, month)
        _refuse_difference(fact, month, part.months[month], file)
        part.months[month].file_sum = sum_of(file)
    part.rewritten = sum(part.months[month].rows for month in changed)
    return part


def _kept(fact: Fact, part: Part, manifest: Manifest, before: Manifest | None) -> set[str]:
    """The months that are as they were, linked into the new load."""
    held = before.facts.get(fact.name) if before else None
    if held is None or before is None or held.columns != part.columns:
        return set()
    kept = set()
    for name, month in part.months.items():
        old = held.months.get(name)
        if old and (old.rows, old.content, old.sums) == (month.rows, month.content, month.sums):
            file = before.file(fact.name, name)
            if file.exists() and sum_of(file) == old.file_sum:
                _link(file, manifest.file(fact.name, name))
                month.file_sum = old.file_sum
                kept.add(name)
    return kept


def _link(file: Path, name: Path) -> None:
    try:
        os.link(file, name)
    except OSError:  # a file system without links
        shutil.copyfile(file, name)


def _refuse_difference(fact: Fact, month: str, wanted: Month, file: Path) -> None:
    """Written is what was counted in the same snapshot; anything else would be believed for good."""
    rows, sums = held_in([file], list(wanted.sums))
    if (rows, sums) != (wanted.rows, wanted.sums):
        raise LoadProblem(f"{fact.name} {month}: {rows} rows, {sums} written; {wanted.rows}, {wanted.sums} counted.")


def sum_of(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


@contextmanager
def _alone() -> Iterator[None]:
    """One load at a time; the kernel lets go of the lock however the process ends."""
    root().mkdir(parents=True, exist_ok=True)
    with (root() / "load.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _snapshot() -> Iterator[str]:
    """Orders and their lines must be of the same instant; inside a caller's transaction that is the caller's matter.

    The watermark is the snapshot itself: which transactions it sees.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            # Not read only: what a worker commits is fenced by a lock on its job.
            cursor.execute("set transaction isolation level repeatable read")
        cursor.execute("select pg_current_snapshot()::text")
        yield cursor.fetchone()[0]


def _clear(keep: set[str]) -> None:
    """Remove older loads and broken ones; the load before this one may still be being read."""
    for folder in root().iterdir():
        if folder.is_dir() and folder.name not in keep:
            shutil.rmtree(folder)
