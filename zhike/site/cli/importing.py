"""Bring files in."""

import hashlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from django.db import transaction
from django.utils import translation

from zhike.exchange.importing import rejected, running
from zhike.exchange.importing.files import source_of
from zhike.exchange.importing.models import ImportRun
from zhike.exchange.importing.targets import Target, target_named, targets
from zhike.kit.access.models import Staff
from zhike.kit.alone import Busy
from zhike.kit.audit.door import through
from zhike.kit.audit.models import Door
from zhike.reading.encodings import OFFERED
from zhike.reading.mapping import Mapping
from zhike.reading.problems import UnreadableFile
from zhike.site.cli.frame import SiteCommand

REASONS_SHOWN = 10
OF_THE_FILE = ("encoding", "delimiter", "sheet")
A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path, resolve_path=True)
A_NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path, resolve_path=True)
Finish = Callable[[ImportRun], None]


def fields() -> str:
    """What a mapping may fill, for the end of the help."""
    lines = ["\b", 'A mapping says field = "Column of the file". Fields with * are needed.', "", "\b"]
    for target in targets():
        names = [column.name + "*" * column.required for column in target.columns]
        lines.append(f"{target.name}: {', '.join(names)}")
        if target.choices:
            lines.append(f"  [options] day_first, {', '.join(choice.name for choice in target.choices)}")
    return "\n".join(lines)


@click.command(cls=SiteCommand, epilog=fields())
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
    if rejects:
        refuse_bad_place(rejects, file)
    attempt = rehearse if dry_run else perform
    with translation.override("en"), through(Door.COMMAND, program="import"):
        shown = attempt(target, file, chosen, lambda run: write_rejects(run, rejects))
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2) if as_json else words(shown))
    if shown["status"] == ImportRun.Status.FAILED:
        raise click.ClickException(shown["message"])


def refuse_bad_place(rejects: Path, file: Path) -> None:
    """Say before anything is imported, not after, that rejected rows cannot be written there."""
    if rejects == file:
        raise click.BadParameter("would write over the file that is read", param_hint="--rejects")
    if not (rejects.parent.is_dir() and os.access(rejects.parent, os.W_OK)):
        raise click.BadParameter(f"nothing can be written to {rejects.parent}", param_hint="--rejects")


def rehearse(target: str, file: Path, chosen: dict[str, Any], finish: Finish) -> dict[str, Any]:
    """Import within a transaction that is rolled back."""
    with transaction.atomic():
        shown = perform(target, file, chosen, finish)
        transaction.set_rollback(True)
    return shown | {"dry_run": True, "run": None}


def perform(target: str, file: Path, chosen: dict[str, Any], finish: Finish) -> dict[str, Any]:
    """Import, resuming an unfinished run of the same file under the same mapping."""
    wanted = target_named(target)
    assert wanted is not None, "click offers only what there is"
    try:
        run = prepared(wanted, file, chosen)
        run.watch = show_progress
        running.load(run)
        finish(run)
    except UnreadableFile as problem:
        raise click.ClickException(problem.sentence) from problem
    except Busy as error:
        raise click.ClickException(f"Another import of {target} is running; try again when it has ended.") from error
    return figures(run, wanted)


def prepared(target: Target, file: Path, chosen: dict[str, Any]) -> ImportRun:
    """A run of this file that may start, or go on where it was broken off."""
    run = ImportRun(target=target.name, file=str(file), file_name=file.name[-200:], by=actor(chosen["by"], target))
    mapping = Mapping.load(chosen["mapping"]) if chosen["mapping"] else None
    running.check_options(target, mapping or Mapping())
    if chosen["encoding"]:
        run.options = {"encoding": chosen["encoding"]}
    elif mapping:
        run.options = {name: mapping.options[name] for name in OF_THE_FILE if name in mapping.options}
    if mapping is None:
        mapping = running.suggested(target, source_of(run))
    with file.open("rb") as content:
        run.digest = hashlib.file_digest(content, "sha256").hexdigest()
    return resumed(run, mapping) or new(run, mapping)


def actor(username: str, target: Target) -> Staff:
    """Who imports."""
    if not username:
        return Staff.objects.robot("import")
    by = Staff.objects.filter(username=username, is_active=True).first()
    if by is None or not target.allowed(by):
        raise click.ClickException(f"{username} may not import {target.name}.")
    return by


def resumed(run: ImportRun, mapping: Mapping) -> ImportRun | None:
    """An earlier run of the same bytes under the same mapping that did not come to its end."""
    content = {"target": run.target, "digest": run.digest, "options": run.options}
    meaning = {"columns": mapping.columns, "options": mapping.options}
    unfinished = (ImportRun.Status.WAITING, ImportRun.Status.RUNNING, ImportRun.Status.FAILED)
    found = ImportRun.objects.filter(**content, mapping=meaning, status__in=unfinished).order_by("-pk").first()
    if found:
        click.echo(f"Going on with import {found.pk}, which did not come to its end.", err=True)
        found.report(file=run.file)
    return found


def new(run: ImportRun, mapping: Mapping) -> ImportRun:
    """A run from the beginning."""
    with transaction.atomic():
        run.save()
        running.prepare(run, mapping)
    return run


def show_progress(run: ImportRun) -> None:
    """A line that tells where the run stands; on a terminal over the line before."""
    line = f"{run.phase or 'start'}: {run.done:,} / {run.total:,} rows · {run.counts.get('rejected', 0):,} rejected"
    is_terminal = sys.stderr.isatty()
    click.echo(f"\r{line:<60}" if is_terminal else line, err=True, nl=not is_terminal)


def write_rejects(run: ImportRun, file: Path | None) -> None:
    """Write the rejected rows where that was asked for."""
    if file:
        with file.open("w", encoding="utf-8", newline="") as out:
            rejected.write_file(run, out)


def figures(run: ImportRun, target: Target) -> dict[str, Any]:
    """The report as plain values."""
    outcomes = {name: run.counts.get(name, 0) for name, _label in target.outcomes}
    read = run.counts.get("read", 0)
    rejects = run.rejects.order_by("row_number")[:REASONS_SHOWN]
    return {
        "run": run.pk,
        "file": run.file_name,
        "status": run.status,
        "dry_run": False,
        "message": run.message,
        "read": read,
        "outcomes": outcomes,
        "adds_up": sum(outcomes.values()) == read,
        "extras": {name: run.counts[name] for name, _label in target.extras if name in run.counts},
        "reasons": [f"row {reject.row_number}: {reject.reason}" for reject in rejects],
    }


def words(shown: dict[str, Any]) -> str:
    """The report as people read it."""
    lines = [f"{shown['file']}: {shown['read']:,} rows read"]
    for name, value in [*shown["outcomes"].items(), *shown["extras"].items()]:
        lines.append(f"  {name.replace('_', ' '):<20}{value if isinstance(value, str) else format(value, ','):>18}")
    lines += [f"  {reason}" for reason in shown["reasons"]]
    if unseen := shown["outcomes"]["rejected"] - len(shown["reasons"]):
        lines.append(f"  and {unseen:,} more rejected; --rejects FILE writes them all with their reasons")
    if 0 < shown["outcomes"].get("unchanged", 0) == shown["read"] - shown["outcomes"]["rejected"]:
        lines.append("0 changes: every row that could be read was there already.")
    if shown["dry_run"]:
        lines.append("This was a rehearsal; nothing was kept.")
    return "\n".join(lines)
