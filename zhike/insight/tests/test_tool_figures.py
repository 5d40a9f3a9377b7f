"""What the figures of a file rest on: which rows make an order, what came later, what has no room."""

from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest

from zhike.insight.tests.measures_cast import LINES
from zhike.insight.tests.test_tool import HEADER, ROWS, a_file, asked, rows_of, told
from zhike.insight.tool import MEASURES, ToolProblem
from zhike.insight.tool.periods import periods_of

RECEIVABLES = LINES.parents[1] / "ar_invoices/invoices.csv"
WITH_ORDER = [*HEADER, "order"]


def table_of(tmp_path, name, *arguments, table="customers"):
    """One table of the answer."""
    return rows_of(told(name, *arguments, "--out", tmp_path / "out")["tables"][table])


class TestOrders:
    def test_rows_of_one_day_with_one_number_are_one_order(self, tmp_path):
        file = a_file(tmp_path, [["c1", "2026-01-05", "10", "7"], ["c1", "2026-01-05", "20", "7"]], WITH_ORDER)

        assert table_of(tmp_path, "rfm", "--orders", file)[0]["purchases"] == "1"

    def test_a_number_that_comes_again_on_another_day_is_another_order(self, tmp_path):
        rows = [["c1", "2026-01-05", "10", "7"], ["c1", "2026-03-01", "20", "7"]]
        row = table_of(tmp_path, "rfm", "--orders", a_file(tmp_path, rows, WITH_ORDER))[0]

        assert (row["purchases"], row["days_since_last_purchase"]) == ("2", "1")

    def test_a_later_row_of_an_order_does_not_count_for_an_earlier_day(self, tmp_path):
        rows = [["c1", "2026-01-05", "10", "7"], ["c1", "2026-03-01", "20", "7"]]
        file = a_file(tmp_path, rows, WITH_ORDER)

        row = table_of(tmp_path, "rfm", "--orders", file, "--as-of", "2026-02-01")[0]
        assert Decimal(row["net"]) == 10

    def test_a_row_without_a_number_does_not_join_the_order_whose_number_is_its_place(self, tmp_path):
        rows = [["c1", "2026-01-05", "10", "2"], ["c1", "2026-01-05", "20", ""]]
        assert table_of(tmp_path, "rfm", "--orders", a_file(tmp_path, rows, WITH_ORDER))[0]["purchases"] == "2"

    def test_a_refund_without_a_quantity_gives_its_cost_back(self, tmp_path):
        rows = [["c1", "2026-01-05", "10", "4"], ["c1", "2026-01-06", "-10", "4"]]
        file = a_file(tmp_path, rows, [*HEADER, "cost"])

        assert Decimal(table_of(tmp_path, "contribution", "--orders", file)[0]["contribution_1"]) == 0


class TestAnswers:
    @pytest.mark.parametrize("name", ["abc", "contribution", "churn", "loyalty"])
    def test_sums_without_room_are_refused_with_a_sentence(self, tmp_path, name):
        rows = [["c1", f"2026-01-{day:02}", "999999999999999"] for day in range(1, 29)]
        said = asked(name, "--orders", a_file(tmp_path, rows))

        assert (said.exit_code, "is too large" in said.output) == (1, True)

    def test_figures_of_loyalty_without_products_are_known_but_for_those_of_products(self, tmp_path):
        rows = table_of(tmp_path, "loyalty", "--orders", a_file(tmp_path, ROWS), table="kpis")

        found = {row["kpi"]: row["value"] for row in rows}
        assert (found["customers"], found["frequency"], found["breadth"]) == ("2.0", "1.5", "")

    def test_nothing_given_back_is_nought_and_not_minus_nought(self, tmp_path):
        rows = table_of(tmp_path, "loyalty", "--orders", a_file(tmp_path, ROWS[:3]), table="kpis")

        assert next(row["value"] for row in rows if row["kpi"] == "returned") == "0.0"

    def test_what_is_refused_is_said_in_plain_figures(self, tmp_path):
        said = asked("abc", "--orders", a_file(tmp_path, [["c1", "2026-01-05", "-500"]]))

        assert "they are -500." in said.output

    def test_a_pyramid_has_as_many_tiers_as_shares(self, tmp_path):
        file = a_file(tmp_path, ROWS)
        rows = table_of(tmp_path, "pyramid", "--orders", file, "--shares", "0.5,0.3,0.2")

        assert [row["tier"] for row in rows] == ["tier_1", "tier_2"]

    def test_a_file_of_which_nearly_nothing_can_be_read_is_refused(self, tmp_path):
        rows = [["c1", "2026-01-05", "1.159,70"], *[["c2", "2026-01-05", f"{n},70"] for n in range(1, 20)]]
        said = asked("rfm", "--orders", a_file(tmp_path, rows))

        assert (said.exit_code, "Only 1 of 20 rows" in said.output) == (1, True)

    def test_a_last_day_far_after_all_others_is_doubted(self, tmp_path):
        rows = [["c1", f"2026-01-{1 + n % 28:02}", "1"] for n in range(150)]
        file = a_file(tmp_path, [*rows, ["c1", "2062-01-05", "1"]])

        assert told("rfm", "--orders", file)["warnings"][0].startswith(
            "The last day, 2062-01-05, lies more than a year"
        )
        assert not any(
            "last day" in said for said in told("rfm", "--orders", file, "--as-of", "2026-02-01")["warnings"]
        )


class TestMovement:
    FROM_JANUARY = ("c1", "2026-01-05"), ("c2", "2026-01-06"), ("c1", "2026-05-05"), ("c3", "2026-05-06")

    @pytest.mark.parametrize("name", ["lifecycle", "ladder", "pyramid"])
    def test_rows_add_up_to_those_who_started_there(self, tmp_path, name):
        file = a_file(tmp_path, [[*row, "10"] for row in self.FROM_JANUARY])
        rows = table_of(tmp_path, name, "--orders", file, "--since", "2026-03-01", table="transitions")

        assert {(row["as_of_before"], row["as_of"]) for row in rows} == {("2026-03-01", "2026-05-07")}
        assert sum(int(row["customers"]) for row in rows if row["code_before"]) == 2
        assert sum(int(row["customers"]) for row in rows) == 3

    def test_is_not_told_since_a_day_to_come(self, tmp_path):
        said = asked("ladder", "--orders", a_file(tmp_path, ROWS), "--since", "2027-01-01")

        assert (said.exit_code, "--since 2027-01-01 is not before 2026-02-10." in said.output) == (1, True)


class TestBackTest:
    """A purchase of each customer on the first day and on every tenth one, told day by day and week by week."""

    def tracking(self, tmp_path, last_day, unit):
        days = [date(2025, 1, 1) + timedelta(days=10 * step) for step in range(1 + last_day // 10)]
        rows = [[f"c{number}", day.isoformat(), "10"] for number in range(40) for day in days]
        asked_for = ("--calibrate-until", "2025-03-02", "--as-of", "2025-04-05", "--unit", unit)
        return table_of(tmp_path, "mbgnbd", "--orders", a_file(tmp_path, rows), *asked_for, table="tracking")

    def test_days_held_out_begin_after_the_last_day_of_calibration(self, tmp_path):
        rows = self.tracking(tmp_path, 90, "day")

        assert [row["period"] for row in rows if row["actual"] != "0"] == [
            "11",
            "21",
            "31",
            "41",
            "51",
            "61",
            "71",
            "81",
            "91",
        ]
        assert next(row["period"] for row in rows if row["is_holdout"] == "true") == "62"

    def test_only_whole_weeks_are_told_and_a_week_of_both_is_not_held_out(self, tmp_path):
        rows = self.tracking(tmp_path, 90, "week")

        assert (len(rows), sum(int(row["actual"]) for row in rows)) == (13, 9 * 40)
        assert next(row["period"] for row in rows if row["is_holdout"] == "true") == "10"

    def test_a_time_in_which_nothing_happened_has_no_share_missed(self, tmp_path):
        days = ["2025-01-01", "2025-01-20", "2025-02-10"]
        file = a_file(tmp_path, [[f"c{number}", day, "10"] for number in range(40) for day in days])
        said = told("mbgnbd", "--orders", file, "--calibrate-until", "2025-03-02", "--as-of", "2025-04-05")

        assert (said["holdout"]["events_actual"], said["holdout"]["tracking_error"]) == (0, None)


class TestBackTestOfValue:
    """Everybody buys for 100 on a day of each year; one of four stays away in the last."""

    def told(self, tmp_path, *arguments):
        stays = [[f"c{number}", f"{year}-06-01", "100"] for number in range(40) for year in (2022, 2023, 2024)]
        rows = [*stays, *([f"c{number}", "2025-06-01", "100"] for number in range(30))]
        file = a_file(tmp_path, rows)
        way = ("--calibrate-until", "2024-12-31", "--as-of", "2026-01-01", "--out", tmp_path / "out")
        return told("clv", "--orders", file, *way, *arguments)

    def test_money_and_purchases_of_a_year_are_held_against_what_came(self, tmp_path):
        said = self.told(tmp_path)

        held = said["holdout"]
        assert (held["events_predicted"], held["events_actual"], held["years"]) == (40, 30, 1)
        assert (held["value_predicted"], held["value_actual"], held["value_mae"]) == (4000, 3000, 25)
        assert (said["parameters"]["calibrate_until"], said["customers"]) == ("2024-12-31", 40)
        [tier] = rows_of(said["tables"]["value_by_tier"])
        assert (tier["retention"], tier["stayed"]) == ("1.0", "0.75")

    def test_a_discount_and_a_retention_of_nought_are_heeded(self, tmp_path):
        said = self.told(tmp_path, "--retention", "0", "--discount", "0")

        assert (said["parameters"]["yearly_discount"], said["parameters"]["yearly_retention"]) == (0, 0)
        assert said["holdout"]["value_predicted"] == 0


class TestPeriods:
    """How long the periods of a file are, and whether the last one is over."""

    def sold(self, tmp_path, days, *arguments):
        said = told(
            "forecast", "--orders", a_file(tmp_path, [[day, "1"] for day in days], ["period", "value"]), *arguments
        )
        return said["parameters"]["frequency"], said["warnings"]

    @pytest.mark.parametrize(
        ("days", "frequency"),
        [
            (["2023", "2024", "2025"], "year"),
            (["2025Q1", "2025Q2", "2025Q4"], "quarter"),
            (["2024-W52", "2025W01", "2025年第2周"], "week"),
            (["2025-01", "2025-02", "2025-04"], "month"),
            (["2025-01-05", "2025-01-12", "2025-01-26"], "week"),
            (["2025-01-05", "2025-01-07", "2025-01-12"], "month"),
            (["1", "2", "3"], "step"),
        ],
    )
    def test_are_as_long_as_they_stand_apart(self, tmp_path, days, frequency):
        assert self.sold(tmp_path, days)[0] == frequency

    def test_weeks_begin_on_the_monday_of_the_standard(self):
        written = pa.array(["2026-W01", "2026-W53", "2024年第1周"])

        assert periods_of(written).to_pylist() == [date(2025, 12, 29), date(2026, 12, 28), date(2024, 1, 1)]

    def test_a_week_that_a_year_has_not_is_no_period(self):
        with pytest.raises(ToolProblem, match="'2025-W53' is no period; write days, weeks"):
            periods_of(pa.array(["2025-W53"]))

    def test_are_as_long_as_is_said(self, tmp_path):
        assert self.sold(tmp_path, ["2025Q1", "2025Q2"], "--frequency", "month")[0] == "month"

    def test_the_last_of_several_days_is_not_over_before_its_last_day(self, tmp_path):
        days = ["2025-01-05", "2025-01-07", "2025-02-03", "2025-02-12"]

        assert any("from 2025-02-01 is not over" in said for said in self.sold(tmp_path, days)[1])
        assert not any("not over" in said for said in self.sold(tmp_path, [*days, "2025-02-28"])[1])

    def test_the_last_of_one_row_each_is_over(self, tmp_path):
        assert not any("not over" in said for said in self.sold(tmp_path, ["2025-01", "2025-02", "2025-03"])[1])


class TestBasketsOfLines:
    @pytest.mark.parametrize(
        "text",
        ["whole milk,tea\ntea\n", "whole milk;tea\ntea\n", "whole milk\ttea\ntea\n", "1 2\n2\n"],
        ids=["comma", "semicolon", "tab", "numbers"],
    )
    def test_stand_apart_by_what_the_lines_hold(self, tmp_path, text):
        (tmp_path / "baskets.csv").write_text(text)
        said = told("baskets", "--orders", tmp_path / "baskets.csv")

        assert (said["rows_read"], said["parameters"]["baskets"]) == (3, 2)

    def test_are_said_to_have_no_header(self, tmp_path):
        (tmp_path / "baskets.csv").write_text("who,what\n1,tea\n")

        assert told("baskets", "--orders", tmp_path / "baskets.csv")["warnings"][0].startswith("No header is known")


@pytest.mark.skipif(not RECEIVABLES.exists(), reason="the public files are not here")
@pytest.mark.parametrize(
    ("as_of", "known"),
    [
        ("2013-01-01", [("current", "54", "3094.6000"), ("late_1", "9", "527.4100")]),
        ("2013-07-01", [("current", "44", "2468.5300"), ("late_1", "8", "539.3300")]),
    ],
)
def test_the_known_ages_of_the_public_receivables(tmp_path, as_of, known):
    rows = table_of(tmp_path, "ageing", "--orders", RECEIVABLES, "--as-of", as_of, "--month-first", table="lateness")

    assert [(row["bucket"], row["invoices"], row["amount"]) for row in rows] == known


@pytest.mark.parametrize("declared", MEASURES.values(), ids=lambda declared: declared.name)
def test_every_option_says_what_it_means(declared):
    assert all(len(option.help) > 10 and "docs/" not in option.help for option in declared.options)
