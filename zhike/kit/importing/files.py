"""Uploaded files: kept under random names in the data directory, never served, opened only to be read as tables."""

import hashlib
import secrets
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from zhike.kit.importing.models import ImportRun
from zhike.reading.source import Source
from zhike.reading.sources import open_source

LONGEST_FILE = 512 * 1024 * 1024  # bytes


def keep(upload: UploadedFile, *, under: str = "") -> tuple[str, str]:
    """Write an upload to the uploads folder, or to one `under` it; its new name there and the SHA-256 of its bytes."""
    folder = Path(settings.UPLOADS_DIR) / under
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name, digest = secrets.token_hex(16), hashlib.sha256()
    with (folder / name).open("xb") as kept:
        for chunk in upload.chunks():
            digest.update(chunk)
            kept.write(chunk)
    return name, digest.hexdigest()


def path_of(run: ImportRun) -> Path:
    """Where the run's file lies: in the uploads folder, or where the command line named it."""
    return Path(settings.UPLOADS_DIR) / run.file


def source_of(run: ImportRun) -> Source:
    """The run's file as a table, read the way its options say. Raises UnreadableFile."""
    options = run.options
    return open_source(
        path_of(run),
        encoding=options.get("encoding"),
        delimiter=options.get("delimiter"),
        sheet=options.get("sheet"),
    )
