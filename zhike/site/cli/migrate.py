"""Bring the database up to date."""

import click

from zhike.site.cli.frame import SiteCommand
from zhike.site.schema import migrate, refuse_half_upgraded


@click.command(cls=SiteCommand, any_schema=True)
def command() -> None:
    """Bring the database up to date."""
    refuse_half_upgraded()
    migrate(verbosity=1)
