"""What every command has in common: --data-dir, a running database, and an orderly end."""

import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

import click
from django.conf import settings

from zhike.backup import logs, places
from zhike.postgres.cluster import running
from zhike.site.cli.data_dir import data_dir_option
from zhike.site.environment import text
from zhike.site.schema import bring_up_to_date


class SiteCommand(click.Command):
    """A command that runs with the database up: `@click.command(cls=SiteCommand)`, or one of a SiteGroup.

    The tables are brought up to date first, but for the command that does just that (`any_schema=True`).
    """

    def __init__(self, *arguments: Any, any_schema: bool = False, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.any_schema = any_schema
        self.params.append(data_dir_option())

    def invoke(self, ctx: click.Context) -> Any:
        """Runs after the arguments are understood, so that `--help` starts nothing."""
        on_signals(leave)
        with database():
            try:
                if not self.any_schema:
                    bring_up_to_date()
                    number_entries()
                return super().invoke(ctx)
            finally:
                on_signals(signal.SIG_IGN)  # while the database is stopped, nothing interrupts


def number_entries() -> None:
    """In another server than before, let entries of the trace be numbered above those that are there."""
    from zhike.witness.sealing import follow_cluster  # noqa: PLC0415 - models, which are there when a command runs

    follow_cluster()


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
    with running(settings.DATA_DIR, settings=cluster_settings()):
        yield


def cluster_settings() -> Mapping[str, str]:
    """What the embedded server is started with beside the usual: where backups are made, it hands over its log."""
    return logs.settings(settings.DATA_DIR) if places.keys() else {}


def on_signals(action: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    """What SIGTERM and Ctrl-C do from now on."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, action)


def leave(number: int, frame: FrameType | None) -> None:
    """End by way of every `finally`, with the status a shell expects of a command that a signal ended."""
    sys.exit(128 + number)
