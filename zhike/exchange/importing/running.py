"""Running an import in the background, and remembering how its columns were mapped."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.exchange.importing.files import path_of, source_of
from zhike.exchange.importing.models import ImportRun, RememberedMapping
from zhike.exchange.importing.targets import Target, target_named
from zhike.kit import jobs
from zhike.kit.alone import Busy, alone, is_held
from zhike.kit.batches.models import Stopped
from zhike.kit.events import announce
from zhike.kit.refusal import Refusal
from zhike.reading.mapping import Mapping, guess, signature
from zhike.reading.problems import UnreadableFile
from zhike.reading.source import Source

OF_ANY_FILE = {"encoding": str, "delimiter": str, "sheet": str, "day_first": bool}
log = logging.getLogger(__name__)


def suggested(target: Target, source: Source) -> Mapping:
    """How files with this header were mapped the last time, else the likeliest guess."""
    # A file of rejects has two columns before those of the file it came from.
    for columns in (source.columns, source.columns[2:]):
        known = RememberedMapping.objects.filter(target=target.name, header=signature(columns)).first()
        if known and (remembered := Mapping(**known.mapping)).fits(source.columns):
            return remembered
    return guess(source.columns, target.columns)


def remember(target: Target, source: Source, mapping: Mapping) -> None:
    """Keep a mapping for the next file with this header."""
    RememberedMapping.objects.update_or_create(
        target=target.name,
        header=signature(source.columns),
        defaults={"mapping": {"columns": mapping.columns, "options": mapping.options}},
    )


def start(run: ImportRun, mapping: Mapping) -> None:
    """Queue a run with its mapping. Raises UnreadableFile where the mapping does not fit the file."""
    prepare(run, mapping)
    queue(run)


def prepare(run: ImportRun, mapping: Mapping) -> None:
    """Fix what the columns of a run mean. Raises UnreadableFile where the mapping does not fit the file."""
    target, source = _target(run), source_of(run)
    check_options(target, mapping)
    mapping.check(source.columns, target.columns_for(mapping))
    remember(target, source, mapping)
    told = {"columns": mapping.columns, "options": mapping.options}
    run.report(mapping=told, header=list(source.columns), total=source.row_count)


def check_options(target: Target, mapping: Mapping) -> None:
    """Raise UnreadableFile where an option is not known, or says what it cannot say."""
    choices = {choice.name: choice for choice in target.choices}
    for name, value in mapping.options.items():
        if name not in choices and name not in OF_ANY_FILE:
            raise UnreadableFile("mapping_unreadable", detail=name)
        if not isinstance(value, OF_ANY_FILE.get(name, str)):
            raise UnreadableFile("option_invalid", value=value, label=choices[name].label if name in choices else name)
        if name in choices and not re.fullmatch(choices[name].pattern, str(value)):
            raise UnreadableFile("option_invalid", value=value, label=choices[name].label)


def queue(run: ImportRun) -> None:
    """Let a prepared run be loaded in the background, or a stopped one go on."""
    run.report(status=ImportRun.Status.WAITING, message="")
    jobs.later(bring_in, run=run.pk, once=f"import-{run.pk}")


@jobs.job
@jobs.named(gettext_lazy("Load an import"))
def bring_in(*, run: int) -> None:
    """Load a waiting or interrupted run; whatever goes wrong is told on its page."""
    row = ImportRun.objects.select_related("by").get(pk=run)
    if row.is_going:
        try:
            with translation.override(row.by.language):
                load(row)
        finally:
            if not row.is_going:
                announce("kit.import_ended", run=run)


def load(run: ImportRun) -> None:
    """Load a run here and now, leaving it finished or failed with its reason; an unforeseen error is raised on.

    Raises Busy, with the run as it was, while another run of the same target is loaded.
    """
    with alone(_work(run)):
        _load(run)


def is_interrupted(run: ImportRun) -> bool:
    """Whether a run is said to be running though nobody works on it: its process was killed."""
    return run.status == ImportRun.Status.RUNNING and not is_held(_work(run))


@contextmanager
def undisturbed(run: ImportRun) -> Iterator[None]:
    """Let nothing be imported into the target of a run meanwhile. Raises Refusal where something just is."""
    try:
        with alone(_work(run)):
            yield
    except Busy:
        raise Refusal(_("Another import is running; try again when it has ended.")) from None


def _load(run: ImportRun) -> None:
    run.report(status=ImportRun.Status.RUNNING, started_at=run.started_at or timezone.now(), message="")
    try:
        _target(run).load(run, path_of(run))
    except Stopped:
        run.report(status=ImportRun.Status.STOPPED, stop_asked=False, finished_at=timezone.now())
    except (UnreadableFile, Refusal) as problem:
        sentence = problem.sentence if isinstance(problem, UnreadableFile) else str(problem)
        run.report(status=ImportRun.Status.FAILED, message=sentence, finished_at=timezone.now())
    except Exception:
        run.report(status=ImportRun.Status.FAILED, message="", finished_at=timezone.now())
        log.exception("import %s stopped", run.pk)
        raise
    else:
        run.report(status=ImportRun.Status.DONE, finished_at=timezone.now())


def _work(run: ImportRun) -> str:
    return f"import {run.target}"


def _target(run: ImportRun) -> Target:
    target = target_named(run.target)
    if target is None:
        raise LookupError(f"nothing is imported into {run.target} any more")
    return target
