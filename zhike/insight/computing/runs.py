"""Every computation leaves its birth certificate, also the one that failed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from zhike.insight.left_out import without_rate
from zhike.insight.measures.cautions import Caution, MeasureRefused
from zhike.insight.measures.measure import Scored, plain
from zhike.insight.models import Run
from zhike.insight.questions.times import latest
from zhike.kit.refusal import Refusal

INTERRUPTED = _("The computation was interrupted before its end.")
TOO_MUCH = _("The computation took more time or memory than a computation may; the other measures went on.")
BROKEN = _("The computation stopped with an error (%(error)s). The operator finds it in the log.")


@contextmanager
def recorded(measure: str, *, as_of: date, rule_version: str = "", **parameters: Any) -> Iterator[Run]:
    """A run that is visible while it works.

    A measure that refuses ends it as failed, and work goes on; any other refusal or error does too, and is raised.
    """
    run = Run.objects.create(measure=measure, as_of=as_of, rule_version=rule_version, parameters=plain(parameters))
    try:
        yield run
    except MeasureRefused as refusal:
        _end(
            run, Run.Status.FAILED, [{"code": "refused", "sentence": refusal.sentence, "values": plain(refusal.values)}]
        )
    except Refusal as refusal:
        _end(run, Run.Status.FAILED, [{"code": "refused", "sentence": str(refusal), "values": {}}])
        raise
    except BaseException as error:
        _end(
            run, Run.Status.FAILED, [{"code": "broken", "sentence": BROKEN, "values": {"error": type(error).__name__}}]
        )
        raise
    else:
        _end(run, Run.Status.DONE, run.warnings)


def describe(run: Run, scored: Scored) -> None:
    """Put what a measure says about itself on its run."""
    run.parameters = {**run.parameters, **scored.parameters, "formula_version": scored.formula_version}
    if scored.holdout:
        run.parameters["holdout"] = plain(dict(scored.holdout))
    run.rows_read, run.customers = scored.rows_read, scored.customers
    run.warnings = [said(caution) for caution in (*scored.warnings, *without_rate())]


def said(caution: Caution) -> dict[str, Any]:
    """A caution as JSON, sentence and values apart, so that a page can say it in another language."""
    return {"code": caution.code, "sentence": caution.sentence, "values": plain(dict(caution.values))}


def last_judged() -> date | None:
    """The day as of which everybody was last judged; None before the first computation."""
    run = latest("figures")
    return run.as_of if run else None


def close_interrupted() -> None:
    """Mark runs whose process is gone. Only for who holds the lock: nobody else is computing."""
    Run.objects.filter(status=Run.Status.RUNNING).update(
        status=Run.Status.FAILED,
        finished_at=timezone.now(),
        warnings=[{"code": "interrupted", "sentence": INTERRUPTED, "values": {}}],
    )


def _end(run: Run, status: str, warnings: list) -> None:
    run.status, run.warnings, run.finished_at = status, warnings, timezone.now()
    run.save()
