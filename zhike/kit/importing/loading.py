"""The whole way of a file into a noun: some thousand rows in one transaction with their rejects and their progress."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import transaction
from django.utils import timezone

from zhike.kit.entity import Entity
from zhike.kit.events import announce
from zhike.kit.importing import rejected
from zhike.kit.importing.cells import Cells
from zhike.kit.importing.drafts import Draft
from zhike.kit.importing.files import source_of
from zhike.kit.importing.intake import Intake
from zhike.kit.importing.models import ImportRun
from zhike.kit.importing.targets import Target
from zhike.reading.mapping import Mapping
from zhike.reading.source import Row

ROWS_AT_ONCE = 5_000
TELLING = "telling"


class Stopped(Exception):
    """Somebody asked the import to stop."""


def load(entity: Entity, target: Target, run: ImportRun) -> None:
    """Bring a file in. After a kill it goes on behind the last rows that were committed."""
    intake = intake_of(entity, target, run)
    rest = islice(source_of(run).rows(), run.done, None)
    began, before = timezone.now(), run.done
    while some := list(islice(rest, ROWS_AT_ONCE)):
        with transaction.atomic():
            take(intake, some)
            seconds = max((timezone.now() - began).total_seconds(), 0.001)
            run.report(done=run.done + len(some), rows_per_second=round((run.done + len(some) - before) / seconds))
        if ImportRun.objects.filter(pk=run.pk, stop_asked=True).exists():
            raise Stopped
    if run.phase != TELLING:
        _announce(entity, run)


def intake_of(entity: Entity, target: Target, run: ImportRun) -> Intake:
    """What takes the rows of a run in, under its mapping."""
    mapping = Mapping(**run.mapping)
    mapping.check(run.header, target.columns_for(mapping))
    return Intake(entity, run, Cells(entity, target.columns, mapping, run.header, by=run.by), mapping.options)


def take(intake: Intake, some: Iterable[Row]) -> list[Draft]:
    """Bring rows in, keep the rejected ones, and count; part of the caller's transaction."""
    drafts = intake.cells.drafts(some)
    intake.take(drafts)
    run = intake.run
    rejected.keep(run, [(d.record.number, d.reason, d.record.raw) for d in drafts if d.outcome == "rejected"])
    counts = Counter(run.counts) + Counter(draft.outcome for draft in drafts)
    run.report(counts={**counts, "read": run.counts.get("read", 0) + len(drafts)})
    return drafts


def rehearsed(intake: Intake, size: int) -> Iterator[Draft]:
    """What would become of the first rows; nothing is kept."""
    with transaction.atomic():
        yield from take(intake, islice(source_of(intake.run).rows(), size))
        transaction.set_rollback(True)


@transaction.atomic
def _announce(entity: Entity, run: ImportRun) -> None:
    options = entity.model._meta
    announce(f"{options.app_label}.{options.model_name}_loaded", run=run.pk, by=run.by_id)
    run.report(phase=TELLING, total=run.done)
