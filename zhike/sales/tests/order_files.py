"""Order files of every kind, bringing them in, and what the ledger then says."""

import csv
import hashlib
from contextlib import suppress

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from django.db import connection

from zhike.exchange.importing import running
from zhike.exchange.importing.models import ImportRun
from zhike.exchange.importing.targets import target_named
from zhike.reading.mapping import Mapping
from zhike.reading.sources import open_source

HEADER = ["订单号", "下单时间", "客户编号", "客户名称", "地区", "商品编码", "商品名称", "数量", "单价"]
MARCH = [
    ["S1", "2025-03-01 09:00", "K1", "云栖酒店", "华东", "10001", "龙井 100g", "2", "88"],
    ["S1", "2025-03-01 09:00", "K1", "云栖酒店", "华东", "10002", "紫砂壶", "1", "¥1,380.50"],
    ["S2", "2025-03-02 10:30", "", "", "", "10001", "龙井 100g", "1", "88"],
    ["S3", "2025年3月5日", "K2", "听雨轩", "西南", "POST", "运费", "1", "12"],
    ["S3", "2025年3月5日", "K2", "听雨轩", "西南", "10001", "龙井 100g", "3", "0"],
    ["S4", "20250306", "K1", "云栖酒店", "华东", "10002", "紫砂壶", "-1", "1380.5"],
]
LEDGER = {
    "orders": """
        select o.number, c.code, o.kind, o.placed_on::text, o.currency, o.total::text
        from sales_order o left join customers_customer c on c.id = o.customer_id order by 1""",
    "lines": """
        select o.number, l.position, p.code, l.description,
               l.quantity::text, l.unit_price::text, l.amount::text, l.key::text
        from sales_orderline l
        join sales_order o on o.id = l.order_id
        left join catalog_product p on p.id = l.product_id
        order by 1, 2""",
    "customers": "select code, name, name_sort, region, known_since::text from customers_customer order by 1",
    "products": "select code, name, name_sort, is_goods from catalog_product order by 1",
    "traces": "select noun, object_title, verb, changes::text from kit_trace order by 1, 2, 3, 4",
    "found": "select noun, tokens::text from kit_searchdoc order by 1, 2",
    "staged": "select count(*) from sales_stagedline",
}


class Killed(BaseException):
    """What the process felt when it was killed: nothing can catch it, nothing is tidied up."""


def a_csv(tmp_path, rows, *, header=HEADER, encoding="utf-8", name="orders.csv"):
    path = tmp_path / name
    with path.open("w", encoding=encoding, newline="") as out:
        csv.writer(out).writerows([header, *rows])
    return path


def an_xlsx(tmp_path, rows, *, header=HEADER):
    path = tmp_path / "orders.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([header, *rows]):
            sheet.write_row(at, 0, row)
    return path


def a_parquet(tmp_path, rows, *, header=HEADER):
    path = tmp_path / "orders.parquet"
    columns = ([cell or None for cell in column] for column in zip(*rows, strict=True))
    pq.write_table(pa.table(dict(zip(header, columns, strict=True))), path)
    return path


def prepare(path, by, columns=None, **options):
    """A run of the file, mapped by guess or as given, and not yet begun."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    run = ImportRun(target="orders", file=str(path), file_name=path.name, digest=digest, by=by)
    mapping = running.suggested(target_named("orders"), open_source(path))
    run.save()
    running.prepare(run, Mapping(columns or mapping.columns, mapping.options | options))
    return run


def bring_in(path, by, columns=None, **options):
    """The finished run of a file."""
    run = prepare(path, by, columns, **options)
    running.load(run)
    return run


def bring_in_and_die(path, by, *, at, monkeypatch):
    """Load a file, and be killed by the call of `at` ("module.function") that is counted last, before it returns."""
    target, nth = at
    run = prepare(path, by)
    calls = iter(range(nth))
    module, name = target.rsplit(".", 1)
    real = getattr(__import__(module, fromlist=[name]), name)

    def deadly(*arguments, **options):
        result = real(*arguments, **options)
        if next(calls, None) is None:
            raise Killed
        return result

    with monkeypatch.context() as patched, suppress(Killed):
        patched.setattr(target, deadly)
        running.load(run)
    return run


def outcomes(run):
    """What became of the rows: read, imported, anonymous, unchanged, rejected."""
    return tuple(run.counts.get(name, 0) for name in ("read", "imported", "anonymous", "unchanged", "rejected"))


def ledger(*parts):
    """What the tables say, without the numbers the database gives and the moments it was written."""
    found = {}
    with connection.cursor() as cursor:
        for name in parts or LEDGER:
            cursor.execute(LEDGER[name])
            found[name] = cursor.fetchall()
    return found if len(parts) != 1 else found[parts[0]]
