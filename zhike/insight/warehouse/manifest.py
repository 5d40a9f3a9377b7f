"""The manifest: which load is the warehouse now. Swapping it swaps every fact at once, or none."""

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings


@dataclass
class Month:
    """The rows of one fact in one month, as the database counted them in the snapshot of the load.

    `content` is a digest over every value of every row, whatever their order; `sums` are those of the amounts.
    `file_sum` is the SHA-256 of the file they were written to.
    """

    rows: int
    content: str
    sums: dict[str, Decimal]
    file_sum: str = ""


@dataclass
class Part:
    """One fact: its columns and their types, and its rows month by month (`all` where they are kept together)."""

    columns: list[list[str]] = field(default_factory=list)
    months: dict[str, Month] = field(default_factory=dict)
    rewritten: int = 0

    @property
    def rows(self) -> int:
        return sum(month.rows for month in self.months.values())

    @property
    def sums(self) -> dict[str, Decimal]:
        names = [name for name, kind in self.columns if kind == "money"]
        return {name: sum((month.sums[name] for month in self.months.values()), Decimal(0)) for name in names}


@dataclass(frozen=True)
class Manifest:
    """One load: the folder it was written to, when and where in the log its snapshot was taken, and what it holds."""

    load: str
    created_at: datetime
    facts: dict[str, Part]
    watermark: str = ""

    @property
    def folder(self) -> Path:
        """Where the files are, `<fact>/<month>.parquet`."""
        return root() / self.load

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.facts.values())

    def file(self, fact: str, month: str) -> Path:
        return self.folder / fact / f"{month}.parquet"

    def files(self, fact: str) -> list[Path]:
        """Every file of a fact, in the order of time."""
        return [self.file(fact, month) for month in sorted(self.facts[fact].months)]


def root() -> Path:
    """Where the warehouse lives."""
    return Path(settings.WAREHOUSE_DIR)


def current() -> Manifest | None:
    """The manifest in force; None before the first load, and where an older version wrote it."""
    try:
        held = json.loads((root() / "manifest.json").read_text())
    except FileNotFoundError:
        return None
    if "watermark" not in held:
        return None
    return Manifest(
        load=held["load"],
        created_at=datetime.fromisoformat(held["created_at"]),
        facts={name: _part(part) for name, part in held["facts"].items()},
        watermark=held["watermark"],
    )


def swap(manifest: Manifest) -> None:
    """Put a manifest in force: complete on disk before it takes the name everybody reads."""
    unfinished = root() / "manifest.new"
    with unfinished.open("w") as file:
        json.dump(asdict(manifest), file, default=str, indent=1)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(root() / "manifest.json")


def _part(held: dict[str, Any]) -> Part:
    months = {name: Month(**{**month, "sums": _sums(month["sums"])}) for name, month in held["months"].items()}
    return Part(**{**held, "months": months})


def _sums(held: dict[str, str]) -> dict[str, Decimal]:
    return {name: Decimal(amount) for name, amount in held.items()}
