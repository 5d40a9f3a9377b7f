"""A disk that fills up: changes are refused while everything can still be read, and a reserve makes room to come back.

A database that cannot write its log stops altogether, so the refusal comes a few segments of that log earlier.
"""

import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from zhike.site import trouble

READING = ("GET", "HEAD", "OPTIONS", "TRACE")
MOST = 64 * 2**20  # bytes
MOST_READ = 2**20  # bytes of a request that is refused
log = logging.getLogger(__name__)


def refuse_writes_on_a_full_disk(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: what would change something is refused while the data directory has too little room."""

    def with_room(request: HttpRequest) -> HttpResponse:
        if request.method in READING or has_room(settings.DATA_DIR):
            return get_response(request)
        request.read(MOST_READ)  # an answer to what was not read yet would cost the asker its connection
        return trouble.answer(request, trouble.FULL)

    return with_room


def has_room(folder: Path) -> bool:
    """Whether at least 64 MB are free there; of a disk below half a gigabyte, an eighth."""
    disk = shutil.disk_usage(folder)
    return disk.free >= min(MOST, disk.total // 8)


def keep_reserve(data_dir: Path) -> None:
    """Hold a file that is given up when almost nothing is left, and made again when there is plenty."""
    file, disk = data_dir / "reserve", shutil.disk_usage(data_dir)
    size = min(MOST, disk.total // 16)
    if file.exists():
        if disk.free < size // 4:
            file.unlink()
            log.error("the disk of %s is full; its reserve of %d MB was given up", data_dir, size // 2**20)
    elif disk.free > 6 * size:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.posix_fallocate(descriptor, 0, size)
        finally:
            os.close(descriptor)
