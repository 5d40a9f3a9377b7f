"""Rejected rows as a file."""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import IO
from urllib.parse import quote

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from zhike.exchange.importing.files import source_of
from zhike.exchange.importing.models import ImportRun, Reject
from zhike.reading.rejects import write_rejects
from zhike.reading.values import shown


def rejected_file(run: ImportRun) -> StreamingHttpResponse:
    """A CSV of the rejected rows with row number and reason before the original cells."""
    response = StreamingHttpResponse(_lines(run), content_type="text/csv; charset=utf-8")
    name = quote(f"{_('rejected')}-{run.file_name.rpartition('.')[0] or run.pk}.csv")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def keep(run: ImportRun, some: Iterable[tuple[int, str, Sequence]]) -> None:
    """Add rejects (row number, reason, cells) to a run; a row rejected before is not rejected twice."""
    made = [Reject(run=run, row_number=number, reason=why, raw=[shown(c) for c in raw]) for number, why, raw in some]
    Reject.objects.bulk_create(made, batch_size=2000, ignore_conflicts=True)


def complete(run: ImportRun) -> None:
    """Give rejects that were kept without their cells what stands in the file, by reading it once more."""
    bare = {row.row_number: row for row in run.rejects.filter(raw=[])}
    if bare:
        for row in source_of(run).rows():
            if row.number in bare:
                bare[row.number].raw = [shown(cell) for cell in row.values]
        Reject.objects.bulk_update(bare.values(), ["raw"], batch_size=500)


def write_file(run: ImportRun, out: IO[str]) -> int:
    """Write the rejected rows of a run as CSV; returns how many there were."""
    rejects = run.rejects.order_by("row_number").values_list("row_number", "reason", "raw").iterator()
    return write_rejects(out, source_of(run).columns, rejects, row_label=_("row"), reason_label=_("reason"))


def _lines(run: ImportRun) -> Iterator[str]:
    out = io.StringIO(newline="")
    write_file(run, out)
    out.seek(0)
    yield from out
