"""Rejected rows as a file."""

import io
from collections.abc import Iterator
from urllib.parse import quote

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from zhike.kit.importing.files import source_of
from zhike.kit.importing.models import ImportRun
from zhike.kit.reading.rejects import write_rejects


def rejected_file(run: ImportRun) -> StreamingHttpResponse:
    """A CSV of the rejected rows with row number and reason before the original cells."""
    response = StreamingHttpResponse(_lines(run), content_type="text/csv; charset=utf-8")
    name = quote(f"{_('rejected')}-{run.file_name.rpartition('.')[0] or run.pk}.csv")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _lines(run: ImportRun) -> Iterator[str]:
    out = io.StringIO(newline="")
    rejects = run.rejects.order_by("row_number").values_list("row_number", "reason", "raw").iterator()
    write_rejects(out, source_of(run).columns, rejects, row_label=_("row"), reason_label=_("reason"))
    out.seek(0)
    yield from out
