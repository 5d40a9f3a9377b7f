"""Show Zhike with a firm in it."""

import os

import click
from django.utils import timezone

from zhike.insight import jobs
from zhike.insight.computing import catch_up
from zhike.insight.models import Run
from zhike.kit.audit.door import through
from zhike.kit.audit.models import Door
from zhike.kit.models import Staff
from zhike.site import server
from zhike.site.cli.frame import SiteCommand
from zhike.site.demo import load_if_empty
from zhike.site.demo.quoting import price_drafts


@click.command(cls=SiteCommand)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True)
def command(host: str, port: int) -> None:
    """Fill the database with the demo firm where it is empty, and serve it until stopped."""
    accounts = load_if_empty()
    judge_once()
    os.environ["ZHIKE_DEMO"] = "1"  # for the processes that serve
    os.environ.setdefault("ZHIKE_URL", f"http://localhost:{port}")  # in posters, offers and mails
    server.serve(host, port, web_processes=2, job_processes=1, welcome=accounts)


def judge_once() -> None:
    """Grade everybody, month by month up to today, unless that has been done: a first start may have been cut short.

    What takes longer is left to the worker, so that the firm can be looked at meanwhile.
    """
    if not Run.objects.filter(status=Run.Status.DONE).exists():
        with through(Door.COMMAND, program="demo"):
            catch_up(timezone.localdate(), by=Staff.objects.robot("insight"))
            price_drafts()
            jobs.look_deeper_soon()
