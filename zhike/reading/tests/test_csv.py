"""CSV files with real dirt in them."""

import pytest

from zhike.reading.problems import UnreadableFile
from zhike.reading.sources import open_source


@pytest.fixture
def written(tmp_path):
    def write(content, written_in="utf-8", **options):
        path = tmp_path / "file.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(written_in))
        return open_source(path, **options)

    return write


def told(source):
    """(number, values or problem code) of every row."""
    return [(row.number, row.problem.code if row.problem else row.values) for row in source.rows()]


CHINESE = "编号,名称\n1,龙井\n2,普洱\n"


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_the_encoding_is_recognised(written, encoding, named):
    source = written(CHINESE, encoding)

    assert source.encoding == named
    assert source.columns == ("编号", "名称")
    assert told(source) == [(2, ("1", "龙井")), (3, ("2", "普洱"))]


def test_a_person_may_overrule_the_encoding(written):
    assert written("編號,名稱\n1,龍井\n", "big5", encoding="big5").columns == ("編號", "名稱")
    assert told(written("a,b\n上,x\n", "utf-16-le", encoding="utf-16-le")) == [(2, ("上", "x"))]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_recognised(written, delimiter):
    source = written(delimiter.join("abc") + "\n" + delimiter.join(["1", '"2,5;6|7"', "3"]) + "\n")

    assert source.delimiter == delimiter
    assert source.columns == ("a", "b", "c")


def test_a_spreadsheet_may_declare_its_delimiter(written):
    source = written("sep=;\na;b\n1,0;2,0\n")

    assert (source.delimiter, told(source)) == (";", [(3, ("1,0", "2,0"))])


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_way_to_end_a_line_is_understood(written, line_end):
    assert told(written(line_end.join(["a,b", "1,2", "3,4"]))) == [(2, ("1", "2")), (3, ("3", "4"))]


def test_rows_of_the_wrong_width_are_reported_and_trailing_delimiters_forgiven(written):
    assert told(written("a,b\n1\n1,2,3\n1,2,,\n\n4,5\n")) == [
        (2, "ragged"),
        (3, "ragged"),
        (4, ("1", "2")),
        (6, ("4", "5")),
    ]


def test_a_quoted_cell_may_span_lines(written):
    assert told(written('a,b\n"one\ntwo",2\n3,4\n')) == [(2, ("one\ntwo", "2")), (3, ("3", "4"))]


def test_an_unclosed_quote_costs_one_row_and_not_the_rest_of_the_file(written):
    rest = [f"{n},fine" for n in range(300)]

    found = told(written("\n".join(["a,b", '1,"oops', *rest])))

    assert found[0] == (2, "unclosed_quote")
    assert found[1:] == [(n + 3, (str(n), "fine")) for n in range(300)]


def test_what_is_left_of_a_broken_row_stays_in_one_line(written):
    [broken, _fine] = written('a,b\n1,"oops\n2,fine\n').rows()

    assert broken.values == ("1", "oops")


def test_a_stray_quote_that_pairs_with_a_later_one_gives_its_rows_back(written):
    assert told(written('a,b\n1,"oops\n2,fine\n3,"quoted"\n4,fine\n')) == [
        (2, "unclosed_quote"),
        (3, ("2", "fine")),
        (4, ("3", "quoted")),
        (5, ("4", "fine")),
    ]


def test_stray_quotes_inside_a_line_are_forgiven(written):
    assert told(written('a,b\n5" pipe,x\n"5" pipe,y\n')) == [(2, ('5" pipe', "x")), (3, ("5 pipe", "y"))]


def test_nul_and_overlong_cells_cost_their_row(written):
    assert told(written("a,b\n1,x\0y\n2," + "x" * 40_000 + "\n3," + "x" * 200_000 + "\n4,ok\n")) == [
        (2, "nul"),
        (3, "overlong"),
        (4, "overlong"),
        (5, ("4", "ok")),
    ]


def test_damage_in_the_middle_stays_in_its_line(written):
    good = "".join(f"{n},龙井\n" for n in range(50))
    source = written(("a,b\n" + good).encode() + "99,普洱\n".encode("gb18030") + "100,铁观音\n".encode())

    assert source.encoding == "utf-8"
    assert told(source)[-2:] == [(52, "undecodable"), (53, ("100", "铁观音"))]


def test_damage_in_gb18030_stays_in_its_line(written):
    source = written("a,b\n1,龙井\n".encode("gb18030") + b"2,\xff\xff\n" + "3,普洱\n".encode("gb18030"))

    assert source.encoding == "gb18030"
    assert told(source) == [(2, ("1", "龙井")), (3, "undecodable"), (4, ("3", "普洱"))]


def test_a_line_without_end_is_cut_rather_than_held_in_memory(written):
    found = told(written(b"a,b\n1,2\n" + b"x" * (6 << 20) + b"\n3,4\n"))

    assert found[0] == (2, ("1", "2"))
    assert found[-1][1] == ("3", "4")
    assert all(isinstance(told, str) for _, told in found[1:-1])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "no_header"),
        (b"a,b\n" + bytes(40) + b"1,2\n", "looks_like_utf16"),
        (b"%PDF-1.7 ...", "not_a_table"),
        (b"\x1f\x8b\x08 orders.csv", "packed"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
        (b"a,b\n" + b"1,\xff\n" * 9, "unknown_encoding"),
        (b"PAR1 nothing", "damaged"),
        (b"PK\x03\x04 nothing", "damaged"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(written, content, code):
    with pytest.raises(UnreadableFile) as refused:
        written(content)
    assert refused.value.code == code


def test_a_file_that_is_not_there_says_so(tmp_path):
    with pytest.raises(UnreadableFile) as refused:
        open_source(tmp_path / "nowhere.csv")
    assert refused.value.code == "missing"


def test_a_header_unreadable_in_the_forced_encoding_says_so(written):
    with pytest.raises(UnreadableFile) as refused:
        written(CHINESE, "gb18030", encoding="utf-8")
    assert refused.value.code == "wrong_encoding"


def test_columns_get_names_that_can_be_told_apart(written):
    assert written("a,,a, a ,\n").columns == ("a", "#2", "a (2)", "a (3)", "#5")


def test_the_number_of_rows_is_known_before_reading(written):
    assert written("a,b\n" + "1,2\n" * 1234).row_count == 1234
    assert written("a,b\n1,2\n3,4").row_count == 2


def test_a_sample_is_the_beginning_and_rows_can_be_read_again(written):
    source = written("a,b\n" + "1,2\n" * 100)

    assert len(source.sample()) == 20
    assert sum(1 for _ in source.rows()) == sum(1 for _ in source.rows()) == 100


def test_lines_of_utf_8_pasted_into_a_gb18030_file_are_read_as_what_they_are(tmp_path):
    lines = ["名称,城市"] + ["山月茶馆,杭州"] * 8
    file = tmp_path / "mixed.csv"
    file.write_bytes(b"".join(f"{line}\n".encode("gb18030") for line in lines) + "听雨轩,苏州\n".encode())

    source = open_source(file)

    assert (source.encoding, [row.values for row in source.rows()][-2:]) == (
        "gb18030",
        [("山月茶馆", "杭州"), ("听雨轩", "苏州")],
    )


def test_a_file_of_too_many_rows_is_refused(written, monkeypatch):
    monkeypatch.setattr("zhike.reading.sources.MOST_ROWS", 2)

    with pytest.raises(UnreadableFile) as refused:
        written("a\n1\n2\n3\n")
    assert refused.value.sentence == "The file has more than 2 rows. Split it."
