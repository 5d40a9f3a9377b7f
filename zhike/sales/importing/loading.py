"""The whole way of an order file: read into the staging table, then moved into the ledger order by order."""

from pathlib import Path

from django.db import transaction

from zhike.exchange.importing import rejected
from zhike.exchange.importing.models import ImportRun
from zhike.kit.events import announce
from zhike.sales.importing import merging, staging

READING, MERGING, TELLING = "reading", "merging", "telling"


def load(run: ImportRun, path: Path) -> None:
    """Bring a file of orders into the ledger.

    Reading begins anew after a kill; merging goes on where it was, because each step commits its orders, its counts and
    the removal of the staged lines together. The same file again finds every line there and changes nothing.
    """
    if run.phase not in (MERGING, TELLING):
        staging.clear(run)
        run.report(phase=READING)
        staging.stage(run)
        run.report(phase=MERGING)
    while merging.merge_some(run):
        pass
    rejected.complete(run)
    if run.phase == MERGING:
        _announce(run)


@transaction.atomic
def _announce(run: ImportRun) -> None:
    announce("sales.orders_imported", run=run.pk, by=run.by_id)
    run.report(phase=TELLING)
