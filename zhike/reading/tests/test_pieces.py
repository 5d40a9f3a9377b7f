"""CSV split by Arrow says the same as the careful reader, whatever dirt is in the file."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhike.reading import encodings, pieces
from zhike.reading.delimited import CsvSource
from zhike.reading.problems import UnreadableFile

DIRT = ["", " ", '"', '""', "\r", "\0", "\ufffd", "\ufeff", ",", ";", "'", '5" pipe', "a\nb", "龙井", "１２", "x" * 40]
CELLS = st.one_of(st.sampled_from(DIRT), st.text(alphabet='ab ,;"\n\r龙é\ufeff', max_size=6), st.just("plain"))
ENDS = st.sampled_from(["\n", "\r\n", "\n\n", "\r"])


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch):
    """Pieces of a few lines, so that records lie across their ends and every halving is seen."""
    monkeypatch.setattr(encodings, "BLOCK_BYTES", 64)
    monkeypatch.setattr(pieces, "FEW_LINES", 2)


@st.composite
def dirty(draw):
    """A file of three columns: records written well, lines that were never quoted, other widths, ends of all kinds."""
    delimiter = draw(st.sampled_from([",", ";"]))
    text = draw(st.sampled_from(["", "\n", "sep=;\n" if delimiter == ";" else ""])) + delimiter.join("abc") + "\n"
    for _row in range(draw(st.integers(0, 30))):
        cells = draw(st.one_of(st.just(["1", "2", "3"]), st.lists(CELLS, min_size=1, max_size=4)))
        end = draw(st.one_of(st.just("\n"), ENDS))
        text += (well(cells, delimiter) if draw(st.booleans()) else delimiter.join(cells)) + end
    return text.removesuffix(draw(st.sampled_from(["", "\n"])))


def well(cells, delimiter):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="").writerow(cells)
    return out.getvalue()


def opened(path, content):
    """The source, or None where nobody could read the file."""
    path.write_bytes(content)
    try:
        source = CsvSource(path)
    except UnreadableFile:
        return None
    return source if pieces.can_be_split(source) else None


def carefully(source, headers):
    """Number, wanted cells or code of the problem, and all cells, of every record."""
    places = [source.columns.index(header) for header in headers]
    return [
        (row.number, row.problem.code if row.problem else tuple(row.values[p] for p in places), row.values)
        for row in source.rows()
    ]


def in_pieces(source, headers):
    said = []
    for piece in pieces.pieces(source, headers):
        columns = [column.to_pylist() for column in piece.columns]
        for place, number in enumerate(piece.numbers):
            problem = piece.problems.get(place)
            wanted = problem.code if problem else tuple(column[place] for column in columns)
            said.append((number, wanted, piece.cells(place)))
    return said


def refuse_difference(source, headers):
    assert in_pieces(source, headers) == carefully(source, headers)


@settings(max_examples=400)
@given(dirty(), st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]), st.booleans())
def test_every_record_is_the_same(tmp_path_factory, text, written_in, all_columns):
    content = text.encode(written_in, "replace")
    source = opened(tmp_path_factory.mktemp("dirty") / "file.csv", content)

    if source is not None:
        refuse_difference(source, list(source.columns) if all_columns else [source.columns[0]])


@settings(max_examples=200)
@given(st.lists(st.binary(max_size=20), max_size=12))
def test_bytes_that_are_no_text_are_refused_alike(tmp_path_factory, lines):
    source = opened(tmp_path_factory.mktemp("bytes") / "file.csv", b"a,b\n" + b"1,2\n" * 40 + b"\n".join(lines))

    if source is not None:
        refuse_difference(source, ["b", "a"])


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('1,"a\nb"\n' * 50, id="cells of two lines"),
        pytest.param('1,"open\n' + "2,3\n" * 300, id="a quotation mark that is never closed"),
        pytest.param("1,2\n" * 50 + ",\n\n" * 20 + "3,4\n", id="blank rows"),
        pytest.param("1,2,,\n" * 50, id="delimiters at the end"),
        pytest.param("1," + "x" * 40_000 + "\n2,3\n", id="a cell too long"),
        pytest.param('1,"a""b"\r\n' * 20 + '2,"c"d\r\n', id="text behind a closing mark"),
        pytest.param("1,2\n" * 20 + "\ufeff1,2\n" * 20, id="marks of byte order amid the file"),
    ],
)
def test_what_is_seen_in_real_files(tmp_path, body):
    refuse_difference(opened(tmp_path / "file.csv", f"a,b\n{body}".encode()), ["a", "b"])


def test_clean_lines_are_never_read_one_by_one(tmp_path, monkeypatch):
    monkeypatch.setattr(encodings, "BLOCK_BYTES", 4096)
    source = opened(tmp_path / "file.csv", ("a,b\n" + '1,"x, y"\n' * 5_000).encode())
    monkeypatch.setattr(pieces, "FEW_LINES", 8)
    alone = []
    monkeypatch.setattr(
        pieces,
        "read_carefully",
        lambda rows, places, read=pieces.read_carefully: read(alone.extend(rows) or rows, places),
    )

    refuse_difference(source, ["b"])
    assert len(alone) <= 8  # beside the header
