"""Serve the site."""

import click

from zhike.site import server
from zhike.site.account import first
from zhike.site.cli.frame import SiteCommand
from zhike.site.environment import text


@click.command(cls=SiteCommand)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Web processes.")
@click.option("--with-worker", is_flag=True, help="Run jobs too, in a process beside the web processes.")
def command(*, host: str, port: int, workers: int, with_worker: bool) -> None:
    """Serve the site until stopped."""
    welcome = first.welcome(text("ZHIKE_URL").rstrip("/") or server.address(host, port))
    server.serve(host, port, web_processes=workers, job_processes=int(with_worker), welcome=welcome)
