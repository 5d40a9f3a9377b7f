"""What was taken away, or whose row is gone, leaves for good after a while."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from zhike.kit import jobs, registry
from zhike.kit.attached.actions import FOLDER
from zhike.kit.attached.models import File, Mark, Note, Tagging

GRACE = timedelta(days=30)
FRESH = timedelta(days=1)  # a file this new may still wait for its row


@jobs.daily(3)
def clean() -> None:
    """Delete what went more than `GRACE` ago, and files that no row knows."""
    now = timezone.now()
    for entity in registry.entities():
        for kept in (Note, File):
            kept.objects.present().stranded(entity.model, before=now).update(deleted_at=now)
        for light in (Tagging, Mark):
            light.objects.stranded(entity.model, before=now - GRACE).delete()
    Note.objects.filter(deleted_at__lt=now - GRACE).delete()
    with transaction.atomic():
        File.objects.filter(deleted_at__lt=now - GRACE).delete()
    sweep(older_than=now - FRESH)


def sweep(*, older_than: datetime) -> None:
    """Delete the files that no row knows."""
    folder = Path(settings.UPLOADS_DIR) / FOLDER
    old = {file.name: file for file in folder.glob("*") if file.stat().st_mtime < older_than.timestamp()}
    for key in old.keys() - set(File.objects.filter(key__in=old).values_list("key", flat=True)):
        old[key].unlink(missing_ok=True)
