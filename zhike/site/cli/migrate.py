"""Bring the database up to date."""

import click

from zhike.site import server
from zhike.site.account import first
from zhike.site.cli.frame import SiteCommand
from zhike.site.environment import text
from zhike.site.schema import migrate, refuse_half_upgraded


@click.command(cls=SiteCommand, any_schema=True)
def command() -> None:
    """Bring the database up to date."""
    refuse_half_upgraded()
    migrate(verbosity=1)
    for line in first.welcome(text("ZHIKE_URL").rstrip("/") or server.address("127.0.0.1", 8000)):
        click.echo(line)
