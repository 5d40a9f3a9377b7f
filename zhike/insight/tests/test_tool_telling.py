"""What is said beside an answer, and what to type where there is none."""

import xlsxwriter

from zhike.insight.tests.test_tool import HEADER, ROWS, a_file, asked, rows_of, told

ITEMS = ["order", "date", "product", "quantity"]
SPRING = [["1", "2026-03-01", "tea", "1"], ["1", "2026-03-01", "cup", "1"], ["2", "2026-03-02", "tea", "1"]]
SPRING_BEFORE = [["3", "2025-03-05", "tea", "1"], ["4", "2025-03-06", "cup", "1"]]


class TestColumns:
    def test_that_several_headers_may_mean_are_said(self, tmp_path):
        said = told(
            "rfm", "--orders", a_file(tmp_path, [["a", "m", *ROWS[0][1:]]], ["sample id", "master id", *HEADER[1:]])
        )

        assert said["warnings"][0] == (
            "customer was read from 'sample id'; 'master id' may mean it too. --columns customer=… says which."
        )

    def test_that_stand_twice_are_said(self, tmp_path):
        file = a_file(tmp_path, [[*ROWS[0], "7"]], [*HEADER, "amount"])

        assert "'amount (2)' may mean it too" in told("rfm", "--orders", file)["warnings"][0]
        assert "may mean" not in " ".join(told("rfm", "--orders", file, "--columns", "amount=amount")["warnings"])

    def test_told_to_be_absent_are_not_guessed(self, tmp_path):
        rows = [["1", "c1", "2026-01-05", "100", "yes"], ["2", "c1", "2026-01-06", "50", "no"]]
        file = a_file(tmp_path, rows, ["invoice", *HEADER, "disputed"])
        told("ageing", "--orders", file, "--columns", "disputed=", "--out", tmp_path / "out")

        assert [row["bucket"] for row in rows_of(tmp_path / "out/buckets.csv")] == ["current"]

    def test_are_shown_to_people(self, tmp_path):
        said = asked("rfm", "--orders", a_file(tmp_path, [ROWS[0]], ["客户编号", "date", "amount"]))

        assert "read: customer from 客户编号, date from date" in said.output

    def test_of_another_sheet_are_pointed_to(self, tmp_path):
        book = xlsxwriter.Workbook(tmp_path / "book.xlsx")
        book.add_worksheet("cover").write(0, 0, "Orders of 2026")
        book.add_worksheet("orders").write_row(0, 0, HEADER)
        book.close()

        said = asked("rfm", "--orders", tmp_path / "book.xlsx")

        assert (said.exit_code, "choose another sheet with --sheet: orders" in said.output) == (1, True)


class TestRowsThatCannotBeRead:
    def test_are_told_with_one_of_their_cells(self, tmp_path):
        dirty = [*ROWS, ["c3", "2026-02-30", "1"], ["c3", "2026-02-01", "many"], ["c3", "2026-02-01", "few"]]

        assert told("rfm", "--orders", a_file(tmp_path, dirty))["warnings"][0] == (
            "3 rows could not be read and were left out: amount: “many” is not a number (2 such); "
            "date: the day “2026-02-30” does not exist (1); give --out to have them in a file."
        )

    def test_are_counted_as_one_where_it_is_one(self, tmp_path):
        said = told("rfm", "--orders", a_file(tmp_path, [*ROWS, ["c3", "soon", "1"]]), "--out", tmp_path / "out")

        assert said["warnings"][0] == (
            "1 row could not be read and was left out: date: “soon” is not a date (1); it is in the table rejects."
        )


class TestDaysOfBaskets:
    def a_file(self, folder):
        return a_file(folder, [*SPRING, *SPRING_BEFORE], ITEMS)

    def test_count_only_where_they_are_asked_for(self, tmp_path):
        said = told("baskets", "--orders", self.a_file(tmp_path))

        assert (said["as_of"], said["parameters"]["baskets"], said["warnings"]) == (None, 4, [])

    def test_end_before_the_day_asked_for(self, tmp_path):
        said = told("baskets", "--orders", self.a_file(tmp_path), "--as-of", "2026-03-02")

        assert (said["as_of"], said["parameters"]["baskets"]) == ("2026-03-02", 3)
        assert said["warnings"] == ["1 row is dated on or after 2026-03-02 and was left out."]

    def test_begin_with_the_months_asked_for(self, tmp_path):
        said = told("baskets", "--orders", self.a_file(tmp_path), "--months", 1)

        assert (said["as_of"], said["parameters"]["baskets"]) == ("2026-03-03", 2)

    def test_of_the_year_before_stand_beside_each_rule(self, tmp_path):
        options = ("--months", 12, "--beside", "year_before", "--out", tmp_path / "out")
        told("baskets", "--orders", self.a_file(tmp_path), "--as-of", "2026-03-07", *options)

        rules = {row["consequent"]: row for row in rows_of(tmp_path / "out/rules.csv")}
        assert (rules['["tea"]']["confidence"], rules['["tea"]']["confidence_year_before"]) == ("1.0", "0.0")

    def test_that_are_not_there_are_missed_only_where_asked_for(self, tmp_path):
        said = asked("baskets", "--orders", a_file(tmp_path, [["1", "tea"]], ["order", "product"]), "--months", 3)

        assert (said.exit_code, "--months needs the column date" in said.output) == (1, True)


class TestWhatToType:
    def test_a_table_of_orders_is_not_taken_for_one_basket_a_line(self, tmp_path):
        said = asked("baskets", "--orders", a_file(tmp_path, ROWS))

        assert (said.exit_code, "baskets needs the column basket" in said.output) == (1, True)

    def test_is_said_where_too_few_bought_again(self, tmp_path):
        file = a_file(tmp_path, ROWS)

        assert "fewer with --minimum-repeaters" in asked("bgnbd", "--orders", file).output
        assert "Say it with --retention" in asked("clv", "--orders", file).output

    def test_rows_kept_to_judge_by_are_not_said_to_be_left_out(self, tmp_path):
        buyers = [
            [f"c{n}", day, "10"] for n in range(40) for day in ("2026-01-01", "2026-02-01", "2026-03-02", "2026-04-01")
        ]
        options = ("--calibrate-until", "2026-03-01", "--as-of", "2026-03-15")
        said = told("bgnbd", "--orders", a_file(tmp_path, buyers), *options)

        assert said["warnings"][:2] == [
            "40 rows are dated from 2026-03-02 on: not learnt from, kept to judge by.",
            "40 rows are dated on or after 2026-03-15 and were left out.",
        ]


def test_a_forecast_is_as_of_the_day_after_its_last_period(tmp_path):
    months = [[f"2025-{month:02d}", str(month)] for month in range(1, 13)]

    assert told("forecast", "--orders", a_file(tmp_path, months, ["month", "value"]))["as_of"] == "2026-01-01"


def test_days_that_are_counted_as_steps_are_refused(tmp_path):
    file = a_file(tmp_path, [["2026-01", "3"], ["2026-02", "4"]], ["month", "value"])

    for measure in ("forecast", "anomalies"):
        said = asked(measure, "--orders", file, "--frequency", "step")
        assert (said.exit_code, "their length is day, week, month, quarter or year" in said.output) == (1, True)


class TestSettingsOfSeveral:
    MONTHS = [[f"{2020 + month // 12}-{month % 12 + 1:02d}", str(100 + month % 12 + month % 5)] for month in range(72)]

    def test_are_typed_with_commas_between(self, tmp_path):
        file = a_file(tmp_path, self.MONTHS, ["month", "value"])
        said = told(
            "forecast",
            "--orders",
            file,
            "--methods",
            "seasonal_naive, arima",
            "--horizon",
            3,
            "--out",
            tmp_path / "out",
        )

        assert said["parameters"]["methods"] == ["seasonal_naive", "arima"]
        assert {row["method"] for row in rows_of(tmp_path / "out/backtest.csv")} == {"seasonal_naive", "arima"}

    def test_move_the_classes_of_lateness(self, tmp_path):
        file = a_file(
            tmp_path, [["1", "c1", "2026-01-01", "2026-01-02", "9"]], ["invoice", *HEADER[:2], "due", "amount"]
        )
        options = ("--bounds", "5,10,20", "--as-of", "2026-01-15", "--out", tmp_path / "out")
        told("ageing", "--orders", file, *options)

        assert [row["bucket"] for row in rows_of(tmp_path / "out/buckets.csv")] == ["late_3"]

    def test_that_are_no_numbers_are_refused(self, tmp_path):
        said = asked("clusters", "--orders", a_file(tmp_path, ROWS), "--counts", "3,many")

        assert (said.exit_code, "--counts takes whole numbers with commas between" in said.output) == (1, True)

    def test_of_no_method_there_is_are_refused(self, tmp_path):
        said = asked(
            "forecast",
            "--orders",
            a_file(tmp_path, self.MONTHS, ["month", "value"]),
            "--methods",
            "seasonal_naive,luck",
        )

        assert (said.exit_code, "There is no method named luck" in said.output) == (1, True)
