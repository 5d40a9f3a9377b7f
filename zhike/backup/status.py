"""What an administrator asks about backups: is there a good one, how far back can we go, when is the next."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from zhike.backup import jobs, logs, places
from zhike.backup.models import Backup, Drill
from zhike.backup.problem import BackupProblem
from zhike.backup.shelf import BASE, Manifest

LATE = timedelta(hours=26)  # a night and a little
DRILL_LATE = timedelta(days=35)
PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class Kept:
    """One backup that lies in the folder."""

    manifest: Manifest
    is_damaged: bool


@dataclass(frozen=True)
class Reach:
    """The moments that can be restored."""

    first: datetime
    last: datetime


@dataclass(frozen=True)
class Status:
    """Everything the page shows."""

    has_key: bool
    kept: list[Kept]
    latest: Backup | None
    failed: Backup | None
    drill: Drill | None
    reach: Reach | None
    next: datetime
    is_working: bool
    is_late: bool
    is_drill_late: bool
    is_on_the_same_disk: bool
    needs_restart: bool
    log_waits_since: datetime | None


def status() -> Status:
    """As of now."""
    latest = Backup.objects.filter(trouble="").order_by("-at").first()
    drill = Drill.objects.order_by("-at").first()
    manifests = places.shelf().readable()
    return Status(
        has_key=has_key(),
        kept=kept(manifests),
        latest=latest,
        failed=failed_after(latest),
        drill=drill,
        reach=reach(manifests),
        next=next_night(timezone.localtime()),
        is_working=is_working(),
        is_late=latest is not None and timezone.now() - latest.at > LATE,
        is_drill_late=drill is None or timezone.now() - drill.at > DRILL_LATE,
        is_on_the_same_disk=is_on_the_same_disk(),
        needs_restart=has_key() and settings.IS_EMBEDDED and not hands_over(),
        log_waits_since=log_waits_since(),
    )


def has_key() -> bool:
    """Whether there is a public key; one that cannot be read is none."""
    try:
        return bool(places.keys())
    except BackupProblem:
        return False


def kept(manifests: list[Manifest]) -> list[Kept]:
    """The backups of the folder, the newest first."""
    damaged = set(Backup.objects.exclude(damaged=[]).values_list("name", flat=True))
    return [Kept(manifest, manifest.name in damaged) for manifest in manifests]


def failed_after(latest: Backup | None) -> Backup | None:
    """The last failure, where no backup has been made since."""
    failures = Backup.objects.exclude(trouble="").order_by("-at")
    return (failures.filter(at__gt=latest.at) if latest else failures).first()


def reach(manifests: list[Manifest]) -> Reach | None:
    """From the oldest backup whose log is kept without a gap to the last segment."""
    segments = logs.unbroken(settings.BACKUP_DIR)
    if not segments:
        return None
    bases = [one.at for one in manifests if one.kind == BASE and one.first >= segments[0].name]
    last = datetime.fromtimestamp(segments[-1].file.stat().st_mtime, UTC)
    return Reach(min(bases), last) if bases else None


def next_night(now: datetime) -> datetime:
    """When the nightly backup runs next."""
    tonight = now.replace(hour=jobs.NIGHT, minute=0, second=0, microsecond=0)
    return tonight if tonight > now else tonight + timedelta(days=1)


def is_working() -> bool:
    """Whether a backup waits or is being made."""
    asked = ProcrastinateJob.objects.filter(queueing_lock=jobs.ONCE)
    return asked.filter(status__in=("todo", "doing")).exists()


def is_on_the_same_disk() -> bool:
    """Whether one broken disk would take the database and its backups."""
    folder = settings.BACKUP_DIR
    return settings.IS_EMBEDDED and folder.exists() and folder.stat().st_dev == settings.DATA_DIR.stat().st_dev


def hands_over() -> bool:
    """Whether the running server was started with the key known, so that it hands over its log."""
    with connection.cursor() as cursor:
        cursor.execute("show archive_mode")
        return cursor.fetchone() == ("on",)


def log_waits_since() -> datetime | None:
    """Since when the log has waited to be sealed, where that is longer than a worker takes."""
    waiting = logs.handed_over(settings.DATA_DIR) if settings.IS_EMBEDDED else []
    since = min((datetime.fromtimestamp(file.stat().st_mtime, UTC) for file in waiting), default=None)
    return since if since and timezone.now() - since > PATIENCE else None
