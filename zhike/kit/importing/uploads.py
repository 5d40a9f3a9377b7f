"""Where files wait until they are imported: under a random name, out of reach of the web."""

import hashlib
import secrets
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from zhike.kit.importing.models import ImportRun
from zhike.kit.importing.targets import Target
from zhike.kit.reading.source import Source
from zhike.kit.reading.sources import open_source

CHUNK_BYTES = 1 << 20


def receive(target: Target, chunks: Iterable[bytes], *, name: str, by) -> ImportRun:
    """Keep a file and make its run, still without a mapping."""
    folder = Path(settings.UPLOADS_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept, digest = folder / secrets.token_hex(16), hashlib.sha256()
    with kept.open("xb") as out:
        for chunk in chunks:
            digest.update(chunk)
            out.write(chunk)
    return ImportRun.objects.create(
        target=target.name, file=kept.name, file_name=name[-200:], digest=digest.hexdigest(), by=by
    )


def chunks_of(path: Path) -> Iterable[bytes]:
    """The content of a file in pieces."""
    with path.open("rb") as content:
        while chunk := content.read(CHUNK_BYTES):
            yield chunk


def digest_of(path: Path) -> str:
    """By which the same file is known again, whatever its name."""
    digest = hashlib.sha256()
    for chunk in chunks_of(path):
        digest.update(chunk)
    return digest.hexdigest()


def open_upload(run: ImportRun, options: dict | None = None) -> Source:
    """The table in a run's file, read under its own options or the given ones. Raises UnreadableFile."""
    options = run.options if options is None else options
    chosen = {name: str(options[name]) for name in ("encoding", "delimiter", "sheet") if options.get(name)}
    return open_source(path_of(run), **chosen)


def discard(run: ImportRun) -> None:
    """Forget the file: it holds names and numbers of people, and nothing needs it any more."""
    path_of(run).unlink(missing_ok=True)


def path_of(run: ImportRun) -> Path:
    """Where the file of a run is kept."""
    return Path(settings.UPLOADS_DIR) / run.file
