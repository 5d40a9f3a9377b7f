"""Bring the database up to date."""

import click

from zhike.site.account import first
from zhike.site.cli.frame import SiteCommand
from zhike.site.schema import migrate


@click.command(cls=SiteCommand, any_schema=True)
def command() -> None:
    """Bring the database up to date."""
    migrate(verbosity=1)
    for line in first.welcome():
        click.echo(line)
