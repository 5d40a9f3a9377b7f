"""Back up."""

import click

from zhike.backup import keeping, places
from zhike.kit.audit.door import through
from zhike.kit.audit.models import Door
from zhike.site.cli.frame import SiteCommand


@click.command(cls=SiteCommand)
def command() -> None:
    """Make a backup of the database and the uploaded files, sealed to the public key, and let old ones go."""
    with through(Door.COMMAND):
        made = keeping.back_up()
    place = places.shelf().folder / made.name
    click.echo(
        f"{place}: {made.rows:,} rows of {made.tables} tables, {made.files:,} files, "
        f"{made.size / 2**20:,.1f} MB in {made.seconds:.1f} s."
    )
