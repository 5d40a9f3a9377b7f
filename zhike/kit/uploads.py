"""Uploaded files: kept under random names in the data directory."""

import hashlib
import secrets
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile


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
