"""The folder that answers are written to: what lies there already is told, and what was read is not written over."""

import pytest

from zhike.insight.tests.test_tool import ROWS, a_file, asked, told

UNREAD = [*ROWS, ["c3", "never", "5"]]


def test_tables_of_an_earlier_answer_are_told(tmp_path):
    out, orders = tmp_path / "out", a_file(tmp_path, ROWS)
    told("loyalty", "--orders", orders, "--out", out)
    told("rfm", "--orders", orders, "--out", out, "--format", "parquet")

    said = told("rfm", "--orders", orders, "--out", out)

    assert set(said["tables"]) == {"customers", "cuts"}
    assert said["warnings"][-1] == (
        "The folder holds tables that are not of this answer: customers.parquet, cuts.parquet, kpis.csv."
    )
    assert (out / "kpis.csv").exists()


def test_rows_that_an_earlier_file_refused_are_gone(tmp_path):
    out = tmp_path / "out"
    first = told("rfm", "--orders", a_file(tmp_path, UNREAD), "--out", out)

    second = told("rfm", "--orders", a_file(tmp_path, ROWS), "--out", out)

    assert "rejects" in first["tables"]
    assert "rejects" not in second["tables"]
    assert not (out / "rejects.csv").exists()
    assert not [warning for warning in second["warnings"] if "folder" in warning]


@pytest.mark.parametrize(("name", "rows"), [("customers.csv", ROWS), ("rejects.csv", UNREAD)])
def test_the_file_that_is_read_is_not_written_over(tmp_path, name, rows):
    file = a_file(tmp_path, rows, name=name)
    before = file.read_bytes()

    said = asked("rfm", "--orders", file, "--out", tmp_path)

    assert said.exit_code == 1
    assert f"{name} would be written over the file that was read; give --out another folder." in said.output
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_mended_rows_beside_their_answer_are_read_and_stay(tmp_path):
    file = a_file(tmp_path, ROWS, name="rejects.csv")
    before = file.read_bytes()

    said = told("rfm", "--orders", file, "--out", tmp_path)

    assert said["rows_read"] == 4
    assert not [warning for warning in said["warnings"] if "folder" in warning]
    assert file.read_bytes() == before
