"""A pair of keys for backups."""

from pathlib import Path

import click
from django.conf import settings

from zhike.backup import places
from zhike.backup.problem import BackupProblem
from zhike.backup.sealing import make_key
from zhike.postgres.cluster import make_data_dir
from zhike.site.cli.data_dir import data_dir_option


@click.command(params=[data_dir_option()])
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Make the pair of keys: the private one goes to FILE, the public one to the data directory.

    Backups are sealed with the public key and opened with the private one alone. Keep FILE on a medium that is not on
    this machine, and a copy of it: who loses it loses all backups.
    """
    if file.resolve().is_relative_to(settings.DATA_DIR) or file.resolve().is_relative_to(settings.BACKUP_DIR):
        raise BackupProblem("The private key must not lie beside what it opens; name a file on another disk.")
    make_data_dir(settings.DATA_DIR)
    public = make_key(file)
    with (settings.DATA_DIR / places.KEYS).open("a") as kept:
        kept.write(f"{public}\n")
    click.echo(f"Private key: {file}\n  Move it off this machine and keep a copy; without it no backup can be opened.")
    click.echo(f"Public key:  {public}\n  From now on backups are sealed to it.")
    click.echo("Restart Zhike once, so that its database keeps its log for restores to any moment.")
