"""Restore the last backup into an empty instance, and compare."""

from pathlib import Path

import click
from django.conf import settings

from zhike.backup import keeping, places
from zhike.backup.drilling import drill
from zhike.backup.restoring import Exactly, Named
from zhike.backup.sealing import read_identity
from zhike.kit.audit.door import through
from zhike.kit.audit.models import Door
from zhike.site.cli.frame import SiteCommand

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(cls=SiteCommand)
@click.option("--key", required=True, type=A_FILE, help="The file of the private key.")
@click.option("--backup", "name", help="This backup.  [default: the last]")
def command(key: Path, name: str | None) -> None:
    """Restore a backup into an instance of its own, compare every table and file with what was saved, and clear up.

    The result stands in the trace and on the page of backups.
    """
    state = Named(name) if name else Exactly()
    identity = read_identity(key)
    outcome = drill(places.shelf(), settings.DATA_DIR / "drill", key=identity, state=state, tell=click.echo)
    with through(Door.COMMAND):
        keeping.note_drill(outcome)
    for table, (saved, found) in outcome.differences.items():
        click.echo(f"{table}: {saved.rows if saved else 'none'} rows saved, {found.rows if found else 'none'} found")
    if not outcome.is_good:
        raise click.ClickException(outcome.reason)
    click.echo(
        f"Backup {outcome.backup} holds what it held: digests equal in {outcome.tables} of {outcome.tables} tables, "
        f"{outcome.rows:,} rows, {outcome.files:,} files, {outcome.seconds:.1f} s."
    )
