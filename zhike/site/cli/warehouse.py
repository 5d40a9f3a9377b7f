"""The warehouse: Parquet copies of facts."""

import time
from collections.abc import Iterable
from typing import Any

import click

from zhike.insight import warehouse
from zhike.insight.warehouse.loading import LoadProblem
from zhike.site.cli.frame import SiteGroup


@click.group(cls=SiteGroup, name="warehouse")
def command() -> None:
    """Parquet copies of facts for analysis: load, verify."""


@command.command()
def load() -> None:
    """Bring every fact up to date; only months with a change are written."""
    began = time.monotonic()
    try:
        manifest = warehouse.load()
    except LoadProblem as problem:
        raise click.ClickException(f"{problem} The load before stays in force.") from problem
    seconds = time.monotonic() - began
    wide = room_for(manifest.facts)
    for name, part in manifest.facts.items():
        sums = "".join(f"  {column} {amount:,.2f}" for column, amount in part.sums.items())
        click.echo(f"{name:<{wide}}{part.rows:>11,} rows, {part.rewritten:>11,} written{sums}")
    written = sum(part.rewritten for part in manifest.facts.values())
    pace = f"{manifest.rows / seconds:,.0f} rows a second compared, {written / seconds:,.0f} written"
    click.echo(f"{manifest.rows:,} rows at {manifest.created_at:%Y-%m-%d %H:%M:%S} UTC, {written:,} of them written, ")
    click.echo(f"in {seconds:.1f} s: {pace}. Watermark {manifest.watermark}.")


@command.command()
def verify() -> None:
    """Compare the files with the database at the watermark, and with the database now: to the row and the cent."""
    began = time.monotonic()
    checks = warehouse.verify()
    wide, number = room_for(check.fact for check in checks), room_for(check.number for check in checks)
    for check in checks:
        sign = "=" if check.agrees else "≠"
        click.echo(
            f"{check.fact:<{wide}}{check.number:<{number}}{said(check.warehouse):>24} {sign} {said(check.database)}"
        )
    differing = [check for check in checks if not check.agrees]
    wrong = [check for check in differing if not check.holds]
    if wrong:
        raise click.ClickException(f"{len(wrong)} of {len(checks)} numbers are not what was loaded. Load again.")
    if differing:
        raise click.ClickException(
            f"The files are what the database was at the watermark, but {len(differing)} of {len(checks)} numbers have "
            "moved since. Load again."
        )
    click.echo(f"All {len(checks)} numbers agree ({time.monotonic() - began:.1f} s).")


def room_for(names: Iterable[str]) -> int:
    """How wide a column of names is."""
    return max((len(name) for name in names), default=0) + 2


def said(number: Any) -> str:
    """A number, or that there is none."""
    if number is None:
        return "not loaded"
    return number if isinstance(number, str) else f"{number:,}"
