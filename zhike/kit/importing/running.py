"""Working off a run: one at a time for each target, again after a kill, with an end that says what happened."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhike.kit import jobs
from zhike.kit.importing import uploads
from zhike.kit.importing.models import ImportRun
from zhike.kit.importing.targets import Target, Tell, target_named
from zhike.kit.reading.problems import UnreadableFile

log = logging.getLogger(__name__)


class Busy(Exception):
    """Another run of the same target is being worked off."""


@jobs.job
def work_off(*, run: int) -> None:
    """Work off a queued run; a busy target or a broken connection is tried again later."""
    row = ImportRun.objects.select_related("by").get(pk=run)
    with override(row.by.language):
        carry_out(row)


def carry_out(run: ImportRun, *, tell: Tell = lambda run: None) -> None:
    """Bring a prepared run to its end, from wherever an earlier attempt left it.

    A file that cannot be read ends the run with a sentence. Anything unexpected marks it as stopped and is raised.
    Raises Busy.
    """
    target = target_named(run.target)
    if target is None or run.status == ImportRun.Status.DONE:
        return
    with _alone(target):
        _load(run, target, tell)


@contextmanager
def _alone(target: Target) -> Iterator[None]:
    """Two loads at once would wait for each other's rows; PostgreSQL lets go of the lock with a killed process."""
    key = f"import {target.name}"
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtextextended(%s, 0))", [key])
        [taken] = cursor.fetchone() or [False]
        if not taken:
            raise Busy(key)
        try:
            yield
        finally:
            if not connection.needs_rollback and connection.is_usable():
                cursor.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", [key])


def _load(run: ImportRun, target: Target, tell: Tell) -> None:
    run.status, run.message = ImportRun.Status.RUNNING, ""
    run.started_at = run.started_at or timezone.now()
    run.save()
    tell(run)
    try:
        target.load(run, uploads.open_upload(run), tell=tell)
    except UnreadableFile as problem:
        _stop(run, problem.sentence)
    except Exception:
        log.exception("Import %s stopped", run.pk)
        if not connection.in_atomic_block:
            _stop(run, _("Something unexpected happened. What was taken over so far is complete and stays."))
        raise
    else:
        run.status, run.finished_at, run.phase = ImportRun.Status.DONE, timezone.now(), ""
        run.save()
        uploads.discard(run)
    tell(run)


def _stop(run: ImportRun, sentence: str) -> None:
    run.status, run.message, run.finished_at = ImportRun.Status.FAILED, sentence, timezone.now()
    run.save(update_fields=["status", "message", "finished_at"])
