"""From an uploaded file to a run that may start: what its columns probably mean, and what a person says they mean."""

import re

from zhike.kit import jobs
from zhike.kit.importing import running, uploads
from zhike.kit.importing.models import ImportRun, RememberedMapping
from zhike.kit.importing.targets import READING, Target
from zhike.kit.reading.dates import guess_day_first
from zhike.kit.reading.mapping import Mapping, guess, signature
from zhike.kit.reading.problems import UnreadableFile
from zhike.kit.reading.source import Source


def suggested(target: Target, source: Source) -> Mapping:
    """How a file with this header was mapped the last time; otherwise a guess from the words of the header."""
    remembered = RememberedMapping.objects.filter(target=target.name, header=signature(source.columns)).first()
    if remembered:
        mapping = Mapping(**remembered.mapping)
        if mapping.fits(source.columns):
            return mapping
    mapping = guess(source.columns, target.columns)
    day_first = _day_first(target, source, mapping)
    return mapping if day_first is None else Mapping(mapping.columns, {"day_first": day_first})


def prepare(run: ImportRun, target: Target, mapping: Mapping) -> None:
    """Fix what the columns mean, and remember it for the next file with this header. Raises UnreadableFile."""
    _check_options(target, mapping)
    source = uploads.open_upload(run, mapping.options)
    mapping.check(source.columns, target.columns)
    run.mapping, run.options = mapping.columns, mapping.options
    run.header, run.total = list(source.columns), source.row_count
    run.save(update_fields=["mapping", "options", "header", "total"])
    RememberedMapping.objects.update_or_create(
        target=target.name,
        header=signature(source.columns),
        defaults={"mapping": {"columns": mapping.columns, "options": mapping.options}},
    )


def start(run: ImportRun) -> None:
    """Let a prepared run be worked off in the background."""
    run.status = ImportRun.Status.WAITING
    run.save(update_fields=["status"])
    jobs.later(running.work_off, run=run.pk, once=f"import {run.pk}")


def _check_options(target: Target, mapping: Mapping) -> None:
    choices = {choice.name: choice for choice in target.choices}
    for name, value in mapping.options.items():
        if name not in choices and name not in READING:
            raise UnreadableFile("mapping_unreadable", detail=name)
        if name in choices and not re.fullmatch(choices[name].pattern, str(value)):
            raise UnreadableFile("option_invalid", value=value, label=choices[name].label)


def _day_first(target: Target, source: Source, mapping: Mapping) -> bool | None:
    """What the first rows give away about 1/3/2025."""
    dated = [column.name for column in target.columns if column.kind in ("day", "moment")]
    places = [source.columns.index(mapping.columns[name]) for name in dated if name in mapping.columns]
    cells = [row.values[place] for row in source.sample(500) if not row.problem for place in places]
    return guess_day_first(cells)
