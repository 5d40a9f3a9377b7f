"""Orders from files: what arrives, what is refused, what stays as it was."""

import pytest

from tests.cast import a_customer, a_product
from zhike.catalog.models import Product
from zhike.customers.models import Customer
from zhike.kit import search
from zhike.kit.events import Event
from zhike.kit.testing.observing import trace
from zhike.reading.problems import UnreadableFile
from zhike.sales.models import Order
from zhike.sales.tests.order_files import (
    HEADER,
    MARCH,
    a_csv,
    a_parquet,
    an_xlsx,
    bring_in,
    ledger,
    outcomes,
    prepare,
)


@pytest.fixture
def march(tmp_path):
    return a_csv(tmp_path, MARCH)


def test_orders_arrive_with_their_customers_products_and_totals(march, mei):
    run = bring_in(march, mei)

    assert (run.status, outcomes(run)) == ("done", (6, 5, 1, 0, 0))
    assert ledger("orders") == [
        ("S1", "K1", "sale", "2025-03-01", "CNY", "1556.5000"),
        ("S2", None, "sale", "2025-03-02", "CNY", "88.0000"),
        ("S3", "K2", "sale", "2025-03-05", "CNY", "12.0000"),
        ("S4", "K1", "return", "2025-03-06", "CNY", "-1380.5000"),
    ]
    assert ledger("customers") == [
        ("K1", "云栖酒店", "yun qi jiu dian", "华东", "2025-03-01"),
        ("K2", "听雨轩", "ting yu xuan", "西南", "2025-03-05"),
    ]
    assert [(code, name, is_goods) for code, name, _, is_goods in ledger("products")] == [
        ("10001", "龙井 100g", True),
        ("10002", "紫砂壶", True),
        ("POST", "运费", False),
    ]
    assert ledger("staged") == [(0,)]


def test_the_report_tells_what_is_new_and_what_is_strange(march, mei):
    run = bring_in(march, mei)

    names = ("customers", "products", "orders", "revenue", "zero_price", "negative_price", "negative_quantity")
    assert [run.counts[name] for name in names] == [2, 3, 4, "276.0000", 1, 0, 1]
    assert (run.total, run.done) == (6, 6)


@pytest.mark.parametrize("make", [a_csv, an_xlsx, a_parquet])
def test_the_kind_of_file_makes_no_difference(make, tmp_path, mei):
    bring_in(make(tmp_path, MARCH), mei)

    assert [row[-1] for row in ledger("orders")] == ["1556.5000", "88.0000", "12.0000", "-1380.5000"]
    assert [row[1] for row in ledger("customers")] == ["云栖酒店", "听雨轩"]


def test_gb18030_is_read_as_such(tmp_path, mei):
    bring_in(a_csv(tmp_path, MARCH, encoding="gb18030"), mei)

    assert [row[1] for row in ledger("customers")] == ["云栖酒店", "听雨轩"]


def test_the_same_file_again_changes_nothing_and_says_so(march, tmp_path, mei):
    bring_in(march, mei)
    before = ledger()

    run = bring_in(a_csv(tmp_path, MARCH, name="the same under another name.csv"), mei)

    assert outcomes(run) == (6, 0, 0, 6, 0)
    assert [run.counts[name] for name in ("customers", "products", "orders", "revenue")] == [0, 0, 0, "0"]
    assert ledger() == before


def test_the_same_rows_in_another_order_change_nothing(march, tmp_path, mei):
    bring_in(march, mei)

    assert outcomes(bring_in(a_csv(tmp_path, MARCH[::-1], name="reversed.csv"), mei)) == (6, 0, 0, 6, 0)


def test_a_line_that_stands_twice_in_a_file_is_meant_twice(tmp_path, mei):
    twice = [MARCH[0], MARCH[0]]

    assert outcomes(bring_in(a_csv(tmp_path, twice), mei)) == (2, 2, 0, 0, 0)
    assert outcomes(bring_in(a_csv(tmp_path, [MARCH[0]], name="once.csv"), mei)) == (1, 0, 0, 1, 0)
    assert outcomes(bring_in(a_csv(tmp_path, [MARCH[0]] * 3, name="thrice.csv"), mei)) == (3, 1, 0, 2, 0)
    assert ledger("orders") == [("S1", "K1", "sale", "2025-03-01", "CNY", "528.0000")]
    assert [line[1] for line in ledger("lines")] == [1, 2, 5]


def test_rows_that_cannot_be_read_are_rejected_with_their_reason(tmp_path, mei):
    dirty = [
        *MARCH,
        ["S5", "2025-02-30", "K1", "", "", "10001", "", "1", "1"],
        ["S6", "1/3/2025", "K1", "", "", "10001", "", "1", "1"],
        ["S7", "2025-03-01", "K1", "", "", "10001", "", "two", "1"],
        ["", "2025-03-01", "K1", "", "", "10001", "", "1", "1"],
        ["S8", "2025-03-01"],
        ["S9", "2025-03-01", "K1", "", "", "10001", "", "99999999", "99999999"],
        ["4.12346E+17", "2025-03-01", "K1", "", "", "10001", "", "1", "1"],
    ]

    run = bring_in(a_csv(tmp_path, dirty), mei)

    assert outcomes(run) == (13, 5, 1, 0, 7)
    assert [(reject.row_number, reject.reason) for reject in run.rejects.order_by("row_number")] == [
        (8, "Placed at: the day “2025-02-30” does not exist"),
        (9, "Placed at: in “1/3/2025” it is unclear which is the day; say so in the options"),
        (10, "Quantity: “two” is not a number"),
        (11, "Order number: is empty"),
        (12, "The row has 2 cells instead of 9."),
        (13, "Amount: “99999999 × 99999999” is too large"),
        (14, "Order number: “4.12346E+17” lost digits in a spreadsheet; export it again as text"),
    ]
    assert run.rejects.get(row_number=12).raw == ["S8", "2025-03-01"]


def test_an_order_cannot_have_two_customers(tmp_path, mei):
    other = ["S1", "2025-03-01 09:00", "K9", "别人", "", "10001", "龙井 100g", "7", "88"]
    nobody = ["S1", "2025-03-01 09:00", "", "", "", "10001", "龙井 100g", "5", "88"]

    run = bring_in(a_csv(tmp_path, [*MARCH[:2], other, nobody]), mei)

    assert outcomes(run) == (4, 3, 0, 0, 1)
    [reject] = run.rejects.all()
    assert (reject.row_number, reject.raw) == (4, other)
    assert reject.reason == "Customer code: the order belongs to another customer than “K9”"
    assert ledger("orders")[0][-1] == "1996.5000"
    assert not Customer.objects.filter(code="K9").exists()


def test_an_order_in_the_ledger_keeps_its_customer(march, tmp_path, mei):
    bring_in(march, mei)
    later = [
        ["S1", "2025-03-01 09:00", "K2", "", "", "10001", "", "1", "1"],
        ["S2", "2025-03-02 10:30", "K2", "", "", "10001", "", "1", "1"],
        ["S1", "2025-03-01 09:00", "", "", "", "10001", "", "1", "1"],
    ]

    run = bring_in(a_csv(tmp_path, later, name="later.csv"), mei)

    assert outcomes(run) == (3, 1, 0, 0, 2)
    assert [row[:2] + row[5:] for row in ledger("orders")[:2]] == [("S1", "K1", "1557.5000"), ("S2", None, "88.0000")]


def test_customers_and_products_we_have_stay_as_they_are(march, mei):
    a_customer("云栖集团", code="K1", region="浙江", known_since="2025-03-04")
    a_product(code="10001", name="西湖龙井")

    run = bring_in(march, mei)

    assert [run.counts[name] for name in ("customers", "products")] == [1, 2]
    known = Customer.objects.get(code="K1")
    assert (known.name, known.region, known.known_since.isoformat()) == ("云栖集团", "浙江", "2025-03-01")
    assert trace(known) == ["Mei imported this"]
    assert Product.objects.get(code="10001").name == "西湖龙井"


def test_a_customer_known_for_longer_stays_known_for_longer(march, mei):
    known = a_customer("云栖集团", code="K1", known_since="2020-01-01")

    bring_in(march, mei)

    assert known.fresh().known_since.isoformat() == "2020-01-01"
    assert trace(known) == []


def test_prefixes_say_what_a_document_is(tmp_path, mei):
    rows = [[number, *MARCH[0][1:]] for number in ("1", "R1", "A1")]

    bring_in(a_csv(tmp_path, rows), mei, return_prefix="R", adjustment_prefix="A", currency="GBP")

    assert [(row[0], row[2], row[4]) for row in ledger("orders")] == [
        ("1", "sale", "GBP"),
        ("A1", "adjustment", "GBP"),
        ("R1", "return", "GBP"),
    ]


def test_negative_prices_are_taken_and_counted(tmp_path, mei):
    run = bring_in(a_csv(tmp_path, [[*MARCH[0][:8], "-5"]]), mei)

    assert (outcomes(run), run.counts["negative_price"]) == ((1, 1, 0, 0, 0), 1)
    assert ledger("orders")[0][2:] == ("return", "2025-03-01", "CNY", "-10.0000")


def test_a_file_with_names_only_makes_customers_by_name(tmp_path, mei):
    keep = [0, 1, 3, 6, 7, 8]
    rows = [[row[place] for place in keep] for row in MARCH]

    bring_in(a_csv(tmp_path, rows, header=[HEADER[place] for place in keep]), mei)

    assert [row[:2] for row in ledger("customers")] == [("云栖酒店", "云栖酒店"), ("听雨轩", "听雨轩")]
    assert ledger("products") == []
    assert {line[3] for line in ledger("lines")} == {"龙井 100g", "紫砂壶", "运费"}


def test_everything_new_is_traced_found_and_announced(march, mei, ada):
    run = bring_in(march, mei)

    assert trace(Order.objects.get(number="S1")) == ["Mei imported this"]
    assert trace(Customer.objects.get(code="K1")) == ["Mei imported this"]
    assert [order.number for order in search.find(Order.objects.order_by("number"), "yunqi")] == ["S1", "S4"]
    assert [product.code for product in search.find(Product.objects.all(), "zsh")] == ["10002"]
    assert list(Event.objects.values_list("name", "keys")) == [("sales.orders_imported", {"run": run.pk, "by": mei.pk})]


def test_a_currency_that_is_none_is_refused_before_anything_is_read(march, mei):
    with pytest.raises(UnreadableFile) as refused:
        prepare(march, mei, currency="yuan")
    assert refused.value.sentence == "“yuan” is not possible for: Currency"
