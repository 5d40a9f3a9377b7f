"""The whole way of an order file: read into the staging table, then moved into the ledger order by order."""

from django.db import transaction

from zhike.kit.events import announce
from zhike.kit.importing import rejecting
from zhike.kit.importing.models import ImportRun
from zhike.kit.importing.targets import Tell
from zhike.kit.reading.source import Source
from zhike.sales.importing import merging, staging

READING, MERGING, TELLING = "reading", "merging", "telling"


def load(run: ImportRun, source: Source, *, tell: Tell) -> None:
    """Bring a file of orders into the ledger.

    Reading begins anew after a kill; merging goes on where it was, because each step commits its orders, its counts and
    the removal of the staged lines together. The same file again finds every line there and changes nothing.
    """
    if run.phase not in (MERGING, TELLING):
        _begin(run, READING)
        staging.clear(run)
        staging.stage(run, source, tell=tell)
        _begin(run, MERGING)
    while merging.merge_some(run):
        tell(run)
    rejecting.complete(run, source)
    if run.phase == MERGING:
        _announce(run)


def _begin(run: ImportRun, phase: str) -> None:
    run.phase = phase
    run.save(update_fields=["phase", "counts", "done", "total"])


@transaction.atomic
def _announce(run: ImportRun) -> None:
    announce("sales.orders_imported", run=run.pk, by=run.by_id)
    _begin(run, TELLING)
