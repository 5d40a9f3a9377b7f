"""`python -m zhike.site.cli`, which is what bin/zhike runs."""

# What is registered for the end is done last first: this comes before whatever others register as they are loaded.
from zhike.site.ending import ending_at_once  # isort: split

import os
import sys
from importlib import import_module
from typing import Any

import click
import django

from zhike.backup.problem import BackupProblem
from zhike.postgres.programs import ClusterProblem
from zhike.site.cli import COMMANDS, WITHOUT_APPS
from zhike.site.cli.data_dir import choose_data_dir, data_dir_option
from zhike.site.environment import EnvironmentProblem
from zhike.site.loading import uncollected
from zhike.vault.problem import VaultProblem

# Libraries of numbers take a thread for every core, and spin while they wait: on a busy machine that costs minutes.
CALM = {
    "OMP_NUM_THREADS": "2",
    "OPENBLAS_NUM_THREADS": "2",
    "OMP_WAIT_POLICY": "PASSIVE",
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # the others keep what was given back
}


class EveryCommand(click.Group):
    """Imports a command's module when it is asked for, after Django is set up where the command needs it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.params.append(data_dir_option())

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order a new installation needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, its module free to import models at its top."""
        if cmd_name not in COMMANDS:
            return None
        with uncollected():
            if cmd_name not in WITHOUT_APPS:
                django.setup()
            command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command


@click.group(cls=EveryCommand, name="zhike")
def zhike() -> None:
    """Zhike's command line. A command starts the embedded database where none runs, and stops it after."""


def main(arguments: list[str]) -> None:
    """Run one command and turn what the operator can mend into a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhike.site.settings")
    for name, value in CALM.items():
        os.environ.setdefault(name, value)
    choose_data_dir(arguments)
    try:
        zhike(arguments, prog_name="zhike")
    except (BackupProblem, ClusterProblem, EnvironmentProblem, VaultProblem) as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    with ending_at_once():
        main(sys.argv[1:])
