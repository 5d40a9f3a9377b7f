"""Show Zhike with a firm in it."""

import os
from importlib import import_module
from importlib.util import find_spec

import click

from zhike.site import server
from zhike.site.cli.frame import SiteCommand


@click.command(cls=SiteCommand)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True)
def command(host: str, port: int) -> None:
    """Fill the database with the demo firm where it is empty, and serve it until stopped."""
    accounts = load()
    os.environ["ZHIKE_DEMO"] = "1"  # for the processes that serve
    server.serve(host, port, web_processes=2, job_processes=1, welcome=accounts)


def load() -> list[str]:
    """The demo firm, where there is one to load; lines that tell who may sign in."""
    if not find_spec("zhike.site.demo"):
        return []
    return list(import_module("zhike.site.demo").load_if_empty())
