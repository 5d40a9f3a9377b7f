"""See whether the site works."""

import click

from zhike.site import health
from zhike.site.cli.frame import SiteCommand


@click.command(cls=SiteCommand, any_schema=True)
def command() -> None:
    """See whether every table can be read and the sign-in page answers."""
    if found := health.troubles():
        raise click.ClickException(" ".join(found))
    click.echo("All tables can be read, and the sign-in page answers.")
