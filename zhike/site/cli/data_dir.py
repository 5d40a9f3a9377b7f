"""The folder that every command works in."""

import os
from pathlib import Path

import click


def data_dir_option() -> click.Option:
    """For the help and for its form; its value was taken from the arguments before click saw them."""
    return click.Option(
        ["--data-dir"],
        metavar="DIR",
        expose_value=False,
        help="Where the database, uploads and the warehouse live.  [default: var, or $ZHIKE_DATA_DIR]",
    )


def choose_data_dir(arguments: list[str]) -> None:
    """The settings need the folder and are read before click sees the arguments, so look for it first."""
    for position, argument in enumerate(arguments):
        if argument == "--":
            return
        name, equals, value = argument.partition("=")
        if name == "--data-dir":
            value = value if equals else "".join(arguments[position + 1 : position + 2])
            os.environ["ZHIKE_DATA_DIR"] = str(Path(value).expanduser().resolve())
