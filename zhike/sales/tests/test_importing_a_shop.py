"""Seven months of a real shop with its real dirt; passed over where the file is not at hand."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from zhike.sales.models import Order, OrderLine
from zhike.sales.tests.order_files import bring_in, ledger, outcomes

FILE = Path(__file__).parents[4] / "shared/data/online_retail_part1/lines.parquet"
COLUMNS = {
    "number": "InvoiceNo",
    "placed_at": "InvoiceDate",
    "quantity": "Quantity",
    "unit_price": "UnitPrice",
    "product_code": "StockCode",
    "description": "Description",
    "customer_code": "CustomerID",
    "region": "Country",
}
MEANING = {"return_prefix": "C", "adjustment_prefix": "A", "currency": "GBP"}
SECOND_OPINION = f"""
    select count(*), count(CustomerID),
           count(distinct InvoiceNo), count(distinct StockCode), count(distinct CustomerID),
           sum(Quantity * cast(UnitPrice as decimal(19, 4))),
           sum(Quantity * cast(UnitPrice as decimal(19, 4))) filter (where InvoiceNo like 'C%'),
           count(distinct InvoiceNo) filter (where InvoiceNo like 'C%'),
           count(*) filter (where UnitPrice = 0), count(*) filter (where Quantity < 0)
    from '{FILE}'
"""

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the file of a real shop is not at hand")


def test_every_line_and_every_cent_arrives_and_the_second_time_nothing(mei, tmp_path):
    found = duckdb.connect().execute(SECOND_OPINION).fetchall()
    [(lines, known, orders, products, customers, revenue, refunds, returns, free, negative)] = found

    run = bring_in(FILE, mei, COLUMNS, **MEANING)

    assert (lines, revenue) == (245_903, Decimal("4397950.7610"))
    assert outcomes(run) == (lines, known, lines - known, 0, 0)
    assert [run.counts[name] for name in ("orders", "products", "customers")] == [orders, products, customers]
    assert [run.counts[name] for name in ("zero_price", "negative_quantity")] == [free, negative]
    assert Decimal(run.counts["revenue"]) == revenue == total(Order.objects.all())
    assert total(Order.objects.filter(kind="return", number__startswith="C")) == refunds
    assert Order.objects.filter(number__startswith="C", kind="return").count() == returns
    parts = ("orders", "customers", "products", "traces", "staged")
    before = ledger(*parts)

    some = the_first_days(tmp_path)
    again = bring_in(some, mei, COLUMNS, **MEANING)

    assert outcomes(again) == (16_985, 0, 0, 16_985, 0)
    assert ledger(*parts) == before
    assert OrderLine.objects.count() == lines


def the_first_days(folder):
    """Whole orders of the file, in another one: what was brought in is known by its content, not by its file."""
    some = folder / "some.parquet"
    duckdb.execute(f"copy (from '{FILE}' where InvoiceDate < '2010-12-08') to '{some}'")
    return some


def total(orders):
    return sum(orders.values_list("total", flat=True))
