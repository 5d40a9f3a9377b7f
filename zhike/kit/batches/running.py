"""Starting a batch and running it in a worker."""

import logging
from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.utils import timezone, translation

from zhike.kit import jobs
from zhike.kit.alone import alone, is_held
from zhike.kit.batches.models import Batch, Stopped
from zhike.kit.events import announce
from zhike.kit.refusal import Refusal

Work = Callable[[Batch], None]
_kinds: dict[str, Work] = {}
log = logging.getLogger(__name__)


def kind(name: str) -> Callable[[Work], Work]:
    """Register the work of one kind of batch. It may run again after a kill, and goes on from `batch.state`."""

    def register(work: Work) -> Work:
        _kinds[name] = work
        return work

    return register


def start(name: str, *, by, title: Any, model: type[Model] | None = None, **asked: Any) -> Batch:
    """Ask for a batch, as part of the caller's transaction. `asked` must be plain JSON."""
    batch = _asked(name, by, title, model, asked)
    jobs.later(run, batch=batch.pk)
    return batch


def do(name: str, *, by, title: Any, model: type[Model] | None = None, **asked: Any) -> Batch:
    """The same here and now, for as many rows as a person can wait for."""
    batch = _asked(name, by, title, model, asked)
    with alone(_work(batch)):
        _run(batch)
    return batch


def go_on(batch: Batch) -> None:
    """Let a batch that was stopped, failed or interrupted do the rows it has not done."""
    batch.report(status=Batch.Status.WAITING, stop_asked=False, finished_at=None, message="")
    jobs.later(run, batch=batch.pk)


def is_interrupted(batch: Batch) -> bool:
    """Whether a batch is said to be running though nobody works on it: its process was killed."""
    return batch.status == Batch.Status.RUNNING and not is_held(_work(batch))


@jobs.job
def run(*, batch: int) -> None:
    """Do a batch that waits or was interrupted; whatever goes wrong is told on its page."""
    row = Batch.objects.select_related("by").get(pk=batch)
    with translation.override(row.by.language), alone(_work(row)):
        row.refresh_from_db(fields=["status", "done", "refused", "refusals", "state", "total"])
        if row.is_going:
            _run(row)
            announce("kit.batch_ended", batch=batch)


def _asked(name: str, by, title: Any, model: type[Model] | None, asked: dict[str, Any]) -> Batch:
    noun = model._meta.label_lower if model else ""
    return Batch.objects.create(kind=name, title=str(title)[:200], by=by, noun=noun, asked=asked)


def _work(batch: Batch) -> str:
    return f"batch {batch.pk}"


def _run(row: Batch) -> None:
    row.report(status=Batch.Status.RUNNING, started_at=row.started_at or timezone.now(), message="")
    row.report(**_outcome(row), finished_at=timezone.now())


def _outcome(row: Batch) -> dict[str, str]:
    try:
        _kinds[row.kind](row)
    except Stopped:
        return {"status": Batch.Status.STOPPED}
    except Refusal as refusal:
        return {"status": Batch.Status.FAILED, "message": str(refusal)}
    except Exception:
        log.exception("batch %s stopped", row.pk)
        return {"status": Batch.Status.FAILED}
    return {"status": Batch.Status.DONE}
