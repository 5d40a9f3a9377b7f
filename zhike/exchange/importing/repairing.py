"""Rejected rows, mended in the browser and tried again at once."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction

from zhike.exchange.importing.loading import intake_of
from zhike.exchange.importing.models import ImportRun, Reject
from zhike.exchange.importing.running import undisturbed
from zhike.exchange.importing.targets import Target
from zhike.reading.source import Row

MOST_CELLS = 600  # inputs of one page


def editable(run: ImportRun, target: Target) -> list[int]:
    """The places in a row of the file that can be mended: its mapped columns; none where nothing can be."""
    if target.entity is None or not run.has_ended:
        return []
    mapped = set(run.mapping.get("columns", {}).values())
    return [place for place, name in enumerate(run.header) if name in mapped]


def page_of(run: ImportRun, places: Sequence[int]) -> list[Reject]:
    """The first rejected rows, as many as one page may hold, each with a cell for every column of the file."""
    found = list(run.rejects.order_by("row_number")[: min(25, MOST_CELLS // max(len(places), 1))])
    for reject in found:
        reject.raw = [*reject.raw, *[""] * (len(run.header) - len(reject.raw))]
        reject.cells = [(place, run.header[place], reject.raw[place]) for place in places]  # type: ignore[attr-defined]
    return found


def repair(run: ImportRun, target: Target, mended: dict[int, dict[int, str]]) -> Counter[str]:
    """Try mended cells, by reject and place; what comes in leaves the list, the rest has its new reason.

    Returns how many rows came to each outcome. Raises Refusal while another import of the target is running.
    """
    with undisturbed(run), transaction.atomic():
        return _repair(run, target, mended)


def _repair(run: ImportRun, target: Target, mended: dict[int, dict[int, str]]) -> Counter[str]:
    assert target.entity is not None
    width = len(run.header)
    rejects = {reject.row_number: reject for reject in run.rejects.filter(pk__in=mended)}
    for reject in rejects.values():
        cells = [*reject.raw, *[""] * width][:width]
        reject.raw = [mended[reject.pk].get(place, cell) for place, cell in enumerate(cells)]
    intake = intake_of(target.entity, target, run)
    drafts = intake.cells.mended(Row(number, tuple(reject.raw)) for number, reject in sorted(rejects.items()))
    intake.take(drafts)
    for draft in drafts:
        reject = rejects[draft.record.number]
        if draft.outcome == "rejected":
            reject.reason = draft.reason
            reject.save()
        else:
            reject.delete()
    outcomes = Counter(draft.outcome for draft in drafts)
    counts = Counter(run.counts)
    counts.update({**outcomes, "rejected": outcomes["rejected"] - len(drafts)})
    run.report(counts=dict(counts))
    return outcomes
