"""Payments asked of the tool: moments in the zone of the business, labels or none, the figures of each model."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zhike.insight.tests.fraud_cast import LABELLED, payments
from zhike.insight.tests.test_tool import a_file, asked, rows_of, told

ASKED = ("--train-from", LABELLED, "--per-day", 5)
CHINESE = ["流水号", "交易时间", "卡号", "商户号", "交易金额", "是否欺诈"]


def payments_file(folder, header=CHINESE, **changed):
    rows = [[str(cell) for cell in row.values()] for row in payments().to_pylist()]
    return a_file(folder, rows, header, name="payments.csv", **changed)


def test_every_model_is_told_by_its_three_figures_and_the_list_is_a_table(tmp_path):
    said = told("fraud", "--orders", payments_file(tmp_path), *ASKED, "--out", tmp_path / "out", "--rule-amount", 300)

    assert (said["measure"], said["rows_read"], said["customers"]) == ("fraud", len(payments()), 150)
    assert list(said["holdout"]) == ["logistic", "tree", "trees", "isolation", "own_mean"]
    assert {tuple(figures) for figures in said["holdout"].values()} == {("auc", "average_precision", "card_precision")}
    assert said["holdout"]["trees"]["auc"] > said["holdout"]["own_mean"]["auc"]
    assert list(said["tables"]) == ["alerts", "reasons", "judged", "days", "rule"]
    assert len(rows_of(said["tables"]["alerts"])) == 35


def test_the_same_payments_are_the_same_in_every_kind_of_file_and_zone(tmp_path):
    wall = payments()["moment"].cast(pa.timestamp("us"))
    here = pa.compute.assume_timezone(wall, "Asia/Shanghai")
    kinds = {"plain": wall, "zoned": here, "utc": here.cast(pa.timestamp("us", "UTC"))}
    answers = [told("fraud", "--orders", payments_file(tmp_path), *ASKED)]
    for name, moments in kinds.items():
        pq.write_table(payments().set_column(1, "moment", moments).rename_columns(CHINESE), tmp_path / name)
        answers.append(told("fraud", "--orders", tmp_path / name, *ASKED))

    assert [answer["holdout"] for answer in answers] == [answers[0]["holdout"]] * 4


def test_moments_with_a_zone_fall_on_the_day_of_the_business(tmp_path):
    rows = [[f"p{n}", moment.astimezone(UTC).isoformat(), "c", "t", "1", ""] for n, moment in enumerate(mornings())]
    file = a_file(tmp_path, rows, CHINESE)

    said = told("fraud", "--orders", file, "--out", tmp_path / "out", "--per-day", 1)

    assert rows_of(said["tables"]["alerts"])[0]["moment"] == "2026-03-21 06:30:00"
    assert said["parameters"]["test_until"] == "2026-03-22"


def mornings():
    """Half past six of 21 mornings in Shanghai, the day before in UTC."""

    first = datetime(2026, 3, 1, 6, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    return [first + timedelta(days=day) for day in range(21)]


def test_without_labels_and_names_rows_are_numbered_and_ranked_unchecked(tmp_path):
    table = payments().select(["moment", "customer", "terminal", "amount"]).rename_columns(CHINESE[1:5])
    pq.write_table(table, tmp_path / "payments")

    said = told("fraud", "--orders", tmp_path / "payments", *ASKED, "--out", tmp_path / "out")

    assert said["warnings"] == [
        "It is not known which transactions were fraud; they are ranked by how unusual they are, unchecked."
    ]
    assert (said["parameters"]["model"], "holdout" in said) == ("isolation", False)
    assert all(row["transaction"].isdigit() for row in rows_of(said["tables"]["alerts"]))


def test_people_see_the_figures_of_each_model(tmp_path):
    said = asked("fraud", "--orders", payments_file(tmp_path), *ASKED, "--models", "logistic, tree", "--model", "tree")

    assert said.exit_code == 0
    assert "\n  tree = auc 0." in said.output
    assert "trees" not in said.output


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--models", "oracle"), "There is no model named oracle"),
        (("--train-from", "2027-01-01"), "From 2027-01-01 to 2027-01-07 there is no transaction that can be used"),
        (("--columns", "terminal=Till"), "There is no column 'Till' for terminal"),
    ],
    ids=["model", "days", "column"],
)
def test_what_cannot_be_answered_is_said(tmp_path, more, sentence):
    said = asked("fraud", "--orders", payments_file(tmp_path), *more)

    assert (said.exit_code, sentence in said.output) == (1, True)


def test_payments_in_two_currencies_are_not_one_file(tmp_path):
    rows = [[*map(str, row.values()), ("CNY", "USD")[place % 2]] for place, row in enumerate(payments().to_pylist())]

    said = asked("fraud", "--orders", a_file(tmp_path, rows, [*CHINESE, "币种"]))

    assert (said.exit_code, "The amounts are in CNY, USD" in said.output) == (1, True)
