"""Bring an installation to this version."""

import click

from zhike.site.cli.frame import SiteCommand
from zhike.site.upgrading import upgrade


@click.command(cls=SiteCommand, any_schema=True)
def command() -> None:
    """Check, back up, migrate, see whether the site works; and take everything back if it does not.

    Stop the site first. It does not start again before an upgrade that was cut short has been run to its end.
    """
    upgrade(tell=click.echo)
