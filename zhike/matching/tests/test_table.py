"""The pairs of a file, found without a label and judged by one."""

import csv
from itertools import combinations
from pathlib import Path

import pytest
from click.testing import CliRunner

from zhike.matching.table import kind_of
from zhike.site.cli.dedupe import command

PEOPLE = Path(__file__).parent / "people.csv"
LISTS = Path(__file__).resolve().parents[4] / "shared/data/dedupe_people"
needs_lists = pytest.mark.skipif(not LISTS.exists(), reason="the lists are not on this machine")


def dedupe(file: Path, out: Path, *options: str):
    return CliRunner().invoke(command, [str(file), "--out", str(out), *options])


def found(out: Path) -> list[list[str]]:
    with out.open(newline="") as file:
        return list(csv.reader(file))


def test_the_pairs_of_a_file_with_score_and_reason(tmp_path):
    out = tmp_path / "pairs.csv"

    told = dedupe(PEOPLE, out, "--id", "no", "--truth", "who").output

    header, *pairs = found(out)
    assert header == ["a", "b", "score", "why"]
    assert {(a, b) for a, b, _score, _why in pairs} == {("1", "2"), ("1", "3"), ("2", "3"), ("4", "5"), ("8", "9")}
    assert "F1 1.0000" in told
    why = next(why for a, b, _score, why in pairs if (a, b) == ("4", "5"))
    assert why == (
        "same 姓名 李娜; nearly the same 出生日期 1985-02-07 / 1985-02-17; same 电话 139 1111 2222; "
        "nearly the same 地址 杭州市西湖区龙井路8号 / 杭州西湖区龙井路8号"
    )


def test_the_same_file_gives_the_same_pairs_to_the_byte(tmp_path):
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"

    for out in (first, second):
        dedupe(PEOPLE, out, "--id", "no")

    assert first.read_bytes() == second.read_bytes()


def test_a_higher_threshold_keeps_the_surer_pairs(tmp_path):
    some, few = tmp_path / "some.csv", tmp_path / "few.csv"
    dedupe(PEOPLE, some, "--id", "no", "--threshold", "0.01")
    dedupe(PEOPLE, few, "--id", "no", "--threshold", "0.999")

    assert found(few)[1:] == [pair for pair in found(some)[1:] if float(pair[2]) >= 0.999]


def test_an_absent_column_is_named(tmp_path):
    answer = dedupe(PEOPLE, tmp_path / "pairs.csv", "--id", "nummer")

    assert answer.exit_code == 1
    assert "no column 'nummer'; it has no, 姓名" in answer.output


def test_cells_cannot_become_formulas(tmp_path):
    names, out = tmp_path / "names.csv", tmp_path / "pairs.csv"
    some = [f"=cmd{n},Ada King,1815-12-10,{n}" for n in range(2)]
    names.write_text("id,name,born,x\n" + "\n".join([*some, *(f"r{n},N{n}xyz,19{n}1-01-0{n},q{n}" for n in range(9))]))

    dedupe(names, out, "--id", "id", "--threshold", "0")

    assert ["'=cmd0", "'=cmd1"] in [pair[:2] for pair in found(out)[1:]]


@pytest.mark.parametrize("rows", [[], ["1,Ada"], ["1,Ada", "2,Bo"]], ids=len)
def test_a_file_with_hardly_a_row_has_no_pairs(rows, tmp_path):
    few, out = tmp_path / "few.csv", tmp_path / "pairs.csv"
    few.write_text("\n".join(["id,name", *rows]) + "\n")

    assert dedupe(few, out, "--id", "id").exit_code == 0
    assert found(out) == [["a", "b", "score", "why"]]


@pytest.mark.parametrize(
    ("header", "kind"),
    [("soc_sec_id", "code"), ("手机号", "phone"), ("邮箱", "mail"), ("客户名称", "company"), ("x", "text")],
)
def test_a_column_is_what_its_header_says(header, kind):
    assert kind_of(header, ["a", "b"]) == kind


def test_a_column_of_digits_is_compared_by_digits():
    assert kind_of("x", ["17", "", "4b2"]) == "code"


@needs_lists
def test_five_thousand_people_with_typing_errors(tmp_path):
    out = tmp_path / "pairs.csv"

    dedupe(LISTS / "febrl_dataset3.csv", out, "--id", "rec_id")

    pairs = {tuple(sorted(pair[:2])) for pair in found(out)[1:]}
    with (LISTS / "febrl_dataset3.csv").open() as file:
        names = sorted(row["rec_id"] for row in csv.DictReader(file))
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name.split("-")[1], []).append(name)
    true = {pair for some in groups.values() for pair in combinations(some, 2)}
    assert 2 * len(true & pairs) / (len(true) + len(pairs)) >= 0.999
