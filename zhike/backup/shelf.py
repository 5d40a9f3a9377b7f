"""The folder that backups lie in: one at a time is made, aside, and put in its place whole."""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from zhike.backup.problem import BUSY, DAMAGED, BackupProblem
from zhike.backup.sealing import Part

UNFINISHED = ".unfinished-"
NAMES = "%Y%m%d-%H%M%S"
MANIFEST, ITS_SUM = "manifest.json", "manifest.sha256"
BASE, DUMP = "base", "dump"


@dataclass(frozen=True)
class Manifest:
    """What lies in one backup, in plain: nothing here tells what the records say.

    `kind` is `base` (a copy of the cluster with its log) or `dump`. A base reaches from the log's segment `first` to
    the place `until`, which is where its digests were taken.
    """

    name: str
    kind: str
    made_at: str
    seconds: float
    postgres: str
    tables: int
    rows: int
    files: int
    parts: tuple[Part, ...]
    first: str = ""
    until: str = ""

    @property
    def at(self) -> datetime:
        """The moment whose state it holds."""
        return datetime.fromisoformat(self.made_at)

    @property
    def size(self) -> int:
        """Bytes of all parts."""
        return sum(part.size for part in self.parts)


class Shelf:
    """A folder of backups."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else makes or removes backups here while the block runs; what a killed run left is removed."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / "lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BackupProblem(BUSY) from error
            for left in self.folder.glob(f"{UNFINISHED}*"):
                shutil.rmtree(left)
            yield

    def begin(self) -> Path:
        """A new folder to make a backup in, named by this second, or the next one that is free."""
        moment = datetime.now(UTC)
        while (self.folder / moment.strftime(NAMES)).exists():
            moment += timedelta(seconds=1)
        place = self.folder / f"{UNFINISHED}{moment.strftime(NAMES)}"
        place.mkdir(mode=0o700)
        return place

    def publish(self, place: Path, manifest: Manifest) -> None:
        """Put a finished backup in its place: everything is on disk before it can be seen there."""
        text = json.dumps(asdict(manifest), indent=1) + "\n"
        write(place / MANIFEST, text)
        write(place / ITS_SUM, sum_line(text.encode()))
        sync(place)
        place.rename(self.folder / manifest.name)
        sync(self.folder)

    def names(self) -> list[str]:
        """The names of all backups, the newest first."""
        found = (file.parent.name for file in self.folder.glob(f"*/{MANIFEST}"))
        return sorted((name for name in found if not name.startswith(".")), reverse=True)

    def manifest(self, name: str) -> Manifest:
        """What a backup says of itself."""
        try:
            text = (self.folder / name / MANIFEST).read_bytes()
            if (self.folder / name / ITS_SUM).read_text() == sum_line(text):
                found = read(json.loads(text))
                if found.name == name:
                    return found
        except (OSError, ValueError):
            pass
        raise BackupProblem(DAMAGED, name=name, parts=MANIFEST)

    def readable(self) -> list[Manifest]:
        """All backups whose manifest is sound, the newest first."""
        found = []
        for name in self.names():
            try:
                found.append(self.manifest(name))
            except BackupProblem:
                continue
        return found

    def damaged(self, name: str) -> list[str]:
        """The files of a backup that are not as they were written."""
        try:
            manifest = self.manifest(name)
        except BackupProblem:
            return [MANIFEST]
        return [part.name for part in manifest.parts if not is_whole(self.folder / name / part.name, part)]

    def remove(self, name: str) -> None:
        """Take a backup away; one that is half gone is not seen any more."""
        aside = self.folder / f"{UNFINISHED}{name}"
        (self.folder / name).rename(aside)
        shutil.rmtree(aside)


def read(values: dict[str, Any]) -> Manifest:
    """A manifest from its file."""
    parts: Sequence[dict[str, Any]] = values.pop("parts")
    return Manifest(**values, parts=tuple(Part(**part) for part in parts))


def is_whole(file: Path, part: Part) -> bool:
    """Whether a part has the bytes that it had when it was made."""
    return file.exists() and file.stat().st_size == part.size and sha256_of(file) == part.sha256


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def sum_line(text: bytes) -> str:
    """As `sha256sum --check` reads it."""
    return f"{hashlib.sha256(text).hexdigest()}  {MANIFEST}\n"


def write(file: Path, text: str) -> None:
    """Write a small file and have it on disk."""
    with file.open("x") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def sync(folder: Path) -> None:
    """Have the names in a folder on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
