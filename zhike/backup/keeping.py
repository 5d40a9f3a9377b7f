"""Backups of this site: where its settings say, written down in its trace and on its status page."""

import time
from typing import Any

from django.conf import settings
from django.utils import timezone

from zhike.backup import logs, making, places
from zhike.backup.drilling import Outcome
from zhike.backup.models import Backup, Drill
from zhike.backup.problem import BackupProblem
from zhike.backup.shelf import BASE, Manifest
from zhike.kit.access.models import Staff
from zhike.kit.audit import trace


def back_up() -> Manifest:
    """Make a backup and look whether the others are as they were; a failure is written down and raised."""
    began = time.monotonic()
    try:
        made = take()
    except Exception as error:
        note_failure(error, time.monotonic() - began)
        raise
    note(made)
    return made


def take() -> Manifest:
    """Make a backup and write nothing down: the tables for that may not be there yet."""
    found = making.make(places.source(), settings.UPLOADS_DIR, places.shelf(), keys=places.keys(), keep=places.keep())
    keep_log()
    let_old_log_go()
    return found


def note(made: Manifest) -> None:
    """Write a backup down, in the trace too."""
    told = {"name": made.name, "size": made.size, "rows": made.rows, "files": made.files, "seconds": made.seconds}
    Backup.objects.create(at=made.at, **told)
    trace.record_about(Backup, "backup.made", by=robot(), changes=as_changes(told))


def note_failure(error: Exception, seconds: float) -> None:
    """Write down why there is no backup."""
    reason, values = f"{type(error).__name__}: {error}".replace("\0", "")[:1000], {}
    if isinstance(error, BackupProblem):
        reason, values = error.sentence, error.values
    Backup.objects.create(at=timezone.now(), seconds=seconds, trouble=reason, values=values)


def note_drill(outcome: Outcome) -> Drill:
    """Write a drill down, in the trace too."""
    names = ("backup", "tables", "rows", "files", "trouble")
    told = {name: getattr(outcome, name) for name in names} | {"seconds": round(outcome.seconds, 2)}
    told |= {"differences": dict(outcome.differences), "values": dict(outcome.values)}
    drill = Drill.objects.create(at=timezone.now(), **told)
    trace.record_about(Drill, "backup.drilled", by=robot(), changes=as_changes(told))
    return drill


def keep_log() -> int:
    """Seal the log that the embedded PostgreSQL handed over. How many segments."""
    if not settings.IS_EMBEDDED or not logs.handed_over(settings.DATA_DIR):
        return 0
    return logs.keep_log(settings.DATA_DIR, settings.BACKUP_DIR, keys=places.keys())


def let_old_log_go() -> None:
    """The log reaches back as far as the daily backups do."""
    bases = [one for one in places.shelf().readable() if one.kind == BASE]
    days = sorted({one.at.astimezone().date() for one in bases})[-max(places.keep().days, 1) :]
    daily = [one.first for one in bases if one.at.astimezone().date() in days]
    if daily:
        logs.let_go_before(min(daily, key=lambda first: first[logs.TIMELINE :]), settings.BACKUP_DIR)


def look_after(names: list[str]) -> list[str]:
    """Compare files with their hashes: of some backups, or without names of all and of the log."""
    place = places.shelf()
    damaged = {name: wrong for name in names or place.names() if (wrong := place.damaged(name))}
    for name, wrong in damaged.items():
        Backup.objects.filter(name=name).update(damaged=wrong)
    kept = [] if names else logs.segments(settings.BACKUP_DIR)
    return [*damaged, *(one.name for one in kept if not one.is_whole)]


def as_changes(told: dict[str, Any]) -> dict[str, Any]:
    """Figures as the trace keeps them."""
    return {name: [None, str(now)] for name, now in told.items() if now not in ("", {})}


def robot() -> Staff:
    """Who does what nobody asked for."""
    return Staff.objects.robot("backup")
