"""The site and the database that a measurement works on."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from zhike.site.environment import key_beside

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def site(kept: Path | None = None, *, settings: str = "zhike.site.settings") -> Iterator[Path]:
    """Zhike set up on a running embedded database: that of a folder to be `kept`, else one that is thrown away."""
    folder = kept or Path(tempfile.mkdtemp(prefix="zhike-benchmark-"))
    if not kept:
        folder.chmod(0o711)  # the database may run under an account of its own
    os.environ.update(ZHIKE_DATA_DIR=str(folder), DJANGO_SETTINGS_MODULE=settings, PYTHONPATH=str(ROOT))
    keys = key_beside(folder).parent
    os.environ.setdefault("ZHIKE_SECRET_KEY", "benchmarks-keep-no-secrets")
    os.environ["ZHIKE_SECOND_FACTOR"] = "nobody"
    try:
        django.setup()
        from zhike.postgres.cluster import running

        with running(folder):
            yield folder
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.rmtree(keys, ignore_errors=True)
