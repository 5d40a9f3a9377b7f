"""What measures read: shapes, days, windows, margins, and an engine that stays inside its folder."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Thread

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zhike.insight.measures import SCHEMAS, Facts, Ladder, MeasureRefused, Rfm, month_ends
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import NEEDED_FOR
from zhike.insight.measures.example import tea_house
from zhike.insight.measures.moments import moments
from zhike.insight.tests.measures_cast import codes_of, entry, facts_of, known, refund, retail, sale

JULY = date(2025, 7, 1)
TEXTS = (
    *("customer_day", *NEEDED_FOR["customer_history"]),
    *("reading", "reading_history", "reading_lines"),
    *(
        "rfm_cuts",
        "rfm",
        "abc_product",
        "abc_customer",
        "pyramid",
        "ladder",
        "ladder_day",
        "lifecycle",
        "retention",
        "clv",
        "cohorts",
        "transitions",
    ),
    "changes",
)


def history(facts, *columns, as_of=JULY):
    """The named columns of the only customer's history."""
    row = facts.observe([as_of]).query("SELECT * FROM customer_history").to_pylist()[0]
    return row[columns[0]] if len(columns) == 1 else tuple(row[column] for column in columns)


def test_the_known_totals_of_online_retail():
    lines = retail().query("SELECT count(*) AS lines, sum(amount) AS total FROM order_lines").to_pylist()[0]
    orders = retail().query("SELECT count(*) AS orders, sum(net) AS total FROM orders").to_pylist()[0]

    assert (lines["lines"], orders["orders"]) == (245_903, 12_795)
    assert lines["total"] == orders["total"] == Decimal("4397950.761")


def test_purchases_are_sales_and_money_is_everything():
    facts = facts_of(
        sale(1, "06-01", 100),
        sale(1, "06-01", 50),
        refund(1, "06-20", 30),
        entry(1, "06-25", -5, "adjustment", margin=None, product="x", goods=False),
    )

    assert history(facts, "purchases", "purchase_days") == (2, 1)
    assert history(facts, "first_purchase", "last_purchase") == (date(2025, 6, 1), date(2025, 6, 1))
    assert history(facts, "net", "net_sales_12m", "margin_coverage_12m") == (Decimal(115), Decimal(115), 0)


def test_the_mean_gap_is_null_below_three_purchase_days():
    assert history(facts_of(sale(1, "01-01"), sale(1, "01-31")), "mean_gap_days") is None
    assert history(facts_of(sale(1, "01-01"), sale(1, "01-02"), sale(1, "01-31")), "mean_gap_days") == 15


def test_the_populations_gap_is_the_middle_of_those_who_have_one():
    def steady(customer, gap):
        return [sale(customer, f"03-{1 + gap * step:02}") for step in range(3)]

    facts = facts_of(*steady(1, 2), *steady(2, 4), *steady(3, 10), sale(4, "01-01"), sale(4, "06-01"))

    assert history(facts, "median_gap_days") == 4


@pytest.mark.parametrize(
    ("days", "purchases_90d", "purchases_12m", "purchases_year_before"),
    [
        (["2025-07-01"], 0, 0, 0),
        (["2025-06-30"], 1, 1, 0),
        (["2025-04-02"], 1, 1, 0),
        (["2025-04-01"], 0, 1, 0),
        (["2024-07-01"], 0, 1, 0),
        (["2024-06-30"], 0, 0, 1),
        (["2023-07-01"], 0, 0, 1),
        (["2023-06-30"], 0, 0, 0),
    ],
)
def test_windows_begin_with_their_first_day_and_end_before_the_day(
    days, purchases_90d, purchases_12m, purchases_year_before
):
    facts = facts_of(*[sale(1, on) for on in days])

    found = history(facts, "purchases_90d", "purchases_12m", "purchases_year_before")

    assert found == (purchases_90d, purchases_12m, purchases_year_before)


def test_one_unknown_cost_makes_a_margin_unknown():
    facts = facts_of(sale(1, "06-01", 90, margin=40), sale(1, "06-02", 10))

    assert history(facts, "margin_12m") is None
    assert history(facts_of(sale(1, "06-01", 90, margin=40)), "margin_12m") == Decimal(40)


def test_margins_are_filled_from_nine_tenths_of_known_costs_on():
    facts = facts_of(sale(1, "06-01", 90, margin=45), sale(1, "06-02", 10))
    short = facts_of(sale(1, "06-01", 89, margin=45), sale(1, "06-02", 11))

    assert history(facts, "margin_12m_filled", "margin_12m_is_estimated") == (Decimal(50), True)
    assert history(short, "margin_12m_filled", "margin_coverage_12m") == (None, 0.89)


def test_who_never_ordered_has_null_money_and_no_purchases():
    found = history(facts_of(customers=[known(1)]), "purchases", "purchases_12m", "net", "net_sales_12m", "margin_12m")

    assert found == (0, 0, None, None, None)


def test_orders_without_a_listed_customer_are_left_out_and_said():
    facts = facts_of(sale(None, "06-01"), sale(7, "06-01"), sale(1, "06-01"), customers=[known(1)])

    scored = Rfm().fit(facts, as_of=JULY)

    assert scored.customers == 1
    assert codes_of(scored)[:2] == ["rows_without_customer", "rows_of_unlisted_customers"]


@pytest.mark.parametrize("unlisted", [[], [sale(7, "06-01", 900, margin=1)]], ids=["all listed", "one unlisted"])
@pytest.mark.parametrize("first", [[], [Rfm()]], ids=["alone", "after another measure"])
def test_who_is_not_listed_has_neither_place_nor_margin(first, unlisted):
    given = [sale(None, "06-01", 900, margin=1), sale(1, "06-01", 90, margin=45), sale(2, "06-02", 10)]
    facts = facts_of(*given, *unlisted, customers=[known(1), known(2)])

    *_others, ladder = [measure.fit(facts, as_of=JULY) for measure in (*first, Ladder())]

    found = ladder.table.select(["customer_id", "value", "place", "ranked_customers", "margin_coverage_12m"])
    assert [tuple(row.values()) for row in found.to_pylist()] == [(1, 45, 1, 2, 0.9), (2, 5, 2, 2, 0.9)]


def test_what_was_read_is_the_same_from_histories_as_from_orders():
    given = [sale(None, "06-01"), sale(7, "06-01"), refund(1, "06-01"), sale(1, "07-02"), sale(7, "07-02")]
    plain, told = (facts_of(*given, customers=[known(1), known(2)]) for _ in range(2))
    told.observe([JULY]).query("SELECT * FROM customer_history")

    assert told.reading("reading", as_of=JULY) == plain.reading("reading", as_of=JULY)
    assert list(told.reading("reading", as_of=JULY).values()) == [3, 2, 1, 1]


def test_of_customers_only_what_is_asked_for_is_counted():
    facts = facts_of(sale(1, "06-01"))

    Rfm().fit(facts, as_of=JULY)
    alone = dict(facts.observed)
    Ladder().fit(facts, as_of=JULY)

    assert alone == {"customer_sums": (JULY,), "customer_past": (JULY,)}
    assert set(facts.observed) == set(NEEDED_FOR["customer_history"])


def test_days_are_counted_alike_by_what_a_source_says_and_by_what_follows_from_its_orders():
    given = facts_of(sale(1, "05-01"), sale(1, "05-01"), refund(1, "05-01"), sale(1, "06-01"), sale(2, "06-02"))
    customers, orders = (given.query(f"SELECT * FROM {name}") for name in ("customers", "orders"))
    told = Facts.from_tables(customers=customers, orders=orders)
    bare = Facts.from_tables(customers=customers, orders=orders.drop_columns("first_of_day"))
    Rfm().fit(bare, as_of=JULY)

    found = [facts.observe([JULY]).query("SELECT * FROM customer_history") for facts in (told, bare)]

    assert (told.tells_days, bare.tells_days) == (True, False)
    assert found[0]["purchase_days"].to_pylist() == [2, 1]
    assert found[0] == found[1]


def test_measures_of_different_days_do_not_mix_what_is_kept():
    facts, earlier = facts_of(sale(1, "05-01"), sale(1, "06-01"), sale(2, "06-02")), date(2025, 6, 1)
    expected = [Ladder().fit(facts_of(sale(1, "05-01"), sale(1, "06-01"), sale(2, "06-02")), as_of=JULY).table]

    Ladder().fit(facts, as_of=JULY)
    Rfm().fit(facts, as_of=earlier)

    assert [Ladder().fit(facts, as_of=JULY).table] == expected
    assert facts.reading("reading", as_of=earlier)["rows_read"] == 1


@pytest.mark.parametrize("other", [6, 2**40])
def test_an_order_held_twice_is_refused(other):
    rows = [{"order_id": key, "customer_id": 1, "placed_on": JULY, "kind": "sale"} for key in (5, 5, other)]
    orders = pa.Table.from_pylist(rows, SCHEMAS["orders"])
    facts = Facts.from_tables(customers=SCHEMAS["customers"].empty_table(), orders=orders)

    with pytest.raises(MeasureRefused, match="The table orders holds 1 row twice"):
        Rfm().fit(facts, as_of=JULY)


def test_a_table_without_a_column_is_refused():
    orders = SCHEMAS["orders"].empty_table().drop_columns(["margin", "net"])

    with pytest.raises(MeasureRefused, match="The table orders has no column net, margin"):
        Facts.from_tables(customers=SCHEMAS["customers"].empty_table(), orders=orders)


@pytest.mark.parametrize("wrong", [datetime(2025, 7, 1, tzinfo=UTC), "2025-07-01", date(1, 1, 1)])
def test_an_as_of_date_is_a_day(wrong):
    with pytest.raises(MeasureRefused, match="An as-of date is a day"):
        Rfm().fit(tea_house(), as_of=wrong)


# A warehouse folder.


@pytest.fixture
def warehouse(tmp_path):
    facts = tea_house()
    for name in SCHEMAS:
        pq.write_table(facts.query(f"SELECT * FROM {name}"), tmp_path / f"{name}.parquet")
    return tmp_path


def test_a_warehouse_folder_gives_the_same_numbers(warehouse):
    with Facts.open(warehouse) as facts:
        opened = Rfm().fit(facts, as_of=JULY)

    assert opened.table.equals(Rfm().fit(tea_house(), as_of=JULY).table)
    assert opened.rows_read == 16


def test_a_table_may_lie_in_parts(warehouse):
    orders = pq.read_table(warehouse / "orders.parquet")
    (warehouse / "orders.parquet").unlink()
    for number, part in enumerate([orders.slice(0, 9), orders.slice(9)]):
        folder = warehouse / "orders" / f"part={number}"
        folder.mkdir(parents=True)
        pq.write_table(part, folder / "rows.parquet")

    assert Facts.open(warehouse).query("SELECT count(*) AS orders FROM orders")["orders"].to_pylist() == [17]


def test_an_order_held_by_two_files_is_refused(warehouse):
    orders = pq.read_table(warehouse / "orders.parquet")
    (warehouse / "orders.parquet").unlink()
    (warehouse / "orders").mkdir()
    for number, part in enumerate([orders.slice(0, 9), orders.slice(8)]):
        pq.write_table(part, warehouse / "orders" / f"{number}.parquet")

    with pytest.raises(MeasureRefused, match="The table orders holds 1 row twice"):
        Rfm().fit(Facts.open(warehouse), as_of=JULY)


def test_a_folder_without_a_table_is_refused(warehouse):
    (warehouse / "orders.parquet").unlink()

    with pytest.raises(MeasureRefused, match="has no table orders"):
        Facts.open(warehouse)


def test_nothing_outside_the_folder_can_be_read(warehouse, tmp_path_factory):
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.csv"
    secret.write_text("word\nsesame\n")
    facts = Facts.open(warehouse)

    for statement in (f"SELECT * FROM read_csv('{secret}')", f"COPY orders TO '{secret}'", f"ATTACH '{secret}.db'"):
        with pytest.raises(duckdb.Error):
            facts.query(statement)
    for statement in ("SET enable_external_access = true", "SET memory_limit = '64GB'"):
        with pytest.raises(duckdb.Error, match="locked"):
            facts.query(statement)
    assert secret.read_text() == "word\nsesame\n"


def test_facts_from_tables_can_read_no_file_at_all(warehouse):
    with pytest.raises(duckdb.Error):
        tea_house().query(f"SELECT * FROM read_parquet('{warehouse}/orders.parquet')")


def test_threads_may_share_facts():
    facts = tea_house()
    days = month_ends(date(2025, 1, 1), date(2025, 7, 1))
    found = {}

    def score(day):
        found[day] = Rfm(bins=2).fit(facts, as_of=day).table

    threads = [Thread(target=score, args=(day,)) for day in days]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(found[day].equals(Rfm(bins=2).fit(tea_house(), as_of=day).table) for day in days)


# Days and texts.


def test_a_year_before_the_leap_day_is_the_end_of_february():
    row = moments([date(2024, 2, 29)]).to_pylist()[0]

    assert (row["year_start"], row["two_years_start"]) == (date(2023, 2, 28), date(2022, 2, 28))


def test_month_ends_are_the_first_days_of_the_months_after():
    assert month_ends(date(2024, 11, 30), date(2025, 2, 27)) == [date(2024, 12, 1), date(2025, 1, 1), date(2025, 2, 1)]
    assert month_ends(date(2025, 1, 1), date(2025, 1, 31)) == []


def test_three_years_have_thirty_six_month_ends():
    assert len(month_ends(date(2022, 7, 1), date(2025, 7, 1))) == 36


@pytest.mark.parametrize("name", TEXTS)
def test_texts_keep_to_what_both_engines_understand(name):
    text = text_of(name)
    code = re.sub(r"--.*", "", text)

    assert not re.findall(
        r"(?i)::|ignore nulls|qualify|quantile_cont|date_diff|datediff|list_|filter \(|\bexclude\b", code
    )
    assert not re.findall(r"--.*:\w", text), "a parameter in a comment would be looked for"
