"""XLSX and Parquet files, and packed files made to harm."""

import datetime
import zipfile
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from zhike.reading.problems import UnreadableFile
from zhike.reading.sources import open_source

NOON = datetime.datetime.fromisoformat("2025-03-01 12:00")


@pytest.fixture
def workbook(tmp_path):
    def write(sheets):
        path = tmp_path / "book.xlsx"
        with xlsxwriter.Workbook(path) as book:
            moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for at, row in rows.items():
                    for column, value in enumerate(row):
                        if isinstance(value, datetime.datetime):
                            sheet.write_datetime(at, column, value, moment)
                        else:
                            sheet.write(at, column, value)
        return path

    return write


@pytest.fixture
def packed(tmp_path):
    """A workbook of our own making, with a sheet of any content."""

    def write(sheet, **parts):
        path = tmp_path / "packed.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
            zipped.writestr("xl/worksheets/sheet1.xml", sheet)
            for name, content in parts.items():
                zipped.writestr(name.replace("__", "/") + ".xml", content)
        return path

    return write


def refusal_of(path):
    with pytest.raises(UnreadableFile) as refused:
        open_source(path)
    return refused.value.code


def test_a_sheet_is_read_with_its_types_and_row_numbers(workbook):
    source = open_source(workbook({"一月": {0: ["code", "at", "price"], 1: ["001", NOON, 2.55], 4: ["002", "", 3]}}))

    assert (source.kind, source.sheet, source.columns, source.row_count) == (
        "xlsx",
        "一月",
        ("code", "at", "price"),
        4,
    )
    assert [(row.number, row.values) for row in source.rows()] == [
        (2, ("001", NOON, 2.55)),
        (5, ("002", "", 3.0)),
    ]


def test_another_sheet_can_be_named(workbook):
    path = workbook({"one": {0: ["a"]}, "two": {2: ["b"], 3: ["x"]}})

    source = open_source(path, sheet="two")

    assert (source.sheets, source.columns) == (("one", "two"), ("b",))
    assert [(row.number, row.values) for row in source.rows()] == [(4, ("x",))]
    with pytest.raises(UnreadableFile) as refused:
        open_source(path, sheet="three")
    assert refused.value.parameters == {"sheet": "three"}


def test_a_row_wider_than_the_header_is_reported(workbook):
    source = open_source(workbook({"s": {0: ["a", "b"], 1: [1, 2, 3], 2: [1]}}))

    assert [row.problem.code if row.problem else row.values for row in source.rows()] == ["ragged", (1.0, "")]


def test_a_title_merged_over_the_columns_is_no_header(tmp_path):
    path = tmp_path / "titled.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 2, "Orders of 2025")
        sheet.write(1, 0, "as of 1 January 2026")
        for at, row in enumerate([["customer", "amount", "note"], ["c1", 5, ""], ["c2", 7, "late"]], 2):
            sheet.write_row(at, 0, row)

    source = open_source(path)

    assert (source.columns, source.row_count) == (("customer", "amount", "note"), 2)
    assert [(row.number, row.values) for row in source.rows()] == [(4, ("c1", 5.0, "")), (5, ("c2", 7.0, "late"))]


def test_a_merged_heading_over_a_single_column_stays_the_header(tmp_path):
    path = tmp_path / "single.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 1, "code")
        sheet.write_column(1, 0, ["A1", "A2"])

    source = open_source(path)

    assert source.columns[0] == "code"
    assert [row.values[0] for row in source.rows()] == ["A1", "A2"]


def test_a_heading_merged_over_two_columns_leaves_room_for_both(tmp_path):
    path = tmp_path / "wide.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "customer")
        sheet.merge_range(0, 1, 0, 2, "amount")
        sheet.write_row(1, 0, ["c1", 5, "CNY"])

    source = open_source(path)

    assert source.columns == ("customer", "amount", "#3")
    assert [(row.values, row.problem) for row in source.rows()] == [(("c1", 5.0, "CNY"), None)]


def test_an_empty_sheet_has_no_header(workbook):
    assert refusal_of(workbook({"s": {}})) == "no_header"


def test_a_packed_file_that_would_unfold_beyond_measure_is_refused(packed):
    assert refusal_of(packed(b"<a/>" * (10 << 20))) == "too_large_inside"


def test_a_part_that_lies_about_its_size_is_found_out(packed):
    path = packed(b"<a/>" * (10 << 20))
    honest, lying = (40 << 20).to_bytes(4, "little"), (100).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(honest, lying))

    assert zipfile.ZipFile(path).infolist()[0].file_size == 100
    assert refusal_of(path) == "too_large_inside"


def test_a_plan_with_a_million_sheets_is_refused(packed):
    assert refusal_of(packed("<a/>", xl__workbook="<sheet/>" * 2_000_000)) == "too_large_inside"


@pytest.mark.parametrize(
    "cells",
    [
        '<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>',
        "<c x='>' r = 'XFD1048576'><v>1</v></c>",
        '<x:c r="xfd1048576"><x:v>1</x:v></x:c>',
    ],
)
def test_two_cells_at_opposite_corners_are_refused(packed, cells):
    assert refusal_of(packed(f"<worksheet>{cells}</worksheet>")) == "too_many_cells"


def test_cells_without_places_are_counted(packed, monkeypatch):
    monkeypatch.setattr("zhike.reading.packed_files.MOST_CELLS", 100)

    assert refusal_of(packed("<c><v>1</v></c>" * 101)) == "too_large_inside"


def test_xml_that_declares_entities_is_refused(packed):
    assert refusal_of(packed('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>')) == "damaged"
    assert refusal_of(packed('<?xml version="1.0"?><a/>'.encode("utf-16"))) == "damaged"


def test_a_zip_that_is_no_workbook_is_damaged(packed):
    assert refusal_of(packed("<a/>")) == "damaged"


def test_parquet_gives_plain_python_values(tmp_path):
    table = pa.table(
        {
            "code": ["a", "b", None],
            "count": [1, -2, None],
            "price": [2.55, 0.0, None],
            "amount": pa.array([Decimal("1.50"), None, None], pa.decimal128(9, 2)),
            "at": pa.array([NOON, None, None], pa.timestamp("ns")),
            "many": [[1], [2], []],
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")

    source = open_source(tmp_path / "t.parquet")

    assert (source.kind, source.row_count) == ("parquet", 3)
    assert source.columns == ("code", "count", "price", "amount", "at")
    assert [(row.number, row.values) for row in source.rows()] == [
        (1, ("a", 1, 2.55, Decimal("1.50"), NOON)),
        (2, ("b", -2, 0.0, None, None)),
        (3, (None, None, None, None, None)),
    ]


def test_overlong_and_nul_texts_in_parquet_cost_their_row(tmp_path):
    pq.write_table(pa.table({"a": ["x" * 40_000, "x\0y", "fine"]}), tmp_path / "t.parquet")

    rows = open_source(tmp_path / "t.parquet").rows()

    assert [row.problem.code if row.problem else row.values for row in rows] == ["overlong", "nul", ("fine",)]
