"""Bring files in."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from django.db import transaction
from django.utils import translation

from zhike.kit.access.models import Staff
from zhike.kit.audit.door import through
from zhike.kit.audit.models import Door
from zhike.kit.importing import preparing, rejecting, report, running, uploads
from zhike.kit.importing.models import ImportRun
from zhike.kit.importing.targets import Target, target_named, targets
from zhike.kit.reading.encodings import OFFERED
from zhike.kit.reading.mapping import Mapping
from zhike.kit.reading.problems import UnreadableFile
from zhike.site.cli.frame import SiteCommand

MOST_REASONS = 10
A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
A_NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command(cls=SiteCommand)
@click.argument("target", type=click.Choice([target.name for target in targets()]))
@click.argument("file", type=A_FILE)
@click.option("--map", "mapping", type=A_FILE, help="A TOML file with [columns] and [options].  [default: guessed]")
@click.option("--encoding", type=click.Choice(OFFERED), help="Of a CSV file.  [default: recognised]")
@click.option("--dry-run", is_flag=True, help="Do everything, report it, and keep nothing.")
@click.option("--rejects", type=A_NEW_FILE, help="Write rejected rows to this CSV file, each with its reason.")
@click.option("--by", default="", help="User name of whoever imports.  [default: a robot]")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(target: str, file: Path, *, as_json: bool, rejects: Path | None, dry_run: bool, **chosen: Any) -> None:
    """Bring the rows of FILE (CSV, XLSX or Parquet) in as TARGET. The same file again changes nothing."""
    wanted = target_named(target)
    assert wanted is not None
    with translation.override("en"), through(Door.COMMAND):
        attempt = rehearse if dry_run else perform
        shown = attempt(wanted, file, chosen, lambda run: write_rejects(run, wanted, rejects))
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2) if as_json else words(shown))
    if shown["status"] == ImportRun.Status.FAILED:
        raise click.ClickException(shown["message"])


def perform(target: Target, file: Path, chosen: dict, finish: Callable[[ImportRun], None]) -> dict[str, Any]:
    """Import, resuming an unfinished run of the same file under the same mapping."""
    run = prepared(target, file, chosen)
    try:
        running.carry_out(run, tell=Progress())
    except running.Busy as error:
        raise click.ClickException(
            "Another import of the same kind is running; try again when it has ended."
        ) from error
    finish(run)
    return figures(run, target)


def rehearse(target: Target, file: Path, chosen: dict, finish: Callable[[ImportRun], None]) -> dict[str, Any]:
    """Import within a transaction that is rolled back."""
    with transaction.atomic():
        shown = perform(target, file, chosen, finish)
        transaction.set_rollback(True)
    return shown | {"dry_run": True, "run": None}


def prepared(target: Target, file: Path, chosen: dict) -> ImportRun:
    """A run of this file that may start."""
    by = actor(chosen["by"], target)
    try:
        run = uploads.receive(target, uploads.chunks_of(file), name=file.name, by=by)
        mapping = wanted_mapping(run, target, chosen)
        preparing.prepare(run, target, mapping)
    except UnreadableFile as problem:
        raise click.ClickException(problem.sentence) from problem
    return unfinished(run) or run


def actor(username: str, target: Target) -> Staff:
    """Who imports."""
    if not username:
        return Staff.objects.robot("import")
    by = Staff.objects.filter(username=username, is_active=True).first()
    if by is None or not target.allowed(by):
        raise click.ClickException(f"{username} may not import {target.name}.")
    return by


def wanted_mapping(run: ImportRun, target: Target, chosen: dict) -> Mapping:
    """The mapping of the file that was named, or the likeliest one."""
    given = {"encoding": chosen["encoding"]} if chosen["encoding"] else {}
    if chosen["mapping"]:
        mapping = Mapping.load(chosen["mapping"])
    else:
        mapping = preparing.suggested(target, uploads.open_upload(run, given))
    return Mapping(mapping.columns, mapping.options | given)


def unfinished(run: ImportRun) -> ImportRun | None:
    """An earlier run of the same file with the same mapping that did not come to its end; the new one is forgotten."""
    same = ImportRun.objects.filter(
        target=run.target, digest=run.digest, mapping=run.mapping, options=run.options, status__in=["running", "failed"]
    )
    found = same.exclude(pk=run.pk).order_by("-pk").first()
    if found:
        uploads.path_of(run).replace(uploads.path_of(found))
        run.delete()
        click.echo(f"Going on with import {found.pk}, which did not come to its end.", err=True)
    return found


class Progress:
    """Writes a line where the run stands; on a terminal over the line before."""

    def __init__(self) -> None:
        self._out = click.get_text_stream("stderr")
        self._ends = "\r" if self._out.isatty() else "\n"

    def __call__(self, run: ImportRun) -> None:
        """Show where the run stands now."""
        doing = run.phase or run.get_status_display()
        line = f"{doing}: {run.done:,} / {run.total:,} · rejected {run.count('rejected'):,}"
        self._out.write(f"{line:<60}{self._ends}")
        self._out.flush()


def write_rejects(run: ImportRun, target: Target, file: Path | None) -> None:
    """Write the rejected rows where that was asked for."""
    if file:
        with file.open("w", encoding="utf-8", newline="") as out:
            rejecting.write_file(run, target, out)


def figures(run: ImportRun, target: Target) -> dict[str, Any]:
    """The report as plain values."""
    reasons = [f"row {row.row_number}: {rejecting.reason(row, target)}" for row in run.rejects.all()[:MOST_REASONS]]
    return {
        "run": run.pk,
        "target": target.name,
        "file": run.file_name,
        "status": run.status,
        "dry_run": False,
        "message": run.message,
        "read": run.count("read"),
        "outcomes": {figure.name: figure.value for figure in report.outcomes(run, target)},
        "extras": {figure.name: figure.value for figure in report.extras(run, target)},
        "adds_up": report.adds_up(run, target),
        "unchanged": report.is_unchanged(run),
        "reasons": reasons,
    }


def words(shown: dict[str, Any]) -> str:
    """The report as people read it."""
    lines = [f"{shown['file']}: {shown['read']:,} rows read"]
    for name, value in [*shown["outcomes"].items(), *shown["extras"].items()]:
        lines.append(f"  {name.replace('_', ' '):<20}{value if isinstance(value, str) else format(value, ','):>16}")
    lines += [f"  {reason}" for reason in shown["reasons"]]
    if shown["unchanged"]:
        lines.append("Nothing changed: every line was there already.")
    if shown["dry_run"]:
        lines.append("This was a rehearsal; nothing was kept.")
    return "\n".join(lines)
