"""Rows as values for targets, and the file in which refused rows are mended."""

import io
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from zhike.reading.mapping import Mapping, TargetColumn
from zhike.reading.problems import UnreadableFile
from zhike.reading.records import records
from zhike.reading.rejects import write_rejects
from zhike.reading.sources import open_source
from zhike.reading.values import shown

TARGETS = [
    TargetColumn("code", "Code", "identifier", required=True, longest=6),
    TargetColumn("price", "Price", "number", required=True),
    TargetColumn("on", "Day", "day"),
]
MAPPING = Mapping({"code": "code", "price": "price"})
ZONE = ZoneInfo("Asia/Shanghai")


def read(tmp_path, content, mapping=MAPPING):
    path = tmp_path / "file.csv"
    path.write_text(content, "utf-8")
    return list(records(open_source(path), mapping, TARGETS, zone=ZONE))


def test_a_row_comes_as_values_in_the_order_of_the_targets(tmp_path):
    [record] = read(tmp_path, "price,other,code\n¥1.5,x,００7\n")

    assert record == (2, ("007", Decimal("1.5"), None), ("¥1.5", "x", "００7"), None)


def test_a_bad_cell_refuses_its_row_and_names_the_target(tmp_path):
    found = read(tmp_path, "code,price\na,1\n,2\nb,two\nc\nlongcode,3\n")

    assert [(record.number, record.problem and record.problem.code) for record in found] == [
        (2, None),
        (3, "missing"),
        (4, "not_a_number"),
        (5, "ragged"),
        (6, "too_long"),
    ]
    assert found[2].problem.parameters == {"raw": "two", "label": "Price"}


def test_an_option_reaches_the_reading_of_days(tmp_path):
    mapping = Mapping({**MAPPING.columns, "on": "on"}, {"day_first": True})

    [record] = read(tmp_path, "code,price,on\na,1,1/3/2025\n", mapping)

    assert record.fields[2].isoformat() == "2025-03-01"


def test_a_mapping_that_does_not_fit_is_refused_before_any_row(tmp_path):
    with pytest.raises(UnreadableFile):
        read(tmp_path, "price,other\n1,2\n")


def test_refused_rows_can_be_read_again_from_their_file(tmp_path):
    dirty = 'code,price\n=1+1,x\n"a,b",1,2\n+86138,y\nshort\n'
    refused = [(record.number, record.problem.code, record.raw) for record in read(tmp_path, dirty)]
    out = io.StringIO(newline="")

    count = write_rejects(out, ["code", "price"], refused, row_label="row", reason_label="reason")

    again = read(tmp_path, out.getvalue())
    assert count == 4
    assert "\n3,ragged," in out.getvalue().replace("\r", "")
    assert [(record.problem.code, record.problem.parameters.get("raw")) for record in again] == [
        ("not_a_number", "x"),
        ("ragged", None),
        ("not_a_number", "y"),
        ("ragged", None),
    ]
    assert [shown(record.raw[2]) for record in again] == ["=1+1", "a,b", "+86138", "short"]
    assert [record.raw[2] for record in again] == ["'=1+1", "a,b", "'+86138", "short"]
