"""A Python prompt."""

import signal

import click
from django.core.management import call_command

from zhike.site.cli.frame import SiteCommand


@click.command(cls=SiteCommand)
def command() -> None:
    """A Python prompt with every model at hand."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # Ctrl-C ends a line, not the prompt
    call_command("shell")
