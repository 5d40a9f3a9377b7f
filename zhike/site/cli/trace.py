"""The trace: prove that it was not touched, and give out what proves it later."""

import sys
import time
from pathlib import Path

import click

from zhike.kit.alone import Busy
from zhike.site.cli.frame import SiteGroup
from zhike.witness import checkpoints, sealing
from zhike.witness.checking import Report, check
from zhike.witness.models import Seal

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(cls=SiteGroup, name="trace")
def command() -> None:
    """Who did what: proof that nobody touched it since."""


@command.command()
@click.option("--against", multiple=True, type=A_FILE, metavar="FILE", help="Checkpoints that were kept elsewhere.")
def verify(against: tuple[Path, ...]) -> None:
    """Compute every seal of the trace again, and name the first that is broken.

    Compares with the checkpoints beside the data, and with those in FILE: a mail of one, or a text with some. Without a
    checkpoint kept elsewhere nobody can see that somebody with the key cut off the end, or wrote it all anew.
    """
    began = time.perf_counter()
    try:
        kept = checkpoints.kept_here()
        kept += [one for file in against for one in checkpoints.read(file.read_text(errors="replace"), place=str(file))]
    except checkpoints.NoCheckpoint as problem:
        sys.exit(str(problem))
    report = check(kept)
    for one in report.findings:
        click.echo(one.sentence)
        if one.entries:
            click.echo(f"    entries there now: {', '.join(map(str, one.entries))}")
    click.echo(closing(report, compared=len(kept), seconds=time.perf_counter() - began))
    if report.findings:
        sys.exit(1)


@command.command()
def checkpoint() -> None:
    """Print the newest signed checkpoint as one line, to be kept where nobody of this machine can reach it."""
    newest = Seal.objects.order_by("-number").first()
    if newest is None:
        raise click.ClickException("Nothing is sealed yet; a worker does it every few seconds.")
    click.echo(checkpoints.line(newest))


@command.command()
def seal() -> None:
    """Seal what is not sealed yet, as a worker does every few seconds."""
    try:
        made = sealing.seal()
    except Busy:
        raise click.ClickException("Another process is sealing now.") from None
    click.echo(f"Seal {made.number}: {made.entries:,} entries." if made else "Nothing new.")


def closing(report: Report, *, compared: int, seconds: float) -> str:
    """What was gone over, and how it ended."""
    what = f"{len(report.findings)} problems" if report.findings else "All as it was written"
    over = f"{report.seals:,} seals, {report.entries:,} entries, {compared:,} checkpoints, {seconds:.2f} s"
    since = f", the oldest of {report.waiting_since:%Y-%m-%d %H:%M:%S} UTC" if report.waiting_since else ""
    return f"{what}: {over}. Not sealed yet: {report.waiting:,}{since}."
