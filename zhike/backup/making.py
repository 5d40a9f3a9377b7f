"""Making a backup: the database, the files, what must be found again, and the list of it all."""

import errno
import json
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from pyrage.x25519 import Recipient

from zhike.backup import streams
from zhike.backup.problem import NO_KEY, NO_ROOM, BackupProblem
from zhike.backup.rules import Keep, kept
from zhike.backup.sealing import Part, seal
from zhike.backup.shelf import UNFINISHED, Manifest, Shelf
from zhike.backup.taking import Source, Taken

FILES, CONTENTS = "files.tar.gz.age", "contents.json.gz.age"


def make(source: Source, uploads: Path, shelf: Shelf, *, keys: Sequence[Recipient], keep: Keep) -> Manifest:
    """Take the database and the uploaded files, publish them as one backup, and let old ones go.

    Whenever it ends early, nothing is published.
    """
    if not keys:
        raise BackupProblem(NO_KEY)
    with shelf.alone():
        began = time.monotonic()
        place = shelf.begin()
        try:
            manifest = finish(source.take(place, keys=keys), uploads, place, keys, began)
            shelf.publish(place, manifest)
        except BaseException as error:
            shutil.rmtree(place, ignore_errors=True)
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                raise BackupProblem(NO_ROOM, folder=shelf.folder) from error
            raise
        let_go(shelf, keep)
    return manifest


def finish(taken: Taken, uploads: Path, place: Path, keys: Sequence[Recipient], began: float) -> Manifest:
    """Add the files, which are taken after the rows that name them, and the sealed list of what is inside."""
    seen: dict[str, tuple[int, str]] = {}
    stream = streams.archive(files_of(uploads), seen=lambda name, size, sha256: seen.update({name: (size, sha256)}))
    files = seal(streams.zipped(stream), place / FILES, keys=keys)
    listed = json.dumps({"tables": taken.digests, "files": seen}).encode()
    contents = seal(streams.zipped([listed]), place / CONTENTS, keys=keys)
    return described(taken, [*taken.parts, files, contents], len(seen), place, time.monotonic() - began)


def described(taken: Taken, parts: list[Part], files: int, place: Path, seconds: float) -> Manifest:
    """The backup as it says of itself."""
    return Manifest(
        name=place.name.removeprefix(UNFINISHED),
        kind=taken.kind,
        made_at=taken.at.isoformat(),
        seconds=round(seconds, 2),
        postgres=taken.postgres,
        tables=len(taken.digests),
        rows=sum(digest.rows for digest in taken.digests.values()),
        files=files,
        parts=tuple(parts),
        first=taken.first,
        until=taken.until,
    )


def files_of(uploads: Path) -> Iterator[tuple[str, Path]]:
    """Every uploaded file with its name below the folder."""
    for file in sorted(uploads.rglob("*")):
        if file.is_file() and not file.is_symlink():
            yield str(file.relative_to(uploads)), file


def let_go(shelf: Shelf, keep: Keep) -> None:
    """Remove the backups that no rule keeps. A damaged one is left for a person to look at."""
    found = {manifest.at.astimezone(): manifest.name for manifest in shelf.readable()}
    for moment in found.keys() - kept(list(found), keep=keep):
        shelf.remove(found[moment])
