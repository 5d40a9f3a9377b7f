"""Filling the warehouse: every published fact, of one instant, swapped in at once."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from zhike.insight.warehouse.extracting import extract
from zhike.insight.warehouse.manifest import Manifest, Part, current, root, swap
from zhike.kit.facts import Fact, published


def load() -> Manifest:
    """Read every published fact anew and put the result in force. A second load waits for the first."""
    with _alone(), _snapshot():
        now = timezone.now()
        before, manifest = current(), Manifest(load=f"{now:%Y%m%dT%H%M%S%f}", created_at=now, facts={})
        manifest.folder.mkdir()
        for fact in published():
            manifest.facts[fact.name] = _write(fact, manifest.file(fact.name))
        swap(manifest)
        _clear(keep={m.load for m in (before, manifest) if m})
        return manifest


def _write(fact: Fact, file: Path) -> Part:
    part = extract(fact, file)
    with file.open("rb") as written:
        os.fsync(written.fileno())
    return part


@contextmanager
def _alone() -> Iterator[None]:
    """One load at a time; the kernel lets go of the lock however the process ends."""
    root().mkdir(parents=True, exist_ok=True)
    with (root() / "load.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _snapshot() -> Iterator[None]:
    """Orders and their lines must be of the same instant; inside a caller's transaction that is the caller's matter."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        yield


def _clear(keep: set[str]) -> None:
    """Remove older loads and broken ones; the load before this one may still be being read."""
    for folder in root().iterdir():
        if folder.is_dir() and folder.name not in keep:
            shutil.rmtree(folder)
