"""The log of the embedded PostgreSQL, kept segment by segment so that any moment between two backups can be had back.

PostgreSQL copies each finished segment into a folder beside the cluster and needs nothing else for that; from there a
job seals them into the folder of backups, every minute. A segment carries its SHA-256 in its name.
"""

import fcntl
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pyrage.x25519 import Identity, Recipient

from zhike.backup import streams
from zhike.backup.sealing import opened, seal
from zhike.backup.shelf import UNFINISHED, sha256_of, sync
from zhike.postgres.cluster import make_data_dir
from zhike.postgres.programs import give, prepare_owner

SPOOL = "log"  # beside the cluster
KEPT = "log"  # in the folder of backups
ENDING = ".gz.age"
AT_LEAST_EVERY = "4min"
SEGMENT = 24  # characters of a segment's name: timeline, and two halves of its number
TIMELINE = 8


class Segment(NamedTuple):
    """A kept segment: its name in the log, and its file."""

    name: str
    file: Path

    @property
    def number(self) -> str:
        """Where it stands in the log, on whatever timeline."""
        return self.name[TIMELINE:]

    @property
    def is_whole(self) -> bool:
        """Whether the file is as it was written."""
        return sha256_of(self.file) == self.file.name.split(".")[-3]


def settings(data_dir: Path) -> Mapping[str, str]:
    """What lets the cluster of a data directory hand over its log."""
    make_data_dir(data_dir)
    prepare_owner(data_dir)
    spool = data_dir / SPOOL
    spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    give(spool)
    file = f"{shlex.quote(str(spool))}/%f".replace("%", "%%").replace("%%f", "%f")
    # A segment may be handed over twice when the server dies in between.
    command = f"cmp -s %p {file} || {{ cp %p {file}.part && sync {file}.part && mv {file}.part {file}; }}"
    return {"archive_mode": "on", "archive_command": command, "archive_timeout": AT_LEAST_EVERY}


def handed_over(data_dir: Path) -> list[Path]:
    """Segments that wait to be sealed, in their order."""
    return [file for file in sorted((data_dir / SPOOL).glob("*")) if file.suffix != ".part"]


def keep_log(data_dir: Path, folder: Path, *, keys: Sequence[Recipient]) -> int:
    """Seal what PostgreSQL handed over into the folder of backups. How many segments that was.

    Without a key nobody could ever want them: they are thrown away, before they fill the disk.
    """
    kept = folder / KEPT
    kept.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (kept / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0
        handed = handed_over(data_dir)
        for segment in handed:
            if keys:
                keep_one(segment, kept, keys)
            segment.unlink()
    return len(handed)


def keep_one(file: Path, kept: Path, keys: Sequence[Recipient]) -> None:
    """Seal one segment aside and put it in place whole; only then may it be taken off the spool."""
    aside = kept / f"{UNFINISHED}{file.name}"
    aside.unlink(missing_ok=True)
    with file.open("rb") as content:
        part = seal(streams.zipped(streams.pieces_of(content)), aside, keys=keys)
    aside.rename(kept / f"{file.name}.{part.sha256}{ENDING}")
    sync(kept)


def segments(folder: Path) -> list[Segment]:
    """What is kept of the log, in its order; histories of timelines are among it."""
    files = (folder / KEPT).glob(f"*{ENDING}")
    found = [Segment(file.name.rsplit(".", 3)[0], file) for file in files if file.name[0] != "."]
    return sorted(found, key=lambda one: (one.number, one.name))


def let_go_before(first: str, folder: Path) -> None:
    """Remove the segments that stand before one which the oldest backup of the last days begins with."""
    for segment in segments(folder):
        if len(segment.name) >= SEGMENT and segment.number[: SEGMENT - TIMELINE] < first[TIMELINE:]:
            segment.file.unlink()


def unbroken(folder: Path) -> list[Segment]:
    """The last segments that follow one another without a gap, on one timeline."""
    found: list[Segment] = []
    for segment in reversed([one for one in segments(folder) if len(one.name) == SEGMENT]):
        if found and segment.name not in (found[-1].name, before(found[-1].name)):
            break
        found.append(segment)
    return found[::-1]


def before(name: str) -> str:
    """The name of the segment that comes before one: 256 of 16 MB make one of the middle number."""
    number = int(name[TIMELINE:16], 16) * 256 + int(name[16:], 16) - 1
    return f"{name[:TIMELINE]}{number // 256:08X}{number % 256:08X}"


def bring_back(folder: Path, into: Path, *, since: str, key: Identity) -> str:
    """Open the kept log from a segment on into a folder, as far as it is whole. The name of the first damaged one."""
    wanted = [one for one in segments(folder) if len(one.name) != SEGMENT or one.number >= since[TIMELINE:]]
    for segment in wanted:
        if (into / segment.name).exists():
            continue
        if not segment.is_whole:
            return segment.name
        with opened(segment.file, key=key) as sealed, (into / segment.name).open("wb") as out:
            shutil.copyfileobj(streams.unzipped(sealed), out)
    return ""
