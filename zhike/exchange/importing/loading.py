"""The whole way of a file into a noun: some thousand rows in one transaction with their rejects and their progress."""

import gc
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice

from django.db import transaction
from django.utils import timezone, translation

from zhike.exchange.importing import rejected
from zhike.exchange.importing.cells import Cells
from zhike.exchange.importing.drafts import Draft
from zhike.exchange.importing.files import source_of
from zhike.exchange.importing.intake import Intake
from zhike.exchange.importing.models import ImportRun
from zhike.exchange.importing.targets import Target
from zhike.kit.batches.models import Stopped
from zhike.kit.entity import Entity
from zhike.kit.events import announce
from zhike.reading.mapping import Mapping

ROWS_AT_ONCE = 5_000
TELLING = "telling"


def load(entity: Entity, target: Target, run: ImportRun) -> None:
    """Bring a file in. After a kill it goes on behind the last rows that were committed."""
    intake = intake_of(entity, target, run)
    rest = source_of(run).records(intake.cells.plan, since=run.done)
    began, before = timezone.now(), run.done
    chunks = iter(lambda: list(islice(rest, ROWS_AT_ONCE)), [])
    for drafts in _ahead(map(intake.cells.drafts, chunks)):
        with _uncollected(), transaction.atomic():
            take(intake, drafts)
            seconds = max((timezone.now() - began).total_seconds(), 0.001)
            run.report(done=run.done + len(drafts), rows_per_second=round((run.done + len(drafts) - before) / seconds))
        if ImportRun.objects.filter(pk=run.pk, stop_asked=True).exists():
            raise Stopped
    if run.phase != TELLING:
        _announce(entity, run)


def intake_of(entity: Entity, target: Target, run: ImportRun) -> Intake:
    """What takes the rows of a run in, under its mapping."""
    mapping = Mapping(**run.mapping)
    mapping.check(run.header, target.columns_for(mapping))
    return Intake(entity, run, Cells(entity, target.columns, mapping, run.header, by=run.by), mapping.options)


def take(intake: Intake, drafts: list[Draft]) -> list[Draft]:
    """Bring rows in, keep the rejected ones, and count; part of the caller's transaction."""
    intake.take(drafts)
    run = intake.run
    rejected.keep(run, [(d.record.number, d.reason, d.record.raw) for d in drafts if d.outcome == "rejected"])
    counts = Counter(run.counts) + Counter(draft.outcome for draft in drafts)
    run.report(counts={**counts, "read": run.counts.get("read", 0) + len(drafts)})
    return drafts


def rehearsed(intake: Intake, size: int) -> Iterator[Draft]:
    """What would become of the first rows; nothing is kept."""
    with transaction.atomic():
        yield from take(intake, intake.cells.drafts(islice(source_of(intake.run).records(intake.cells.plan), size)))
        transaction.set_rollback(True)


def _ahead(chunks: Iterator[list[Draft]]) -> Iterator[list[Draft]]:
    """The next chunk is read while the database works on this one: reading asks no database, only a file."""
    language = translation.get_language()  # refusals speak it, and a thread does not know it

    def read() -> list[Draft] | None:
        with translation.override(language):
            return next(chunks, None)

    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(read)
        while (drafts := coming.result()) is not None:
            coming = beside.submit(read)
            yield drafts


@contextmanager
def _uncollected() -> Iterator[None]:
    """Rows hold no rings, and looking through thousands of them for some, again and again, is a fifth of the work."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@transaction.atomic
def _announce(entity: Entity, run: ImportRun) -> None:
    options = entity.model._meta
    announce(f"{options.app_label}.{options.model_name}_loaded", run=run.pk, by=run.by_id)
    run.report(phase=TELLING, total=run.done)
