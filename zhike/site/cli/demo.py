"""Show Zhike with a firm in it."""

import click

from zhike.site import server
from zhike.site.cli.frame import SiteCommand
from zhike.site.demo import load_if_empty


@click.command(cls=SiteCommand)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True)
def command(host: str, port: int) -> None:
    """Fill the database with the demo firm where it is empty, and serve it until stopped."""
    server.serve(host, port, web_processes=2, job_processes=1, welcome=load_if_empty())
