"""Rows that were not taken: kept with their reason, told in the reader's language, written to a file to be mended."""

from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

from zhike.kit.importing.models import ImportRun, Reject
from zhike.kit.importing.targets import Target
from zhike.kit.reading.problems import ROW_SENTENCES, VALUE_SENTENCES, BadValue, Problem
from zhike.kit.reading.rejects import write_rejects
from zhike.kit.reading.source import Source
from zhike.kit.reading.values import shown


def reject(number: int, raw: tuple, problem: Problem) -> Reject:
    """A row refused while it was read; give it a run and save it."""
    column = problem.column if isinstance(problem, BadValue) else ""
    parameters = {name: value for name, value in problem.parameters.items() if name != "label"}
    return Reject(
        row_number=number,
        raw=[shown(cell) for cell in raw],
        code=problem.code,
        column=column,
        parameters=_plain(parameters),
    )


def keep(run: ImportRun, some: list[Reject]) -> None:
    """Save rejects of a run; a row rejected before is not rejected twice."""
    for row in some:
        row.run = run
    Reject.objects.bulk_create(some, batch_size=2000, ignore_conflicts=True)


def complete(run: ImportRun, source: Source) -> None:
    """Give rejects that were found after reading their cells as they stood in the file, by reading it once more."""
    bare = {row.row_number: row for row in run.rejects.filter(raw=[])}
    if not bare:
        return
    for row in source.rows():
        if row.number in bare:
            bare[row.number].raw = [shown(cell) for cell in row.values]
    Reject.objects.bulk_update(bare.values(), ["raw"], batch_size=500)


def reason(row: Reject, target: Target) -> str:
    """Why a row was rejected, as a sentence."""
    sentences = {**ROW_SENTENCES, **VALUE_SENTENCES, **target.sentences}
    labels = {column.name: column.label for column in target.columns}
    return str(sentences[row.code]) % {**row.parameters, "label": labels.get(row.column, row.column)}


def write_file(run: ImportRun, target: Target, out: IO[str]) -> int:
    """Write the rejects of a run as CSV to a text stream; returns how many."""
    return write_rejects(out, run.header, _lines(run, target), row_label=_("Row"), reason_label=_("Reason"))


def _lines(run: ImportRun, target: Target) -> Iterator[tuple[int, str, list]]:
    for row in run.rejects.order_by("row_number").iterator(2000):
        yield row.row_number, reason(row, target), row.raw


def _plain(parameters: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, int) else shown(value) for name, value in parameters.items()}
