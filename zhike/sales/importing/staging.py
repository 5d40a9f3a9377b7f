"""From a file into the staging table, twenty thousand lines at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from zhike.exchange.importing import rejected
from zhike.exchange.importing.files import source_of
from zhike.exchange.importing.models import ImportRun
from zhike.exchange.importing.targets import Target, target_named
from zhike.reading.mapping import Mapping
from zhike.reading.problems import BadValue
from zhike.reading.records import Record, records
from zhike.sales import rules
from zhike.sales.importing.figures import Figures
from zhike.sales.models import OrderLine

LINES_AT_ONCE = 20_000
DESCRIPTION_LENGTH = cast(int, OrderLine._meta.get_field("description").max_length)
COLUMNS = (
    *("run_id", "row_number", "number", "placed_at", "quantity", "unit_price"),
    *("product_code", "description", "customer_code", "customer_name", "region", "unit_cost"),
)


class Batch(NamedTuple):
    """Lines ready to be staged, and rows that cannot be: (row number, reason, cells)."""

    lines: list[tuple]
    rejects: list[tuple[int, str, tuple]]


@transaction.atomic
def clear(run: ImportRun) -> None:
    """Empty the staging table, which belongs to the one run at work; a run that left lines there must read anew."""
    with connection.cursor() as cursor:
        cursor.execute("truncate sales_stagedline")
    ImportRun.objects.filter(target=run.target).exclude(pk=run.pk).exclude(phase="").update(phase="")
    run.rejects.all().delete()
    run.report(counts={}, done=0)


def stage(run: ImportRun) -> None:
    """Read the whole file into the staging table, rejecting what cannot be read."""
    found = _records(run)
    while some := list(islice(found, LINES_AT_ONCE)):
        _keep(run, some)
    figures = Figures(run)
    run.report(total=figures["read"], done=figures["rejected"])
    with connection.cursor() as cursor:
        cursor.execute("analyze sales_stagedline")


def _records(run: ImportRun) -> Iterator[Record]:
    columns = cast(Target, target_named(run.target)).columns
    return records(source_of(run), Mapping(**run.mapping), columns, zone=ZoneInfo(settings.TIME_ZONE))


@transaction.atomic
def _keep(run: ImportRun, some: list[Record]) -> None:
    batch = Batch([], [])
    for record in some:
        _sort(record, run, batch)
    _copy(batch.lines)
    rejected.keep(run, batch.rejects)
    figures = _figures(run, batch)
    run.report(counts=figures.counts, done=figures["read"], total=max(run.total, figures["read"]))


def _sort(record: Record, run: ImportRun, batch: Batch) -> None:
    problem = record.problem or _excess(record)
    if problem:
        batch.rejects.append((record.number, problem.sentence, record.raw))
        return
    number, placed_at, quantity, price, product, description, code, name, region, cost = record.fields
    described = description and description[:DESCRIPTION_LENGTH]
    customer = (code or (name and name[:60]), name, region)
    batch.lines.append((run.pk, record.number, number, placed_at, quantity, price, product, described, *customer, cost))


def _excess(record: Record) -> BadValue | None:
    """Numbers that fit by themselves may have a product that does not."""
    _number, _placed_at, quantity, price, *_rest = record.fields
    if abs(quantity * price) < rules.LARGEST_LINE:
        return None
    return BadValue("too_big", f"{quantity} × {price}").of("unit_price", _("Amount"))


def _copy(lines: Iterable[tuple]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"copy sales_stagedline ({', '.join(COLUMNS)}) from stdin") as copy:
        for line in lines:
            copy.write_row(line)


def _figures(run: ImportRun, batch: Batch) -> Figures:
    """The figures about the file itself; strange but real lines are counted so that nobody has to find out later."""
    figures = Figures(run)
    quantities, prices = ([line[COLUMNS.index(name)] for line in batch.lines] for name in ("quantity", "unit_price"))
    figures.add(
        read=len(batch.lines) + len(batch.rejects),
        rejected=len(batch.rejects),
        zero_price=sum(price == 0 for price in prices),
        negative_price=sum(price < 0 for price in prices),
        negative_quantity=sum(quantity < 0 for quantity in quantities),
    )
    return figures
