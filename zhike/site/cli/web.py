"""Answer requests; `serve` starts this in a process of its own."""

import os
from importlib import import_module
from typing import Any, cast

import click
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from zhike.notices.stream import ending
from zhike.site.cli.frame import SiteCommand
from zhike.site.family import exit_with_parent
from zhike.site.loading import uncollected

THREADS = 8  # requests one process answers at once; its pool has a connection for each
GRACE = 10  # seconds a request under way gets to end


@click.command(cls=SiteCommand, hidden=True)
@click.option("--host", required=True)
@click.option("--port", type=int, required=True)
@click.option("--workers", type=int, required=True)
def command(host: str, port: int, workers: int) -> None:
    """Answer requests until stopped."""
    exit_with_parent()
    os.environ["ZHIKE_PARENT"] = str(os.getpid())
    with uncollected():
        import_module(settings.ROOT_URLCONF)  # once, here: a worker in the place of another one answers at once
    forget_connections()
    Site(
        "zhike.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        workers_kill_timeout=GRACE,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    ).serve()


class Site(Granian):  # type: ignore[misc,valid-type]
    """The web server; when it is told to end, the streams that its processes hold end first."""

    def signal_handler_interrupt(self, *arguments: Any, **options: Any) -> None:
        ending.set()
        super().signal_handler_interrupt(*arguments, **options)


def forget_connections() -> None:
    """The web server forks: a child must not use its parent's connections, nor a pool whose threads stayed there."""
    connection.close()
    cast(DatabaseWrapper, connection).close_pool()
