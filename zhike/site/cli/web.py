"""Answer requests; `serve` starts this in a process of its own."""

import gc
import io
import os
from typing import Any, cast

import click
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.utils.translation import trans_real
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from zhike.kit.search.rules import sounds
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
    load_what_is_shared()
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


def load_what_is_shared() -> None:
    """Load once what every worker needs: they share its memory, and one in the place of another answers at once."""
    with uncollected():
        get_wsgi_application()
        call_command("check", stdout=io.StringIO())  # which reads every address
    for language, _word in settings.LANGUAGES:
        trans_real.translation(language)  # reads its words
    sounds("茶")  # reads how characters are spoken
    forget_connections()
    gc.collect()
    gc.freeze()  # a collection in a worker would write to every object, and what is written to is shared no more


def forget_connections() -> None:
    """The web server forks: a child must not use its parent's connections, nor a pool whose threads stayed there."""
    connection.close()
    cast(DatabaseWrapper, connection).close_pool()
