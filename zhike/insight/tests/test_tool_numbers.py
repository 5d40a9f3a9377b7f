"""Numbers of files from other countries: decimals after a comma, recognised by the file as a whole or told."""

from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zhike.insight.tests.test_tool import HEADER, a_file, asked, rows_of, told

COMMAS = ["1.234,50", "234,50", "1.234", "0,5", "-12,25", "7", "1 000,00", "1'000,75", "€ 2,50"]
SUM = Decimal("4701.50")


def rows_with(amounts):
    return [["c1", f"2026-01-{place + 1:02}", amount] for place, amount in enumerate(amounts)]


def net(tmp_path, file, *arguments):
    """The money of the only customer, and how many rows were read."""
    said = told("rfm", "--orders", file, "--out", tmp_path / "out", *arguments)
    return Decimal(rows_of(said["tables"]["customers"])[0]["net"]), said["rows_read"]


def test_one_sure_comma_makes_all_numbers_of_the_file_be_read_so(tmp_path):
    assert net(tmp_path, a_file(tmp_path, rows_with(COMMAS))) == (SUM, len(COMMAS))


def test_text_in_parquet_is_read_alike(tmp_path):
    columns = zip(*rows_with(COMMAS), strict=True)
    pq.write_table(pa.table(dict(zip(HEADER, columns, strict=True))), tmp_path / "orders.parquet")

    assert net(tmp_path, tmp_path / "orders.parquet") == (SUM, len(COMMAS))


def test_a_file_with_a_sure_point_keeps_points_and_refuses_the_comma(tmp_path):
    assert net(tmp_path, a_file(tmp_path, rows_with(["1,234.50", "12.5", "3,50"]))) == (Decimal("1247.00"), 2)


@pytest.mark.parametrize(("said", "money"), [("--decimal-comma", "2345"), ("--decimal-point", "2.345")])
def test_what_may_be_either_is_as_is_said(tmp_path, said, money):
    assert net(tmp_path, a_file(tmp_path, rows_with(["1.234", "1.111"])), said)[0] == Decimal(money)


def test_a_point_is_refused_where_commas_are_said(tmp_path):
    said = asked("rfm", "--orders", a_file(tmp_path, rows_with(["12.5"])), "--decimal-comma")

    assert (said.exit_code, "is not a number" in said.output) == (1, True)
