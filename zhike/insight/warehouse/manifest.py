"""The manifest: which load is the warehouse now. Swapping it swaps every fact at once, or none."""

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.conf import settings


@dataclass
class Part:
    """The file of one fact: rows, highest key and exact sums of its amounts, as written."""

    rows: int = 0
    watermark: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Manifest:
    """One load: the folder it was written to, when its snapshot was taken, and what each fact holds."""

    load: str
    created_at: datetime
    facts: dict[str, Part]

    @property
    def folder(self) -> Path:
        """Where the files are, one `<fact>.parquet` each."""
        return root() / self.load

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.facts.values())

    def file(self, fact: str) -> Path:
        return self.folder / f"{fact}.parquet"


def root() -> Path:
    """Where the warehouse lives."""
    return Path(settings.WAREHOUSE_DIR)


def current() -> Manifest | None:
    """The manifest in force; None before the first load."""
    try:
        held = json.loads((root() / "manifest.json").read_text())
    except FileNotFoundError:
        return None
    return Manifest(
        load=held["load"],
        created_at=datetime.fromisoformat(held["created_at"]),
        facts={name: _part(part) for name, part in held["facts"].items()},
    )


def swap(manifest: Manifest) -> None:
    """Put a manifest in force: complete on disk before it takes the name everybody reads."""
    unfinished = root() / "manifest.new"
    with unfinished.open("w") as file:
        json.dump(asdict(manifest), file, default=str, indent=1)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(root() / "manifest.json")


def _part(held: dict) -> Part:
    return Part(**{**held, "sums": {name: Decimal(amount) for name, amount in held["sums"].items()}})
