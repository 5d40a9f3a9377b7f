"""A file read column by column says the same as read row by row: values, reasons, and the rows that were refused."""

import csv
import io
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhike.insight.tool import ToolProblem, reading
from zhike.insight.tool.columns import ORDERS
from zhike.insight.tool.shapes import INVOICES
from zhike.reading.source import Source

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = [
    *(
        "2026-01-05",
        "2026/1/5",
        "2026.1.5",
        "20260105",
        "2026年1月5日",
        "２０２６-０１-０５",
        "46027",
        "46027.5",
        "1/5/2026",
    ),
    *("2026-01-05 08:30", "2026-01-05T23:59:59.5", "2026-01-05 24:00", "5/1/2026 8:26", "13/1/2026 8:26", "1/13/2026"),
    *("2026-01-05T20:00:00Z", "2026-01-05 20:00+00:00", "2026-02-30", "2026-02-30 10:00", "1899-12-31", "2200-01-01"),
    *(
        "2026-01/05 10:00",
        "2026年1月5日 10:00",
        "2026-1-5 下午2:30",
        "",
        " ",
        "soon",
        "46027 10:00",
        "1986-05-04 00:30",
    ),
]
NUMBERS = [
    *("0", "-0", "12", "12.5", "0012.50", "-12.3456", "12.34567", "0.00004", "1,234.50", "¥1,234.5", "￥12", "¥-12"),
    *(
        "-¥12",
        "(12.00)",
        "12-",
        "12%",
        "1.5e3",
        "１２．５",
        "1.2万",
        "1,23",
        "1 234,50",
        "1.234,50",
        "12,34,567",
        ".5",
        "5.",
    ),
    *(
        "99999999999999",
        "999999999999999",
        "1000000000000000",
        "0.30000000000000004",
        "",
        "-",
        "abc",
        "1,234,567,890.1",
    ),
    *(
        "12 345",
        "12345678901234.5678",
        "1,234.56789",
        "¥¥12",
        "$12",
        "12元",
        " 12 ",
        "\t12",
        "'-5",
        "+5",
        "NaN",
        "1_000",
    ),
]
NAMES = [
    *(
        "C001",
        "17850.0",
        "17850",
        "0017",
        "1.5E+15",
        "王小明",
        " 王  小明 ",
        "a  b",
        "'=1+1",
        "=1+1",
        '="007"',
        "Ａ１",
        "é",
    ),
    *(
        "x" * 255,
        "x" * 256,
        "a.b",
        "-1",
        "#1",
        "a\u00a0b",
        "ﬁ",
        "㈱",
        "a\x07b",
        "",
        "\u200b",
        "null",
        "NA",
        "龙 井",
        "-a",
        "@x",
    ),
]
AN_ORDER = st.fixed_dictionaries(
    {
        "customer": st.one_of(st.sampled_from(NAMES), st.text(max_size=5)),
        "date": st.one_of(st.sampled_from(DAYS), st.dates().map(str)),
        "amount": st.one_of(st.sampled_from(NUMBERS), st.decimals(allow_nan=False, places=4).map(str)),
        "order": st.sampled_from(NAMES),
        "currency": st.sampled_from(["CNY", "", "人民币"]),
    }
)


def written(rows, header, *, in_encoding="utf-8"):
    """Rows as a CSV file holds them."""
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode(in_encoding, "replace")


def read(path, shape, chosen, *, at_once, monkeypatch, day_first=None):
    """What a reading says, as plain values; its sentence where it refuses the file."""
    with monkeypatch.context() as patched:
        if not at_once:
            patched.setattr(reading, "can_be_split", lambda source: False)
        refused: list = []
        try:
            found = reading.read(
                *(reading.opened(path), shape, chosen), zone=SHANGHAI, day_first=day_first, refuse=refused.append
            )
        except ToolProblem as problem:
            return str(problem)
    return found.table.schema, found.table.to_pylist(), found.reasons, refused


@settings(max_examples=300)
@given(
    st.lists(AN_ORDER, min_size=1, max_size=12),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
    st.sampled_from([None, True, False]),
)
def test_orders_with_dirt(tmp_path_factory, rows, written_in, day_first):
    header = list(rows[0])
    path = tmp_path_factory.mktemp("orders") / "orders.csv"
    path.write_bytes(written([row.values() for row in rows], header, in_encoding=written_in))
    chosen = {name: name for name in header}

    with pytest.MonkeyPatch.context() as monkeypatch:
        at_once, by_rows = (
            read(path, ORDERS, chosen, at_once=way, monkeypatch=monkeypatch, day_first=day_first)
            for way in (True, False)
        )

    assert at_once == by_rows


@pytest.mark.parametrize(("column", "cells"), [("date", DAYS), ("amount", NUMBERS), ("customer", NAMES)])
def test_each_odd_cell_among_plain_ones(tmp_path, monkeypatch, column, cells):
    plain = {"customer": "C1", "date": "2026-01-05", "amount": "12.50"}
    rows = [{**plain, column: cell}.values() for odd in cells for cell in (odd, plain[column])]
    (tmp_path / "orders.csv").write_bytes(written(rows, list(plain)))
    chosen = {name: name for name in plain}

    at_once, by_rows = (
        read(tmp_path / "orders.csv", ORDERS, chosen, at_once=way, monkeypatch=monkeypatch) for way in (True, False)
    )

    assert at_once == by_rows
    assert len(at_once[1]) >= len(cells)


def test_ragged_rows_and_open_quotation_marks_keep_their_numbers(tmp_path, monkeypatch):
    body = 'C1,2026-01-05,1\nC2,2026-01-06\nC3,2026-01-07,"3\nC4,2026-01-08,4\n\nC5,x,5\n' * 40
    (tmp_path / "orders.csv").write_text(f"customer,date,amount\n{body}")
    chosen = {name: name for name in ("customer", "date", "amount")}

    at_once, by_rows = (
        read(tmp_path / "orders.csv", ORDERS, chosen, at_once=way, monkeypatch=monkeypatch) for way in (True, False)
    )

    assert at_once == by_rows
    assert [reject.number for reject in at_once[3][:3]] == [3, 4, 7]


def test_yes_and_no_in_every_word(tmp_path, monkeypatch):
    words = ["是", "否", "Y", "n", "1", "0.0", "√", "perhaps", "", "ＴＲＵＥ"]
    rows = [[str(place), "C1", "2026-01-05", "1", word] for place, word in enumerate(words)]
    header = ["invoice", "customer", "date", "amount", "disputed"]
    (tmp_path / "invoices.csv").write_bytes(written(rows, header))

    at_once, by_rows = (
        read(tmp_path / "invoices.csv", INVOICES, {name: name for name in header}, at_once=way, monkeypatch=monkeypatch)
        for way in (True, False)
    )

    assert at_once == by_rows
    assert [row["disputed"] for row in at_once[1]] == [True, False, True, False, True, False, True, None, True]


@settings(max_examples=100)
@given(st.lists(AN_ORDER, min_size=1, max_size=12), st.booleans())
def test_parquet_with_text_says_what_csv_says(tmp_path_factory, rows, is_large):
    folder, header = tmp_path_factory.mktemp("both"), ["customer", "date", "amount"]
    rows = [[row[name] for name in header] for row in rows if not any("\0" in row[name] for name in header)]
    rows = [row for row in rows if any(row) and not any("\r" in cell or "\n" in cell for cell in row)]
    kind = pa.large_string() if is_large else pa.string()
    (folder / "orders.csv").write_bytes(written(rows, header))
    columns = [pa.array(column, kind) for column in zip(*rows, strict=True)] or [pa.array([], kind)] * 3
    pq.write_table(pa.table(columns, names=header), folder / "orders.parquet")
    chosen = {name: name for name in header}

    with pytest.MonkeyPatch.context() as monkeypatch:
        _schema, *csv_said = read(folder / "orders.csv", ORDERS, chosen, at_once=True, monkeypatch=monkeypatch)
        _schema, *parquet_said = read(folder / "orders.parquet", ORDERS, chosen, at_once=True, monkeypatch=monkeypatch)

    if isinstance(csv_said[0], list):
        assert [list(row.values())[1:] for row in parquet_said[0]] == [list(row.values())[1:] for row in csv_said[0]]
        assert parquet_said[1] == csv_said[1]


def test_clean_rows_are_not_looked_at_one_by_one(tmp_path, monkeypatch):
    rows = [[f"C{row}", f"2026-01-{row % 28 + 1:02d} 10:{row % 60:02d}", f"{row}.50"] for row in range(20_000)]
    (tmp_path / "orders.csv").write_bytes(written(rows, ["customer", "date", "amount"]))
    looked: list = []
    monkeypatch.setattr(reading, "rows_of", lambda *_: pytest.fail("rows were read one by one"))
    monkeypatch.setattr(Source, "records", lambda *_: pytest.fail("records were read one by one"))
    monkeypatch.setattr("zhike.reading.amounts.number", looked.append)
    monkeypatch.setattr("zhike.reading.values.identifier", looked.append)

    _schema, found, _reasons, _refused = read(
        *(tmp_path / "orders.csv", ORDERS, {name: name for name in ("customer", "date", "amount")}),
        at_once=True,
        monkeypatch=monkeypatch,
    )

    assert (len(found), looked) == (20_000, [])
