"""Lists of people asked of the tool: who answers, what a contact adds, who resembles the best."""

import gzip

import pytest

from zhike.insight.tests.test_tool import a_file, asked, rows_of, told

HEADER = ["会员号", "age", "city", "answered", "phoned", "date"]


def people(count=200, *, stranger=None):
    """People; those over fifty answer, and of the younger ones those in Hangzhou who were phoned."""
    for number in range(count):
        age, city, phoned = 20 + number % 60, ("杭州", "宁波")[number % 2], number % 4 < 2
        answers = age > 50 or (phoned and city == "杭州")
        said = "" if number == stranger else "yes" if answers else "no"
        yield [f"m{number:03}", age, city, said, "1" if phoned else "0", f"2026-01-{number % 28 + 1:02}"]


def test_the_chance_of_an_answer_is_learnt_from_all_other_columns(tmp_path):
    file = a_file(tmp_path, people(stranger=199), HEADER, encoding="utf-8")

    said = told("response", "--orders", file, "--out", tmp_path / "out")

    chances = {row["id"]: float(row["chance"]) for row in rows_of(said["tables"]["chances"])}
    fields = {row["field"] for row in rows_of(said["tables"]["fields"])}
    assert (said["rows_read"], said["customers"], said["parameters"]["learnt_from"]) == (200, 200, 199)
    assert chances["m055"] > 0.8 > 0.3 > chances["m003"]
    assert {"age", "city", "phoned"} <= fields
    assert "uplift" not in said["tables"]


def test_columns_that_know_the_answer_can_be_left_out(tmp_path):
    file = a_file(tmp_path, people(), HEADER, encoding="utf-8")

    said = told("response", "--orders", file, "--leave-out", "AGE, city", "--out", tmp_path / "out")

    assert {row["field"] for row in rows_of(said["tables"]["fields"])}.isdisjoint({"age", "city"})
    refused = asked("response", "--orders", file, "--leave-out", "horoscope")
    assert (refused.exit_code, "no column 'horoscope'" in refused.output) == (1, True)


def test_what_a_contact_adds_is_told_where_the_contacted_are_named(tmp_path):
    file = a_file(tmp_path, people(600), HEADER, encoding="utf-8")

    said = told("response", "--orders", file, "--contacted", "phoned", "--out", tmp_path / "out")

    added = {row["id"]: float(row["uplift"]) for row in rows_of(said["tables"]["uplift"])}
    assert added["m000"] > added["m001"]  # young in Hangzhou, young in Ningbo
    assert said["parameters"]["qini_coefficient"] is not None


def test_the_likeliest_to_answer_come_first_with_what_contacting_them_brings(tmp_path):
    file = a_file(tmp_path, people(), HEADER, encoding="utf-8")

    said = told("response", "--orders", file, "--gain", 10, "--cost", 3, "--out", tmp_path / "out")

    assert [int(row["place"]) for row in rows_of(said["tables"]["chances"])] == list(range(1, 201))
    assert all(
        float(row["profit"]) == 10 * int(row["found"]) - 3 * int(row["rows"])
        for row in rows_of(said["tables"]["reach"])
    )


def test_a_curve_of_contacts_says_when_to_stop(tmp_path):
    rows = [[1, "yes"], [1, "是"], [2, "yes"], [2, "no"], [3, "no"], [3, ""], ["", "yes"]]
    file = a_file(tmp_path, rows, ["联系次数", "是否响应"], encoding="utf-8")

    said = told("contact_curve", "--orders", file, "--gain", 10, "--cost", 3, "--out", tmp_path / "out")

    curve = rows_of(said["tables"]["curve"])
    assert [(row["contacted"], row["answers"]) for row in curve] == [("5", "2"), ("3", "1"), ("1", "0")]
    assert (said["rows_read"], said["parameters"]["stop_after"]) == (7, 2)


def test_strangers_are_told_by_their_likeness(tmp_path):
    file = a_file(tmp_path, people(stranger=55), HEADER, encoding="utf-8")

    said = told("look_alikes", "--orders", file, "--answer", "answered", "--out", tmp_path / "out")

    assert said["measure"] == "look_alikes"
    chances = {row["id"]: float(row["chance"]) for row in rows_of(said["tables"]["chances"])}
    assert chances.keys() == {"m055"}
    assert chances["m055"] > 0.5


def test_a_list_without_answers_is_refused_with_what_to_type(tmp_path):
    said = asked("response", "--orders", a_file(tmp_path, [["m1", "30"]], ["会员号", "age"], encoding="utf-8"))

    assert said.exit_code == 1
    assert "--columns answer=…" in said.output


@pytest.mark.parametrize("measure", ["rfm", "response"])
def test_a_packed_file_is_refused_with_what_to_do(tmp_path, measure):
    file = tmp_path / "orders.csv.gz"
    file.write_bytes(gzip.compress(b"customer,date,amount\nc1,2026-01-05,10\n"))

    said = asked(measure, "--orders", file)

    assert said.exit_code == 1
    assert "The file is packed. Unpack it first" in said.output


def with_incomes(spelling, count=200):
    """People with a further column by which alone one can tell: who earns more than 2,500.50 answers."""
    for number in range(count):
        income = 1_000 + number % 40 * 100 + 0.5
        yield [f"m{number:03}", spelling(income), ("杭州", "宁波")[number % 2], "yes" if income > 2_500.5 else "no"]


def in_german(income):
    return f"{income:,.2f}".translate(str.maketrans(",.", ".,"))


@pytest.mark.parametrize("name", ["response", "look_alikes"])
def test_figures_with_a_comma_before_decimals_are_figures(tmp_path, name):
    header = ["会员号", "income", "city", "answered"]
    answers = {}
    for way, spelling in (("points", "{:.2f}".format), ("commas", in_german)):
        (tmp_path / way).mkdir()
        file = a_file(tmp_path / way, with_incomes(spelling), header, encoding="utf-8")
        said = told(name, "--orders", file, "--out", tmp_path / way / "out")
        answers[way] = {table: rows_of(place) for table, place in said["tables"].items()}

    assert answers["commas"]["fields"][0]["field"] == "income"
    assert answers["commas"] == answers["points"]


def test_commas_can_be_told_and_told_not_to_be_there(tmp_path):
    header = ["会员号", "income", "city", "answered"]
    file = a_file(tmp_path, with_incomes(lambda income: f"{income:.3f}".replace(".", ",")), header, encoding="utf-8")

    said = {
        way: told("response", "--orders", file, way, "--out", tmp_path / way)["tables"]["fields"]
        for way in ("--decimal-comma", "--decimal-point")
    }

    effects = {way: {row["field"]: float(row["mean_effect"]) for row in rows_of(place)} for way, place in said.items()}
    assert effects["--decimal-comma"]["income"] > 1
    assert effects["--decimal-comma"] != effects["--decimal-point"]


def test_words_with_commas_stay_words(tmp_path):
    rows = [[*row[:2], f"{row[2]}, {number % 3},5", row[3]] for number, row in enumerate(with_incomes(str))]
    file = a_file(tmp_path, rows, ["会员号", "income", "city", "answered"], encoding="utf-8")

    said = told("response", "--orders", file, "--out", tmp_path / "out")

    assert {row["value"] for row in rows_of(said["tables"]["reasons"]) if row["field"] == "city"} <= {
        f"{city}, {number},5" for city in ("杭州", "宁波") for number in range(3)
    }
