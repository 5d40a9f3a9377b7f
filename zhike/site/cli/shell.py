"""A Python prompt."""

import click
from django.core.management import call_command

from zhike.site.cli.frame import SiteCommand


@click.command(cls=SiteCommand)
def command() -> None:
    """A Python prompt with every model at hand."""
    call_command("shell")
