"""The warehouse says what the database says, to the cent, and is never seen half-written."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cast import a_customer, a_product, an_order
from zhike.insight import warehouse
from zhike.insight.measures import Facts
from zhike.insight.measures.shapes import DERIVED, SCHEMAS
from zhike.insight.warehouse import checking, loading
from zhike.sales.models import Kind, Order, OrderLine

pytestmark = pytest.mark.django_db
OF_CUBES = {"orders": ["credited_to"]}  # what no measure reads


def everything_written(manifest):
    return b"".join(
        pq.read_table(manifest.files(fact)).to_pandas().to_csv().encode() for fact in manifest.facts
    ) + b"".join(file.read_bytes() for file in manifest.folder.rglob("*.parquet"))


def table(fact):
    return pq.read_table(warehouse.current().files(fact))


def test_there_is_no_warehouse_before_the_first_load(db):
    assert warehouse.current() is None
    assert {check.warehouse for check in warehouse.verify()} == {None}


def test_every_fact_has_the_shape_the_measures_read():
    warehouse.load()

    for fact, schema in SCHEMAS.items():
        held = table(fact).schema
        assert pa.schema(list(held)[: len(schema)]).equals(schema), fact
        assert held.names[len(schema) :] == [*DERIVED.get(fact, {}), *OF_CUBES.get(fact, ())], fact


def test_the_first_sale_of_a_customer_on_a_day_is_marked_as_the_measures_would():
    one, other = a_customer(), a_customer()
    for fields in (
        {"customer": one, "quantity": -1, "kind": Kind.RETURN},
        {"customer": one, "status": "cancelled"},
        {"customer": one},
        {"customer": one},
        {"customer": other},
    ):
        an_order(**fields)
    manifest = warehouse.load()

    with Facts.open(manifest.folder) as facts:
        told = facts.query("SELECT * FROM orders ORDER BY order_id")
    bare = Facts.from_tables(customers=table("customers"), orders=told.drop_columns("first_of_day"))

    assert told["first_of_day"].to_pylist() == [False, False, True, False, True]
    assert bare.query("SELECT * FROM orders ORDER BY order_id") == told


def test_rows_and_sums_of_a_load_are_those_of_the_database():
    an_order(quantity=3)
    an_order(quantity=-1, kind=Kind.RETURN)

    manifest = warehouse.load()

    assert manifest.facts["orders"].rows == 2
    assert manifest.facts["orders"].sums == {
        "gross": Decimal("1140.0000"),
        "refund": Decimal("-380.0000"),
        "net": Decimal("760.0000"),
        "margin": Decimal("460.0000"),
    }
    assert manifest.facts["order_lines"].sums["amount"] == Decimal("760.0000")
    assert all(check.agrees for check in warehouse.verify())


def test_what_a_customer_ordered_in_a_month_stands_together():
    one, other = a_customer(), a_customer()
    for customer, day in ((other, 2), (one, 3), (other, 4), (one, 5)):
        an_order(customer=customer, placed_on=date(2026, 3, day))
    an_order(customer=one, placed_on=date(2026, 4, 1))
    manifest = warehouse.load()

    rows = [(row["customer_id"], row["placed_on"].day) for row in pq.read_table(manifest.files("orders")).to_pylist()]
    assert rows == [(one.pk, 3), (one.pk, 5), (other.pk, 2), (other.pk, 4), (one.pk, 1)]


def test_a_change_after_the_load_is_noticed():
    an_order(quantity=3)
    warehouse.load()
    an_order(quantity=1)

    differing = {
        (check.fact, check.number): (check.warehouse, check.database)
        for check in warehouse.verify()
        if not check.agrees
    }

    assert differing[("orders", "rows")] == (1, 2)
    assert differing[("orders", "net")] == (Decimal("1140.0000"), Decimal("1520.0000"))


def test_the_margin_of_an_order_with_an_unknown_cost_is_unknown():
    an_order(product=a_product(cost=None))
    warehouse.load()

    assert table("orders")["margin"].to_pylist() == [None]
    assert table("orders")["net"].to_pylist() == [Decimal("760.0000")]


def test_charges_and_lines_without_a_product_are_not_goods():
    an_order(product=a_product(is_goods=False, code="POST"))
    bare = an_order()
    OrderLine.objects.filter(order=bare).update(product=None)
    warehouse.load()

    rows = table("order_lines").select(["product_code", "is_goods"]).to_pylist()
    assert rows == [{"product_code": "POST", "is_goods": False}, {"product_code": None, "is_goods": False}]


def test_words_keep_their_commas_quotes_and_lines_and_an_empty_region_is_unknown():
    a_customer(region='东"南,\n区')
    a_customer(region="")
    warehouse.load()

    assert table("customers")["region"].to_pylist() == ['东"南,\n区', None]


def test_no_fact_tells_who_a_customer_is():
    a_customer(name="陈怡", city="宁波", note="13800138000")
    warehouse.load()

    said = everything_written(warehouse.current())
    for secret in ("陈怡", "宁波", "13800138000"):
        assert secret.encode() not in said


def test_a_load_that_breaks_leaves_the_one_before_in_force(monkeypatch):
    an_order(quantity=3)
    before = warehouse.load()
    held = warehouse.verify()
    an_order(quantity=1)
    extract = loading.extract

    def broken(fact, months, file):
        if fact.name == "order_lines":
            raise OSError("disk full")
        return extract(fact, months, file)

    monkeypatch.setattr(loading, "extract", broken)
    with pytest.raises(OSError, match="disk full"):
        warehouse.load()

    assert warehouse.current() == before
    assert [check.warehouse for check in warehouse.verify()] == [check.warehouse for check in held]
    assert all(check.holds for check in warehouse.verify())


def test_two_loads_are_kept_so_that_a_reader_may_finish_and_no_more(warehouse_folder):
    loads = [warehouse.load() for _ in range(3)]

    assert {folder.name for folder in warehouse_folder.iterdir() if folder.is_dir()} == {m.load for m in loads[1:]}


def test_text_is_read_in_chunks_of_whole_rows(monkeypatch):
    for quantity in (1, 2, 3):
        an_order(quantity=quantity)
    monkeypatch.setattr("zhike.insight.warehouse.extracting.CHUNK", 1)

    warehouse.load()

    assert table("order_lines")["quantity"].to_pylist() == [Decimal(1), Decimal(2), Decimal(3)]
    assert all(check.agrees for check in warehouse.verify())


def test_an_order_without_lines_has_no_money_and_no_known_margin():
    Order.objects.create(number="empty", placed_at="2026-03-02T00:00:00+08:00", placed_on=date(2026, 3, 2))
    warehouse.load()

    row = table("orders").to_pylist()[0]
    assert (row["gross"], row["refund"], row["net"], row["margin"]) == (0, 0, 0, None)
    assert checking.verify()[0].fact == "customers"
    assert isinstance(table("orders")["net"], pa.ChunkedArray)
