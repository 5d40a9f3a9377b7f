"""Take rows out."""

import urllib.parse
from pathlib import Path

import click
from django.utils import translation

from zhike.exchange.exporting import delivering
from zhike.exchange.exporting.formats import FORMATS
from zhike.exchange.exporting.sheet import Sheet
from zhike.kit.access.models import Staff
from zhike.kit.audit.door import through
from zhike.kit.audit.models import Door
from zhike.kit.refusal import Refusal
from zhike.kit.registry import entities, entity_named
from zhike.site.cli.frame import SiteCommand

A_NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path, resolve_path=True)


@click.command(cls=SiteCommand)
@click.argument("noun", type=click.Choice([entity.slug for entity in entities()]))
@click.option("--out", type=A_NEW_FILE, required=True, help="The file to write: .csv, .xlsx or .vcf.")
@click.option("--filter", "condition", default="", help="As in the address of a list, e.g. kind=channel&sort=-name.")
@click.option("--format", "kind", type=click.Choice(list(FORMATS)), help="[default: by the ending of the file]")
@click.option("--all", "whole", is_flag=True, help="All fields, so that the file can be imported again.")
@click.option("--by", default="", help="User name of whoever exports.  [default: a robot]")
def command(noun: str, *, out: Path, condition: str, kind: str | None, whole: bool, by: str) -> None:
    """Write the rows of NOUN to a file, as one person sees them."""
    entity = entity_named(noun)
    assert entity is not None, "click offers only what there is"
    written = kind or out.suffix.lstrip(".").lower()
    if written not in FORMATS:
        raise click.BadParameter(f"end the name with one of .csv, .xlsx, .vcf: {out.name}", param_hint="--out")
    with translation.override("en"), through(Door.COMMAND, program="export"):
        try:
            sheet = Sheet(entity, _address(condition), by=_actor(by), whole=whole or written == "vcf")
            rows = delivering.write(sheet, written, out)
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{rows:,} rows written to {out}")


def _address(condition: str) -> str:
    """The condition as an address; a tree of JSON is the value of `filter`."""
    return urllib.parse.urlencode({"filter": condition}) if condition.lstrip().startswith("{") else condition


def _actor(username: str) -> Staff:
    if not username:
        return Staff.objects.robot("export")
    by = Staff.objects.filter(username=username, is_active=True).first()
    if by is None:
        raise click.ClickException(f"There is nobody called {username}.")
    return by
