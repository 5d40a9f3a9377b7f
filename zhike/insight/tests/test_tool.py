"""Any measure over a file: columns found, dirt told, golden figures, one JSON object."""

import csv
import json
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from click.testing import CliRunner

from zhike.insight.tests.measures_cast import LINES
from zhike.insight.tool import MEASURES
from zhike.site.cli.measure import command

CDNOW = LINES.parents[1] / "cdnow_sample/transactions.csv"
HEADER = ["customer", "date", "amount"]
ROWS = [
    ["c1", "2026-01-05", "100"],
    ["c1", "2026-02-06", "50"],
    ["c2", "2026-02-07", "80"],
    ["c1", "2026-02-09", "-30"],
]


def asked(*arguments):
    """What the command says, with its status."""
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def told(*arguments):
    """The JSON object it prints."""
    said = asked(*arguments, "--json")
    assert said.exit_code == 0, said.output
    return json.loads(said.output)


def a_file(folder, rows, header=HEADER, name="orders.csv", **options):
    path = folder / name
    with path.open("w", newline="", **options) as out:
        csv.writer(out).writerows([header, *rows])
    return path


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as table:
        return list(csv.DictReader(table))


class TestTheAnswer:
    def test_is_one_object_with_the_same_keys_always(self, tmp_path):
        said = told("rfm", "--orders", a_file(tmp_path, ROWS), "--out", tmp_path / "out")

        assert list(said) == [
            *("measure", "engine", "as_of", "rows_read", "customers", "parameters"),
            *("log_likelihood", "warnings", "tables"),
        ]
        assert (said["measure"], said["engine"], said["as_of"]) == ("rfm", "duckdb", "2026-02-10")
        assert (said["rows_read"], said["customers"], said["log_likelihood"]) == (4, 2, None)
        assert set(said["tables"]) == {"customers", "cuts"}
        assert all(Path(file).is_relative_to(tmp_path / "out") for file in said["tables"].values())

    def test_names_customers_as_the_file_does(self, tmp_path):
        said = told("rfm", "--orders", a_file(tmp_path, ROWS), "--out", tmp_path / "out")

        rows = {row["customer_id"]: row for row in rows_of(said["tables"]["customers"])}
        assert {name: (row["purchases"], Decimal(row["net"])) for name, row in rows.items()} == {
            "c1": ("2", Decimal(120)),
            "c2": ("1", Decimal(80)),
        }
        assert rows["c1"]["days_since_last_purchase"] == "4"

    def test_leaves_out_the_day_itself_and_says_how_many_rows(self, tmp_path):
        said = told("rfm", "--orders", a_file(tmp_path, ROWS), "--as-of", "2026-02-07")

        assert said["customers"] == 1
        assert said["warnings"][0] == "2 rows are dated on or after 2026-02-07 and were left out."

    def test_can_be_parquet_with_types(self, tmp_path):
        said = told("pyramid", "--orders", a_file(tmp_path, ROWS), "--out", tmp_path / "out", "--format", "parquet")

        assert str(pq.read_schema(said["tables"]["customers"]).field("value").type) == "decimal128(19, 4)"

    def test_for_people_shows_rows_and_where_the_files_are(self, tmp_path):
        said = asked("rfm", "--orders", a_file(tmp_path, ROWS), "--out", tmp_path / "out")

        assert said.exit_code == 0
        assert "rfm as of 2026-02-10: 4 rows, 2 customers" in said.output
        assert str(tmp_path / "out/customers.csv") in said.output

    @pytest.mark.parametrize("name", ["rfm", "abc", "cohorts", "ladder", "pyramid", "lifecycle"])
    def test_is_the_same_for_every_kind_of_file(self, tmp_path, name):
        typed = [[who, date.fromisoformat(day), float(amount)] for who, day, amount in ROWS]
        pq.write_table(pa.table(dict(zip(HEADER, zip(*typed, strict=True), strict=True))), tmp_path / "orders.parquet")
        with xlsxwriter.Workbook(tmp_path / "orders.xlsx", {"default_date_format": "yyyy-mm-dd"}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate([HEADER, *typed]):
                sheet.write_row(number, 0, row)

        a_file(tmp_path, ROWS)
        answers = []
        for kind in ("csv", "xlsx", "parquet"):
            said = told(name, "--orders", tmp_path / f"orders.{kind}", "--out", tmp_path / kind)
            answers.append((said["rows_read"], said["customers"], [rows_of(f) for f in said["tables"].values()]))
        assert answers[0] == answers[1] == answers[2]


class TestColumns:
    @pytest.mark.parametrize(
        "header",
        [
            ["客户编号", "下单日期", "实付金额"],
            ["会员号", "交易时间", "金额（元）"],
            ["CustomerID", "InvoiceDate", "InvoiceAmount"],
            ["customer_id", "order_date", "total"],
        ],
        ids="-".join,
    )
    def test_are_known_by_their_headers(self, tmp_path, header):
        assert told("rfm", "--orders", a_file(tmp_path, ROWS, header))["customers"] == 2

    def test_can_be_told_whatever_they_are_called(self, tmp_path):
        file = a_file(tmp_path, ROWS, ["wer", "wann, genau", "wieviel"])

        said = told("rfm", "--orders", file, "--columns", "customer=wer,date=wann, genau,amount=WIEVIEL")

        assert said["customers"] == 2

    def test_quantity_times_price_stands_for_the_amount(self, tmp_path):
        rows = [["c1", "2026-01-05", "3", "0.0005"], ["c2", "2026-01-05", "-1", "2.5"]]
        file = a_file(tmp_path, rows, ["客户", "日期", "数量", "单价"])

        said = told("rfm", "--orders", file, "--out", tmp_path / "out")

        assert [row["net"] for row in rows_of(said["tables"]["customers"])] == ["0.0015", "-2.5000"]

    def test_one_that_is_missing_is_said_with_those_there_are(self, tmp_path):
        said = asked("rfm", "--orders", a_file(tmp_path, ROWS, ["who", "when", "how much"]))

        assert said.exit_code == 1
        assert "rfm needs the column customer" in said.output
        assert "The file has: who, when, how much." in said.output
        assert "--columns customer=…" in said.output

    def test_a_header_that_is_not_there_is_said(self, tmp_path):
        said = asked("rfm", "--orders", a_file(tmp_path, ROWS), "--columns", "customer=Kunde")

        assert (said.exit_code, "no column 'Kunde'" in said.output) == (1, True)


class TestDirt:
    def test_is_counted_left_out_and_kept_with_its_reason(self, tmp_path):
        dirt = [
            ["c3", "2026-13-05", "10"],
            ["c3", "2026-01-05", "ten"],
            ["c3", "", "5"],
            ["c3", "2026-01-05", "1", "2"],
        ]
        file = a_file(tmp_path, [*ROWS, *dirt])

        said = told("rfm", "--orders", file, "--out", tmp_path / "out")

        assert (said["rows_read"], said["customers"]) == (4, 2)
        assert said["warnings"][0].startswith("4 rows could not be read and were left out: ")
        with open(said["tables"]["rejects"], encoding="utf-8-sig") as kept:
            rejects = list(csv.reader(kept))
        assert rejects[0] == ["row", "reason", *HEADER]
        assert [row[1] for row in rejects[1:]] == [
            "date: the day “2026-13-05” does not exist",
            "amount: “ten” is not a number",
            "date: is empty",
            "The row has 4 cells instead of 3.",
        ]

    def test_of_parquet_is_told_alike(self, tmp_path):
        columns = [("c1", "c2", "c2"), ("2026-01-05", "never", "2026/1/6"), ("1,200.50", "3", "￥4")]
        pq.write_table(pa.table(dict(zip(HEADER, columns, strict=True))), tmp_path / "orders.parquet")

        said = told("rfm", "--orders", tmp_path / "orders.parquet", "--out", tmp_path / "out")

        assert (said["rows_read"], said["as_of"]) == (2, "2026-01-07")
        assert [row["net"] for row in rows_of(said["tables"]["customers"])] == ["1200.5000", "4.0000"]
        assert rows_of(said["tables"]["rejects"])[0]["reason"] == "date: “never” is not a date"

    @pytest.mark.parametrize(
        "days",
        [
            ["2026/1/5", "2026年2月6日"],
            ["5/1/2026", "26/2/2026"],
            ["20260105", "2026-02-06T23:30:00"],
            ["46027", "46059"],
        ],
        ids=["written", "day-first", "packed", "serial"],
    )
    def test_days_come_in_many_spellings(self, tmp_path, days):
        said = told("rfm", "--orders", a_file(tmp_path, [["c1", days[0], "1"], ["c2", days[1], "1"]]))

        assert (said["rows_read"], said["customers"]) == (2, 2)

    def test_a_day_that_may_be_two_is_asked_about(self, tmp_path):
        file = a_file(tmp_path, [["c1", "1/3/2026", "1"]])

        refused = asked("rfm", "--orders", file)

        assert (refused.exit_code, "unclear which is the day" in refused.output) == (1, True)
        assert told("rfm", "--orders", file, "--day-first")["as_of"] == "2026-03-02"
        assert told("rfm", "--orders", file, "--month-first")["as_of"] == "2026-01-04"

    def test_a_file_in_gbk_with_semicolons_is_read(self, tmp_path):
        path = tmp_path / "orders.csv"
        path.write_text("客户;日期;金额\n山月茶馆;2026-01-05;1,200.50\n白露;2026-01-06;￥80\n", encoding="gbk")

        assert told("rfm", "--orders", path)["customers"] == 2


class TestEdges:
    def test_who_only_returned_is_no_buyer(self, tmp_path):
        rows = [["c1", "2026-01-05", "10"], ["c2", "2026-01-05", "-10"]]
        said = told("rfm", "--orders", a_file(tmp_path, rows), "--out", tmp_path / "out")

        assert [row["reason"] for row in rows_of(said["tables"]["customers"])] == ["", "only_returns"]

    def test_two_currencies_are_not_added(self, tmp_path):
        rows = [["c1", "2026-01-05", "10", "CNY"], ["c2", "2026-01-05", "10", "USD"]]
        said = asked("rfm", "--orders", a_file(tmp_path, rows, [*HEADER, "币种"]))

        assert (said.exit_code, "amounts are in CNY, USD" in said.output) == (1, True)

    @pytest.mark.parametrize("rows", [[], [["", "", ""]]], ids=["none", "blank"])
    def test_a_file_without_rows_is_refused_with_a_sentence(self, tmp_path, rows):
        said = asked("rfm", "--orders", a_file(tmp_path, rows))

        assert said.exit_code == 1
        assert "no row with a day" in said.output

    def test_one_customer_and_one_row(self, tmp_path):
        assert told("ladder", "--orders", a_file(tmp_path, ROWS[:1]))["customers"] == 1

    def test_the_leap_day_is_a_day(self, tmp_path):
        assert told("rfm", "--orders", a_file(tmp_path, [["c1", "2024-02-29", "1"]]))["as_of"] == "2024-03-01"

    def test_moments_of_other_zones_fall_on_the_local_day(self, tmp_path):
        said = told("rfm", "--orders", a_file(tmp_path, [["c1", "2026-01-05T23:30:00Z", "1"]]))

        assert said["as_of"] == "2026-01-07"

    @pytest.mark.parametrize("zone", ["UTC", "America/New_York", "+09:00"])
    def test_moments_of_parquet_fall_on_the_local_day_whatever_their_zone(self, tmp_path, zone):
        moment = pa.array([datetime(2026, 1, 5, 23, 30, tzinfo=UTC)], pa.timestamp("us", zone))
        pq.write_table(pa.table({"customer": ["c1"], "date": moment, "amount": [1]}), tmp_path / "orders.parquet")

        assert told("rfm", "--orders", tmp_path / "orders.parquet")["as_of"] == "2026-01-07"

    def test_refusals_of_measures_are_sentences_with_status_one(self, tmp_path):
        said = asked("clv", "--orders", a_file(tmp_path, ROWS))

        assert (said.exit_code, "State a yearly retention instead" in said.output) == (1, True)

    def test_what_is_no_file_and_no_measure_is_a_wrong_call(self, tmp_path):
        assert asked("rfm", "--orders", tmp_path / "none.csv").exit_code == 2
        assert asked("horoscope", "--orders", a_file(tmp_path, ROWS)).exit_code == 2

    def test_spark_without_a_place_says_what_to_set(self, tmp_path, monkeypatch):
        monkeypatch.delenv("ZHIKE_SPARK", raising=False)
        said = asked("rfm", "--orders", a_file(tmp_path, ROWS), "--engine", "spark")

        assert (said.exit_code, "set ZHIKE_SPARK" in said.output) == (1, True)


def test_every_measure_is_described_with_its_columns():
    said = asked("--list").output

    assert all(declared.name in said and declared.meaning in said for declared in MEASURES.values())
    assert said.count("columns: ") == len(MEASURES)


def test_no_database_is_asked(tmp_path, monkeypatch):
    def refuse(*arguments, **options):
        raise AssertionError("the database was asked")

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.connect", refuse)

    assert told("rfm", "--orders", a_file(tmp_path, ROWS))["customers"] == 2


@pytest.mark.skipif(not LINES.exists(), reason="the public files are not here")
class TestGoldenFigures:
    """Online Retail and CDNOW, the figures worked out apart from all this."""

    def figures(self, tmp_path, *arguments):
        said = told(*arguments, "--orders", LINES, "--as-of", "2011-07-01", "--out", tmp_path)
        assert said["rows_read"] == 245_903
        return said, {name: rows_of(file) for name, file in said["tables"].items()}

    def test_rfm(self, tmp_path):
        said, tables = self.figures(tmp_path, "rfm")

        assert said["customers"] == 3_002
        scores = Counter(row["f_score"] for row in tables["customers"])
        assert (scores["1"], scores["3"], scores["4"], scores["5"], scores[""]) == (1_357, 614, 528, 461, 42)
        assert sum(Decimal(row["net"]) < 0 for row in tables["customers"]) == 49
        assert round(sum(Decimal(row["net"]) for row in tables["customers"]), 2) == Decimal("3728501.25")

    def test_abc(self, tmp_path):
        _said, tables = self.figures(tmp_path, "abc", "--goods", r"^\d{5}")

        values = {code: [Decimal(r["value"]) for r in tables["products"] if r["abc"] == code] for code in "ABC"}
        assert {code: (len(found), round(sum(found), 2)) for code, found in values.items()} == {
            "A": (729, Decimal("3569479.43")),
            "B": (875, Decimal("669278.42")),
            "C": (2_021, Decimal("222914.30")),
        }

    def test_cohorts(self, tmp_path):
        _said, tables = self.figures(tmp_path, "cohorts", "--refunded", "stay")

        first = [int(row["active_customers"]) for row in tables["cohorts"] if row["cohort_month"] == "2010-12-01"]
        assert first == [885, 324, 286, 340, 321, 352, 321]

    @pytest.mark.parametrize(
        ("name", "parameters", "log_likelihood", "predicted"),
        [
            ("bgnbd", {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, -9582.429, 1653.4),
            ("mbgnbd", {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}, -9582.136, 1576.7),
            ("paretonbd", {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}, -9594.976, 1665.5),
            ("lifetime", {"r": 0.553, "alpha": 10.578, "p": 6.250, "q": 3.744}, -9594.976, 1665.5),
            ("gammagamma", {"p": 6.250, "q": 3.744, "v": 15.444}, -4055.918, None),
        ],
    )
    def test_fits_of_cdnow_are_the_published_ones(self, name, parameters, log_likelihood, predicted):
        said = told(name, "--orders", CDNOW, "--calibrate-until", "1997-09-30", "--unit", "week")

        assert {key: round(said["parameters"][key], 3) for key in parameters} == pytest.approx(parameters, abs=0.0011)
        assert said["log_likelihood"] == pytest.approx(log_likelihood, abs=0.005)
        assert said["customers"] == 2_357
        assert said["holdout"]["events_predicted"] == (predicted and pytest.approx(predicted, abs=0.1))
        assert said["holdout"]["events_actual"] == 1_882
        assert {"mae", "rmse"} <= said["holdout"].keys()

    def test_rules_of_groceries_are_counted_exactly(self, tmp_path):
        file = LINES.parents[1] / "groceries/groceries.csv"
        said = told("baskets", "--orders", file, "--min-support", "0.001", "--min-confidence", "0.8", "--out", tmp_path)

        assert len(rows_of(said["tables"]["rules"])) == 410
        assert (said["as_of"], said["rows_read"], said["parameters"]["baskets"]) == (None, 43_367, 9_835)

    def test_cdnow(self, tmp_path):
        said = told("rfm", "--orders", CDNOW)

        assert (said["rows_read"], said["customers"], said["as_of"]) == (6_919, 2_357, "1998-07-01")
