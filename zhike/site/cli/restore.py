"""Restore a backup."""

from datetime import datetime
from pathlib import Path

import click
from django.utils import timezone

from zhike.backup import places
from zhike.backup.restoring import Exactly, Named, Until, restore
from zhike.backup.sealing import read_identity
from zhike.backup.shelf import Shelf
from zhike.site.cli.data_dir import data_dir_option
from zhike.site.environment import key_beside

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
A_FOLDER = click.Path(file_okay=False, path_type=Path)
MOMENT = click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"])


@click.command(params=[data_dir_option()])
@click.option("--into", required=True, type=A_FOLDER, help="A new or empty folder; it becomes a data directory.")
@click.option("--key", required=True, type=A_FILE, help="The file of the private key.")
@click.option("--to", "moment", type=MOMENT, help="The state at this moment of the business zone.  [default: the last]")
@click.option("--backup", "name", help="The state of this backup and nothing later.")
@click.option("--from", "folder", type=A_FOLDER, help="Where the backups lie.  [default: as the settings say]")
def command(into: Path, key: Path, moment: datetime | None, name: str | None, folder: Path | None) -> None:
    """Rebuild the database and the files in an empty folder. Nothing that exists is touched."""
    if moment and name:
        raise click.UsageError("--to and --backup are two different questions; give one.")
    found = restore(
        Shelf(folder.resolve()) if folder else places.shelf(),
        into.resolve(),
        key=read_identity(key),
        state=asked(moment, name),
        tell=click.echo,
    )
    click.echo(f"Restored backup {found.manifest.name} into {into} in {found.seconds:.1f} s. Look at it:")
    click.echo(f"  bin/zhike serve --data-dir {into}")
    click.echo(f"First put the root key at {key_beside(into.resolve())}, or name it in ZHIKE_KEY_FILE.")
    click.echo("Before it takes over, copy secret_key and backup_keys into it; without the latter it makes no backups.")


def asked(moment: datetime | None, name: str | None) -> Exactly | Until:
    """Which state."""
    if name:
        return Named(name)
    return Until(timezone.make_aware(moment) if moment else None)
