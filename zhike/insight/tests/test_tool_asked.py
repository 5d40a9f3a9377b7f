"""What is asked for has an effect, or the answer says that it has none; what is counted are rows of the file."""

import pytest

from zhike.insight.tests.measures_cast import LINES
from zhike.insight.tests.test_tool import HEADER, a_file, asked, rows_of, told

WITH_ORDER = [*HEADER, "order"]
ITEMS = ["basket", "item"]
PERIODS = ["period", "value"]


class TestZone:
    ROWS = (["c1", "2026-01-05T23:30:00Z", "1"], ["c1", "2026-01-06T00:30:00Z", "1"])

    @pytest.mark.parametrize(("zone", "day_after"), [("UTC", "2026-01-07"), ("America/New_York", "2026-01-06")])
    def test_of_the_business_says_on_which_day_a_moment_falls(self, tmp_path, zone, day_after):
        said = told("rfm", "--orders", a_file(tmp_path, self.ROWS), "--zone", zone, "--out", tmp_path / "out")

        assert (said["as_of"], rows_of(said["tables"]["customers"])[0]["days_since_last_purchase"]) == (day_after, "1")

    def test_of_a_series_too(self, tmp_path):
        file = a_file(tmp_path, [["2026-01-05T23:30:00Z", "1"], ["2026-01-07T12:00:00Z", "1"]], PERIODS)
        told("anomalies", "--orders", file, "--frequency", "day", "--out", tmp_path / "out")

        assert rows_of(tmp_path / "out/series.csv")[0]["period"] == "2026-01-06"

    @pytest.mark.parametrize("zone", ["Mars/Olympus", "../zone", ""])
    def test_that_is_none_is_a_wrong_call(self, tmp_path, zone):
        said = asked("rfm", "--orders", a_file(tmp_path, self.ROWS), "--zone", zone)

        assert (said.exit_code, "There is no time zone" in said.output) == (2, True)


class TestGoods:
    ROWS = (["1", "tea"], ["1", "POST"], ["2", "tea"], ["2", "POST"], ["3", "cup"])

    def test_leave_charges_out_of_baskets(self, tmp_path):
        file = a_file(tmp_path, self.ROWS, ITEMS)
        said = told("baskets", "--orders", file, "--goods", "^[a-z]", "--out", tmp_path / "out")

        assert (said["parameters"]["baskets"], said["warnings"]) == (3, [])
        assert [row["items"] for row in rows_of(said["tables"]["sets"])] == ['["tea"]', '["cup"]']

    def test_that_are_no_pattern_are_refused(self, tmp_path):
        said = asked("baskets", "--orders", a_file(tmp_path, self.ROWS, ITEMS), "--goods", "(")

        assert (said.exit_code, "--goods is no pattern" in said.output) == (1, True)

    def test_that_change_nothing_are_said_to(self, tmp_path):
        said = told("rfm", "--orders", a_file(tmp_path, [["c1", "2026-01-05", "1"]]), "--goods", "^t")

        assert said["warnings"][:1] == ["rfm counts goods and charges alike; --goods changes nothing."]


class TestWithoutEffect:
    def test_no_day_is_told_where_rows_have_none(self, tmp_path):
        said = told("baskets", "--orders", a_file(tmp_path, TestGoods.ROWS, ITEMS), "--as-of", "2026-01-01")

        assert said["as_of"] is None
        assert said["warnings"] == ["The rows of baskets have no day; --as-of changes nothing."]


def test_rows_left_out_are_those_of_the_file_and_not_orders(tmp_path):
    rows = [
        *(["", "2026-01-05", "1", "7"], ["", "2026-01-05", "2", "7"], ["c1", "2026-01-06", "3", "8"]),
        *(["c1", "2026-02-06", "3", "9"], ["c1", "2026-02-06", "4", "9"], ["", "2026-02-07", "4", "9"]),
    ]
    said = told("rfm", "--orders", a_file(tmp_path, rows, WITH_ORDER), "--as-of", "2026-02-01")

    assert said["warnings"][:2] == [
        "3 rows are dated on or after 2026-02-01 and were left out.",
        "2 rows have no customer; they count in totals only.",
    ]


def test_a_rate_of_nought_is_a_rate(tmp_path):
    file = a_file(tmp_path, [["c1", "2026-01-05", "100"]])
    said = told("clv", "--orders", file, "--retention", "0.5", "--discount", "0", "--out", tmp_path / "out")

    assert said["parameters"]["yearly_discount"] == 0
    assert [float(row["clv"]) for row in rows_of(said["tables"]["customers"])] == [100]


def test_abc_tells_how_much_few_hold(tmp_path):
    rows = [[f"c{place}", "2026-01-05", amount] for place, amount in enumerate([70, 10, 10, 10, -10])]
    said = told("abc", "--orders", a_file(tmp_path, rows), "--out", tmp_path / "out")

    held = {row["share"]: (row["items"], row["value_share"]) for row in rows_of(said["tables"]["concentration"])}
    assert (held["0.2"], held["0.5"]) == (("1", str(70 / 90)), ("3", "1.0"))
    assert said["parameters"]["gini"] == pytest.approx(0.45)


def test_a_product_taken_back_within_an_order_is_no_breadth(tmp_path):
    rows = [["c1", "2026-01-05", "10", "7", "tea"], ["c1", "2026-01-05", "-2", "7", "cup"]]
    said = told("loyalty", "--orders", a_file(tmp_path, rows, [*WITH_ORDER, "product"]), "--out", tmp_path / "out")

    assert next(row["value"] for row in rows_of(said["tables"]["kpis"]) if row["kpi"] == "breadth") == "1.0"


@pytest.mark.skipif(not LINES.exists(), reason="the public files are not here")
def test_lines_of_online_retail_without_a_customer():
    said = told("cohorts", "--orders", LINES, "--as-of", "2011-07-01")

    assert said["warnings"][0] == "69014 rows have no customer; they count in totals only."


class TestSeries:
    ROWS = tuple(
        [name, f"2025-{month:02}", "5"] for name, last in (("a", 12), ("b", 2)) for month in range(1, last + 1)
    )
    HEADER = ("series", *PERIODS)

    @pytest.mark.parametrize("name", ["forecast", "anomalies"])
    def test_rows_on_or_after_the_day_are_counted(self, tmp_path, name):
        said = told(name, "--orders", a_file(tmp_path, self.ROWS, self.HEADER), "--as-of", "2025-11-01")

        assert said["warnings"][0] == "2 rows are dated on or after 2025-11-01 and were left out."

    def test_that_end_early_are_said_to_count_as_no_sales(self, tmp_path):
        file = a_file(tmp_path, self.ROWS, self.HEADER)

        assert told("forecast", "--orders", file)["warnings"][0].startswith("1 series end before the last period;")
        for others in (("--gaps", "unknown"), ("--as-of", "2025-03-01")):
            warnings = told("forecast", "--orders", file, *others)["warnings"]
            assert not any("end before" in said for said in warnings)


class TestSettings:
    """Figures that mean nothing are refused with a sentence, whichever measure they are for."""

    ROWS = [[f"c{place % 40}", f"2025-{place // 40 + 1:02}-{place % 28 + 1:02}", "5"] for place in range(400)]

    @pytest.mark.parametrize(
        ("call", "sentence"),
        [
            ("bgnbd --seed -1", "The setting seed must be a number from 0 to"),
            ("lifetime --horizon-years -1", "The setting horizon_years must be a number from 0.01 to 1000"),
            ("equity --horizon-years 0", "The setting horizon_years must be a number from 0.01 to 1000"),
            ("lifetime --yearly-discount nan", "--yearly-discount takes a number, not nan."),
            ("churn --patience inf", "--patience takes a number, not inf."),
            ("churn --periods 1000000", "A setting is too large: it reaches beyond the calendar."),
            ("abc --window-months 1000000", "A setting is too large: it reaches beyond the calendar."),
            ("churnrisk --horizon-days 1000000", "A setting is too large: it reaches beyond the calendar."),
            ("churnrisk --cost -1", "The setting cost must be a number from 0 to"),
        ],
    )
    def test_beyond_reason_are_refused(self, tmp_path, call, sentence):
        name, *arguments = call.split()
        said = asked(name, "--orders", a_file(tmp_path, self.ROWS), *arguments)

        assert (said.exit_code, sentence in said.output) == (1, True), said.output

    @pytest.mark.parametrize("arguments", [("--season", "-1"), ("--season", "0"), ("--horizon", "0")])
    def test_of_a_forecast_are_whole_and_above_nought(self, tmp_path, arguments):
        said = asked("forecast", "--orders", a_file(tmp_path, TestSeries.ROWS, TestSeries.HEADER), *arguments)

        assert (said.exit_code, "must be a whole number above zero" in said.output) == (1, True)
