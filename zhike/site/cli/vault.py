"""The keys of what is sealed."""

import time
from pathlib import Path

import click
from django.conf import settings

from zhike.site.cli.frame import SiteGroup
from zhike.site.environment import apart
from zhike.site.rotating import change_index_key, change_keys, counts, left, mark_counts, marks_left
from zhike.vault import keyset
from zhike.vault.root import FileRoot

A_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(cls=SiteGroup)
def command() -> None:
    """Keys: how they stand, and how they are changed."""


@command.command()
def status() -> None:
    """Tell which keys there are, how often each has sealed, and what older keys still hold."""
    present = keyset.keys()
    for number in present.data:
        share = keyset.seals(number) / keyset.MOST
        click.echo(f"key {number}{' (seals)' if number == present.primary else ''}: {share:.2%} of what it may seal")
    for count in counts():
        click.echo(f"{count.place}: {count.sealed:,} sealed, {count.old:,} of them with an older key")
    click.echo(f"index key {keyset.keys().marks} marks")
    for count in mark_counts():
        click.echo(f"{count.place}: {count.sealed:,} marked, {count.old:,} of them by an older key")


@command.command()
def rotate() -> None:
    """Make a new key and seal everything with it, while people go on working.

    Killed, it goes on where it was when it is started again. Older keys stay, for backups and for merges undone.
    """
    batch = change_keys()
    click.echo(
        f"{batch.done:,} sealed again with key {keyset.keys().primary}; {batch.rows_per_second or 0:,} a second."
    )
    time.sleep(keyset.FRESH + 1)  # until no process seals with an older one
    if left():
        click.echo(f"{change_keys().done:,} more that were written meanwhile.")


@command.command()
def rotate_index() -> None:
    """Make a new index key and all marks with it, while people go on working and finding.

    Killed, it goes on where it was when it is started again. Values are found by old marks until they have new ones.
    """
    click.echo(f"In {keyset.SETTLED + keyset.FRESH:.0f} seconds every process knows of the key, and it begins.")
    batch = change_index_key()
    click.echo(
        f"{batch.done:,} marked again with index key {keyset.keys().marks}; {batch.rows_per_second or 0:,} a second."
    )
    if marks_left():
        click.echo(f"{change_index_key().done:,} more that were written meanwhile.")


@command.command()
@click.argument("file", type=A_FILE)
def root(file: Path) -> None:
    """Wrap all keys with the root key in FILE, which is made where there is none; then name it in ZHIKE_KEY_FILE."""
    new = FileRoot(apart(file.resolve(), folders=settings.KEY_APART_FROM))
    new.begin()
    click.echo(f"{keyset.wrap_again(new)} keys wrapped. From now on start Zhike with ZHIKE_KEY_FILE={file.resolve()}.")
