"""Bring the database up to date."""

import click
from django.core.management import call_command

from zhike.site.cli.frame import SiteCommand


@click.command(cls=SiteCommand, any_schema=True)
def command() -> None:
    """Bring the database up to date."""
    call_command("migrate", interactive=False, verbosity=1)
