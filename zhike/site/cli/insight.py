"""Judge customers, replay the months."""

import time
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

import click
from django.utils import timezone, translation

from zhike.insight.computing import compute as compute_standings
from zhike.insight.computing import deepen
from zhike.insight.computing import replay as replay_months
from zhike.insight.measures.cautions import in_english
from zhike.insight.models import Run
from zhike.kit.audit.door import through
from zhike.kit.audit.models import Door
from zhike.kit.models import Staff
from zhike.kit.refusal import Refusal
from zhike.site.cli.frame import SiteGroup

DAY = click.DateTime(["%Y-%m-%d"])


@click.group(cls=SiteGroup, name="insight")
def command() -> None:
    """From orders to standings: compute, replay."""


@command.command()
@click.option("--as-of", type=DAY, help="Judge by everything before this day.  [default: today]")
@click.option("--rules-only", is_flag=True, help="Leave out what fits models and takes long.")
def compute(as_of: datetime | None, rules_only: bool) -> None:  # noqa: FBT001 -- as click gives it
    """Judge every customer and write the standings down."""
    day = past(as_of) or timezone.localdate()
    report(lambda by: compute_standings(day, by=by) + ([] if rules_only else deepen(by=by)), f"as of {day}")


@command.command()
@click.option("--from", "first", type=DAY, help="Start with the month of this day.  [default: the first order]")
@click.option("--to", "last", type=DAY, help="End with the last month's end up to this day.  [default: today]")
def replay(first: datetime | None, last: datetime | None) -> None:
    """Judge everyone at every month's end, so that movement is known."""
    start, end = past(first), past(last)
    report(lambda by: replay_months(start, end, by=by), "at every month's end")


def report(work: Callable[[Staff], list[Run]], when: str) -> None:
    """Do the work as the robot and say, measure by measure, what was done."""
    try:
        with translation.override("en"), through(Door.COMMAND, program="insight"):
            runs, seconds = timed(lambda: work(Staff.objects.robot("insight")))
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    for run in runs:
        click.echo(
            f"{run.measure:<11}{run.rule_version:<4}{run.status:<8}{run.customers:>9,} customers {run.seconds:>6.1f} s"
        )
        click.echo("".join(f"    {sentence}\n" for sentence in sentences(run)), nl=False)
    click.echo(f"Computed {when} in {seconds:.1f} s.")


def sentences(run: Run) -> Iterable[str]:
    """The reservations of a run."""
    for held in run.warnings:
        yield in_english(held["sentence"], held["values"]) if held["values"] else held["sentence"]


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """The result of some work and the seconds it took."""
    began = time.monotonic()
    result = work()
    return result, time.monotonic() - began


def past(moment: datetime | None) -> date | None:
    """The day click read. Judged as of a day to come, nobody could be judged again until then."""
    if moment and moment.date() > timezone.localdate():
        raise click.ClickException(f"{moment.date()} is still to come; choose today or a day before.")
    return moment.date() if moment else None
