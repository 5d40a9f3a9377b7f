"""A file is read apart: the same rows come out, and whatever it does happens to its own process."""

import datetime
import subprocess
import sys
from decimal import Decimal
from zoneinfo import ZoneInfo

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from zhike.reading import confinement
from zhike.reading.confined import ConfinedSource
from zhike.reading.mapping import Mapping, TargetColumn
from zhike.reading.problems import UnreadableFile
from zhike.reading.records import Plan
from zhike.reading.sources import open_source

ORDERS = "code,at,sum,paid,name\n" + "".join(
    [
        'C1,01/02/2025 10:00,"1,234.50",是,王丽\n',
        "C2,2025-02-31,1,no,x\n",
        ",2025-02-03,1,no,x\n",
        "C4,2025-02-03,much,no,x\n",
        "C5,2025-02-03,1,perhaps,x\n",
        "C6,2025-02-03,1,no\n",
        "C7 is too long,,,,\n",
        "C9,20250203,-1.5e3,√,\x01\n",
        "C10,2025-02-03T10:00:00Z,１２,0,😀\n",
    ]
    * 120
)
NOON = datetime.datetime.fromisoformat("2025-03-01 12:00")


@pytest.fixture
def dirty(tmp_path):
    """Rows that are right, too long, too short, and broken in the middle of a quotation."""
    path = tmp_path / "dirty.csv"
    path.write_text('code,name\n1,王丽\n2\n3,a,b\n4,"open\n5,\0\n6,"two\nlines"\n' * 300)
    return path


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Orders")
        sheet.write_row(0, 0, ["code", "at", "sum", "paid"])
        for row in range(1, 1200):
            sheet.write_row(row, 0, [f"C{row}"])
            sheet.write_datetime(row, 1, NOON, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
            sheet.write_row(row, 2, [row / 8, row % 2 == 0])
    return path


@pytest.fixture
def parquet(tmp_path):
    path = tmp_path / "table.parquet"
    columns = {
        "code": ["a", None, "b\0"],
        "sum": [Decimal("1.50"), None, Decimal("-2.25")],
        "day": [NOON.date(), None, NOON.date()],
        "at": [NOON, None, NOON.replace(microsecond=5)],
        "clock": [NOON.time(), None, NOON.time()],
        "took": [datetime.timedelta(days=1, seconds=2), None, datetime.timedelta(microseconds=3)],
        "raw": [b"\x00\xff", None, b""],
        "share": [0.1, None, float("inf")],
        "many": [2**62, None, -1],
        "is_paid": [True, None, False],
    }
    pq.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize("file", ["dirty", "workbook", "parquet"])
def test_the_same_table_comes_out(file, request):
    path = request.getfixturevalue(file)
    apart, plain = ConfinedSource(path), open_source(path)

    for name in ("kind", "columns", "row_count", "encoding", "delimiter", "sheet", "sheets"):
        assert getattr(apart, name) == getattr(plain, name), name
    assert told(apart) == told(plain)
    assert told(apart) == told(plain), "and once more"


def told(source):
    problems = [
        (row.number, row.values, row.problem and (row.problem.code, row.problem.parameters)) for row in source.rows()
    ]
    return [(number, values, [type(value) for value in values], problem) for number, values, problem in problems]


PLAN = Plan(
    Mapping({"code": "code", "at": "at", "total": "sum", "paid": "paid", "called": "name"}, {"day_first": True}),
    [
        TargetColumn("code", "the code", "identifier", required=True, longest=5),
        TargetColumn("at", "the moment", "moment"),
        TargetColumn("total", "the sum", "number"),
        TargetColumn("paid", "is it paid", "truth"),
        TargetColumn("called", "the name"),
        TargetColumn("beside", "what no column feeds"),
    ],
    ZoneInfo("Asia/Shanghai"),
)


@pytest.mark.parametrize("since", [0, 1, 700, 5000])
def test_records_are_read_apart_as_they_are_here(tmp_path, since):
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS)

    apart, plain = (source.records(PLAN, since=since) for source in (ConfinedSource(path), open_source(path)))

    assert list(map(recorded, apart)) == list(map(recorded, plain))


def recorded(record):
    problem = record.problem
    return (*record[:3], problem and (type(problem), problem.sentence, getattr(problem, "column", "")))


def test_how_to_read_it_is_passed_on(tmp_path):
    path = tmp_path / "gbk.csv"
    path.write_bytes("编号;名称\n1;王丽\n".encode("gb18030"))

    assert ConfinedSource(path, encoding="gb18030", delimiter=";").sample()[0].values == ("1", "王丽")


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "empty"), (b"%PDF-1.7", "not_a_table"), (b"PK\x03\x04", "damaged")]
)
def test_a_refusal_comes_with_its_sentence(tmp_path, content, code):
    path = tmp_path / "file"
    path.write_bytes(content)

    with pytest.raises(UnreadableFile) as problem:
        ConfinedSource(path)

    assert problem.value.code == code


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UnreadableFile) as problem:
        ConfinedSource(tmp_path / "gone.csv")

    assert problem.value.code == "missing"


def test_a_reader_that_is_killed_is_told_and_leaves_nothing(dirty):
    dirty.write_bytes(dirty.read_bytes() * 50)
    source = ConfinedSource(dirty)
    rows = source.rows()
    [reader] = readers()
    next(rows)
    reader.kill()

    with pytest.raises(UnreadableFile) as problem:
        list(rows)

    assert problem.value.code == "too_heavy"
    assert readers() == []


def test_a_look_at_the_first_rows_ends_the_reader(workbook):
    assert len(ConfinedSource(workbook).sample(5)) == 5
    assert readers() == []


def test_a_table_that_nobody_reads_on_ends_its_reader(dirty):
    source = ConfinedSource(dirty)
    assert len(readers()) == 1
    del source

    assert readers() == []


def readers():
    children = psutil.Process().children()
    return [child for child in children if "zhike.reading.confinement" in child.cmdline()]


def test_the_reader_knows_no_secret_and_can_write_no_file(dirty, monkeypatch):
    monkeypatch.setenv("ZHIKE_SECRET_KEY", "sesame")
    source = ConfinedSource(dirty)
    [reader] = readers()

    assert {"ZHIKE_SECRET_KEY", "ZHIKE_DATABASE_URL", "HOME"} & set(reader.environ()) == set()
    assert reader.rlimit(psutil.RLIMIT_FSIZE) == (0, 0)
    assert reader.rlimit(psutil.RLIMIT_CPU) == (5, 5)
    assert source.kind == "csv"


@pytest.mark.parametrize(
    ("line", "status"),
    [("bytearray(300 << 20)", 1), ("while True: pass", -9), ("open('/dev/null').read(); bytearray(100 << 20)", 0)],
    ids=["a glutton", "a loop", "an honest one"],
)
def test_its_limits_hold(line, status, monkeypatch):
    program = f"from zhike.reading import confinement as c; c.LEAST_SECONDS = 1; c.confine(0)\n{line}"

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert ended.returncode == status, ended.stderr
    assert ("MemoryError" in ended.stderr) == (status == 1)


def test_a_small_bomb_gets_little_memory():
    assert confinement.LEAST_MEMORY + confinement.MEMORY_A_BYTE * (3 << 20) < 256 << 20
