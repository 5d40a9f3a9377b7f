"""The drill: restore a backup into an empty instance and see whether it holds what it held."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from pyrage.x25519 import Identity

from zhike.backup.digests import Digest, differing, digests
from zhike.backup.problem import NO_TABLES, BackupProblem
from zhike.backup.restoring import Exactly, Tell, clear, restore
from zhike.backup.shelf import Shelf
from zhike.postgres import cluster


@dataclass(frozen=True)
class Outcome:
    """What a drill found: `differences` names the tables whose rows are not those of the backup, `trouble` with
    its `values` what stopped it."""

    backup: str = ""
    tables: int = 0
    rows: int = 0
    files: int = 0
    seconds: float = 0
    differences: Mapping[str, list[Digest | None]] = field(default_factory=dict)
    trouble: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """What is wrong, in English."""
        if self.trouble:
            return str(BackupProblem(self.trouble, **self.values))
        return f"{len(self.differences)} tables differ."

    @property
    def is_good(self) -> bool:
        """Whether everything came back."""
        return not self.differences and not self.trouble


def drill(shelf: Shelf, place: Path, *, key: Identity, state: Exactly, tell: Tell) -> Outcome:
    """Restore into `place`, compare, and clear it away. What fails is part of the outcome."""
    began = time.monotonic()
    clear(place)
    backup = ""
    try:
        backup = state.chosen(shelf).name
        restored = restore(shelf, place, key=key, state=state, tell=tell)
        tell(f"Comparing {restored.manifest.tables} tables")
        found = digests_of(place)
        trouble = "" if restored.manifest.tables else NO_TABLES
        different = differing(restored.contents.tables, found)
        rows = sum(digest.rows for digest in found.values())
        return Outcome(backup, len(found), rows, restored.manifest.files, time.monotonic() - began, different, trouble)
    except BackupProblem as problem:
        return Outcome(backup, seconds=time.monotonic() - began, trouble=problem.sentence, values=problem.values)
    finally:
        clear(place)


def digests_of(data_dir: Path) -> dict[str, Digest]:
    """What the database of a data directory holds."""
    with cluster.running(data_dir), psycopg.connect(cluster.embedded_address(data_dir)) as session:
        return digests(session)
