"""What every command has in common: --data-dir, a running database, and an orderly end."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import click
from django.conf import settings

from zhike.site.cluster import running
from zhike.site.environment import text


def data_dir_option() -> click.Option:
    """Its value is taken from the command line before click starts; click shows it in the help and checks its form."""
    return click.Option(
        ["--data-dir"],
        metavar="DIR",
        expose_value=False,
        help="Where the database, uploads and the warehouse live.  [default: var, or $ZHIKE_DATA_DIR]",
    )


class SiteCommand(click.Command):
    """A command that runs with the database up. Use it as `@click.command(cls=SiteCommand)` or inside a SiteGroup."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.params.append(data_dir_option())

    def invoke(self, ctx: click.Context) -> Any:
        """Runs after the arguments are understood, so that `--help` starts nothing."""
        with database(), stoppable():
            return super().invoke(ctx)


class SiteGroup(click.Group):
    """A group whose commands are site commands."""

    command_class = SiteCommand

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.params.append(data_dir_option())


@contextmanager
def database() -> Iterator[None]:
    """The embedded PostgreSQL while the block runs, unless an external one is named."""
    if text("ZHIKE_DATABASE_URL"):
        yield
        return
    with running(settings.DATA_DIR):
        yield


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGTERM ends the block like Ctrl-C does; while things are put away, neither interrupts."""
    signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)


def end(number: int, frame: FrameType | None) -> None:
    """Leave by way of every `finally`, with the status a shell expects of a terminated command."""
    sys.exit(128 + number)
