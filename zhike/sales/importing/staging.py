"""From a file into the staging table, twenty thousand lines at a time."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import islice
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from zhike.kit.importing import rejecting
from zhike.kit.importing.models import ImportRun, Reject
from zhike.kit.importing.targets import Target, Tell, target_named
from zhike.kit.reading.mapping import Mapping
from zhike.kit.reading.problems import BadValue
from zhike.kit.reading.records import Record, records
from zhike.kit.reading.source import Source
from zhike.sales import rules
from zhike.sales.models import OrderLine

LINES_AT_ONCE = 20_000
DESCRIPTION_LENGTH = cast(int, OrderLine._meta.get_field("description").max_length)
COLUMNS = (
    *("run_id", "row_number", "number", "placed_at", "quantity", "unit_price"),
    *("product_code", "description", "customer_code", "customer_name", "region", "unit_cost"),
)


class Batch(NamedTuple):
    """Lines ready to be staged and rows that cannot be."""

    lines: list[tuple]
    rejects: list[Reject]


def clear(run: ImportRun) -> None:
    """Empty the staging table, which belongs to the one run at work; a run that left lines there reads anew."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("truncate sales_stagedline")
        run.rejects.all().delete()
        ImportRun.objects.filter(target=run.target).exclude(pk=run.pk).exclude(phase="").update(phase="")
        run.counts, run.done = {}, 0
        run.save(update_fields=["counts", "done"])


def stage(run: ImportRun, source: Source, *, tell: Tell) -> None:
    """Read the whole file into the staging table, rejecting what cannot be read."""
    target = cast(Target, target_named(run.target))
    mapping = Mapping(run.mapping, run.options)
    found = records(source, mapping, target.columns, zone=ZoneInfo(settings.TIME_ZONE))
    run.total = source.row_count
    while some := list(islice(found, LINES_AT_ONCE)):
        _keep(run, some)
        tell(run)
    run.total, run.done = run.count("read"), run.count("rejected")
    with connection.cursor() as cursor:
        cursor.execute("analyze sales_stagedline")


@transaction.atomic
def _keep(run: ImportRun, some: list[Record]) -> None:
    batch = Batch([], [])
    for record in some:
        _sort(record, run, batch)
    _copy(batch.lines)
    rejecting.keep(run, batch.rejects)
    _count(run, batch)
    run.save(update_fields=["counts", "done", "total"])


def _sort(record: Record, run: ImportRun, batch: Batch) -> None:
    if record.problem:
        batch.rejects.append(rejecting.reject(record.number, record.raw, record.problem))
        return
    number, placed_at, quantity, price, product, description, code, name, region, cost = record.fields
    if abs(quantity * price) >= rules.LARGEST_LINE:
        problem = BadValue("too_big", quantity * price).of("unit_price", "")
        batch.rejects.append(rejecting.reject(record.number, record.raw, problem))
        return
    described = description and description[:DESCRIPTION_LENGTH]
    customer = (code or (name and name[:60]), name, region)
    batch.lines.append((run.pk, record.number, number, placed_at, quantity, price, product, described, *customer, cost))


def _copy(lines: Iterable[tuple]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"copy sales_stagedline ({', '.join(COLUMNS)}) from stdin") as copy:
        for line in lines:
            copy.write_row(line)


def _count(run: ImportRun, batch: Batch) -> None:
    """The figures about the file itself; strange but real lines are counted so that nobody has to find out later."""
    quantities, prices = ([line[place] for line in batch.lines] for place in (4, 5))
    run.add("read", len(batch.lines) + len(batch.rejects))
    run.add("rejected", len(batch.rejects))
    run.add("zero_price", prices.count(Decimal(0)))
    run.add("negative_price", sum(price < 0 for price in prices))
    run.add("negative_quantity", sum(quantity < 0 for quantity in quantities))
    run.done = run.count("read")
