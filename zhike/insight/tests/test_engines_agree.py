"""The same measures over the same facts on DuckDB and on a Spark cluster of two workers: the same answers.

The cluster is started once, leaves its answers as files, and is stopped. Ageing, read from plain rows, is no case.
"""

import json
import os
import random
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zhike.insight.measures import (
    SCHEMAS,
    Abc,
    BgNbdForecast,
    Churn,
    Cohorts,
    Contribution,
    CustomerEquity,
    Facts,
    FittedClv,
    Ladder,
    Lifecycle,
    MbgNbdForecast,
    MeasureRefused,
    ParetoNbdForecast,
    PlainClv,
    Pyramid,
    Rfm,
    SpendForecast,
    Survival,
    ValueMatrix,
)
from zhike.insight.measures import spark as spark_module
from zhike.insight.measures.analyses import (
    Anomalies,
    Baskets,
    ChurnRisk,
    Clusters,
    LoyaltyKpis,
    NextProduct,
    SalesForecast,
    Signals,
)
from zhike.insight.measures.baskets import There
from zhike.insight.measures.found import Found
from zhike.insight.measures.fraud import Fraud
from zhike.insight.measures.spark import SparkFacts, session_at
from zhike.insight.tests.contacts_cast import OF_CONTACTS
from zhike.insight.tests.engines_cast import AgainstYearBefore, JudgedByAYear, OnManyDays
from zhike.insight.tests.fraud_cast import LABELLED, payments
from zhike.insight.tests.measures_cast import JULY, LINES, retail
from zhike.insight.tests.mining_cast import SHARED, golden_groups, groceries, market
from zhike.insight.tests.signals_cast import LIMIT, clean, plant

pytestmark = pytest.mark.spark


FRAUD = Fraud(train_from=LABELLED, models=(), model="logistic", per_day=20, most_reasons=15)
CUSTOMERS, ORDERS = 200, 1_200
AS_OF = {"retail": JULY, "simulated": date(2026, 3, 1)}
MEASURES = {
    "rfm": Rfm(),
    "rfm by rank": Rfm(binning="rank"),
    "abc of products": Abc(),
    "abc of customers": Abc(of="customer"),
    "ladder": Ladder(),
    "ladder on many days": OnManyDays(),
    "pyramid": Pyramid(),
    "lifecycle": Lifecycle(),
    "cohorts": Cohorts(),
    "clv by tier": PlainClv(pyramid=Pyramid(), yearly_retention=None),
    "clv by a year": JudgedByAYear(),
    "contribution": Contribution(stated_margin=0.3),
    "survival": Survival(),
    "churn": Churn(),
    "gammagamma": SpendForecast(),
    "bgnbd": BgNbdForecast(),
    "mbgnbd": MbgNbdForecast(),
    "paretonbd": ParetoNbdForecast(),
    "lifetime": FittedClv(),
    "matrix": ValueMatrix(),
    "equity": CustomerEquity(by="kind"),
    "loyalty": LoyaltyKpis(targets={"retention": 0.5}),
    "churn risk": ChurnRisk(),
    "clusters": Clusters(),
    "recommend": NextProduct(),
    "forecast": SalesForecast(),
    "anomalies": Anomalies(),
    **OF_CONTACTS,
    "baskets": Baskets(min_support=0.01, max_length=3),
    "baskets against the year before": AgainstYearBefore(min_support=0.002),
}
REAL = ("rfm", "abc of products")
CASES = [*(("retail", name) for name in REAL), *(("simulated", name) for name in MEASURES if name not in REAL)]
GROCERIES = SHARED / "groceries/groceries.csv"
RULES = {
    "market": (market, Baskets(min_support=0.005)),
    "market, pairs, large baskets left out": (market, Baskets(min_support=0.005, max_length=2, max_basket_items=4)),
    "market, items alone": (market, Baskets(max_length=1)),
    "market, nothing frequent": (market, Baskets(min_support=0.9)),
    "groceries": (groceries, Baskets(min_support=0.006, min_confidence=0.25)),
}


@pytest.mark.parametrize(("data", "name"), CASES, ids=lambda value: value.replace(" ", "-"))
def test_spark_says_what_duckdb_says(answers, data, name):
    said = MEASURES[name].fit(facts_of(data), as_of=AS_OF[data])
    told = json.loads((answers / f"{data} {name}.json").read_text())

    assert told == certificate(said)
    for table, expected in tables_of(said).items():
        assert_same(pq.read_table(answers / f"{data} {name} {table}.parquet"), expected)


@pytest.mark.parametrize("name", RULES)
def test_spark_counts_the_baskets_that_are_counted_here(answers, name):
    entries, rules = RULES[name]
    said = rules.of(entries())

    assert read(answers, name, said) == {**certificate(said), "parameters": said.parameters}


def test_spark_raises_the_alerts_that_are_raised_here(answers):
    said = alerts_on("duckdb")

    assert len(said) > 7
    assert read(answers, "signals", said) == {**certificate(said), "parameters": said.parameters}


def test_spark_lists_the_payments_that_are_listed_here(answers):
    said = FRAUD.of(payments())

    assert read(answers, "fraud", said) == {**certificate(said), "parameters": said.parameters}


@pytest.mark.skipif(not GROCERIES.exists(), reason=f"no {GROCERIES}")
def test_the_published_counts_of_groceries_on_spark(answers):
    counts = [pq.read_metadata(answers / f"groceries {table}.parquet").num_rows for table in ("rules", "sets")]

    assert counts == [463, 747]


def test_more_sets_than_anybody_reads_are_refused_on_spark_too(answers):
    assert (answers / "refused.txt").read_text() == (
        "More than 50 sets of items are frequent; raise the least support or take shorter sets."
    )


@pytest.mark.skipif(not LINES.exists(), reason=f"no {LINES}")
def test_the_known_totals_of_online_retail_on_spark(answers):
    totals = json.loads((answers / "totals.json").read_text())

    assert totals == {"lines": 245_903, "orders": 12_795, "total": "4397950.7610"}


@pytest.mark.skipif(not LINES.exists(), reason=f"no {LINES}")
def test_the_golden_groups_of_online_retail_on_spark(answers):
    found = json.loads((answers / "groups.json").read_text())

    assert [round(silhouette, 3) for silhouette, _sizes in found] == pytest.approx([0.342, 0.365, 0.299], abs=0.001)
    assert [sizes for _silhouette, sizes in found[:2]] == [[1_344, 1_175, 441], [1_270, 862, 466, 362]]


def test_nothing_of_the_cluster_is_left(answers):
    assert json.loads((answers / "left.json").read_text()) == []


def test_closed_facts_leave_nothing_in_the_session(answers):
    assert json.loads((answers / "held.json").read_text()) == {"views": [], "kept": 0}


def test_what_is_kept_is_planned_from_its_rows_alone(answers):
    plans = json.loads((answers / "plans.json").read_text())

    assert {"given_orders", "customer_day", "customer_past", "customer_year", "population"} <= plans.keys()
    assert set(plans.values()) == {0}


def test_no_place_and_no_package_are_said_with_what_to_do(monkeypatch):
    monkeypatch.delenv("ZHIKE_SPARK", raising=False)
    with pytest.raises(MeasureRefused, match="set ZHIKE_SPARK to"):
        session_at()

    monkeypatch.setitem(__import__("sys").modules, "pyspark.errors", None)
    with pytest.raises(MeasureRefused, match="pip install 'pyspark"):
        session_at("local[1]")


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """The folder with what Spark answered."""
    folder = tmp_path_factory.mktemp("spark")
    answer_all(folder)
    return folder


def answer_all(folder):
    from zhike.insight.tests.spark_cluster import cluster, end_driver

    end_driver()  # one that a test before left has settings of its own, and asks for more than the workers have
    with cluster(folder / "cluster") as address:
        try:
            for data in AS_OF if LINES.exists() else ["simulated"]:
                with on_spark(data, folder, address) as facts:
                    for name in [name for of, name in CASES if of == data]:
                        keep(MEASURES[name].fit(facts, as_of=AS_OF[data]), folder / f"{data} {name}")
                    if data == "retail":
                        keep_totals(facts, folder)
                        keep_groups(facts, folder)
                    else:
                        keep_plans(facts, folder)
            keep_what_is_held(session_at(address), folder)
            mine(folder, session_at(address))
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("ZHIKE_SPARK", address)
                keep_mined(FRAUD.of(payments(), engine="spark"), folder / "fraud")
                keep_mined(alerts_on("spark"), folder / "signals")
        finally:
            end_driver()
    left = [pid for pid in os.listdir("/proc") if pid.isdigit() and str(folder) in command_of(pid)]
    (folder / "left.json").write_text(json.dumps(left))


def alerts_on(engine):
    """A year of papers with everything planted, weak alerts too."""
    world = clean()
    plant(world)
    return world.found(Signals(limits={"sale": [LIMIT, 500]}, least_strength=0.01), engine=engine)


def mine(folder, session):
    """Rules of entries that are sent to the cluster."""

    def mined(entries, rules):
        return rules.told(There.sent(entries(), session=session))

    for name, (entries, rules) in RULES.items():
        if entries is market or GROCERIES.exists():
            keep_mined(mined(entries, rules), folder / name)
    with pytest.raises(MeasureRefused) as refused:
        mined(market, Baskets(min_support=0.005, max_sets=50))
    (folder / "refused.txt").write_text(str(refused.value))


def keep_mined(found, stem):
    keep(found, stem)
    told = {**certificate(found), "parameters": found.parameters}
    stem.with_name(f"{stem.name}.json").write_text(json.dumps(told))


def read(answers, name, said):
    """What Spark told of entries, its tables being those that are said here."""
    for table, expected in tables_of(said).items():
        assert_same(pq.read_table(answers / f"{name} {table}.parquet"), expected)
    return json.loads((answers / f"{name}.json").read_text())


def on_spark(data, folder, address):
    """Online Retail as files of a warehouse, the others sent from memory."""
    tables = {name: facts_of(data).query(f"SELECT * FROM {name}") for name in SCHEMAS}
    if data != "retail":
        return SparkFacts.from_tables(**tables, place=address)
    for name, table in tables.items():
        (folder / "warehouse" / name).mkdir(parents=True)
        pq.write_table(table, folder / "warehouse" / name / "all.parquet")
    return SparkFacts.open(folder / "warehouse", place=address)


def keep(scored, stem):
    stem.with_name(f"{stem.name}.json").write_text(json.dumps(certificate(scored)))
    for table, rows in tables_of(scored).items():
        pq.write_table(rows, stem.with_name(f"{stem.name} {table}.parquet"))


def keep_totals(facts, folder):
    lines = facts.query("SELECT count(*) AS lines, sum(amount) AS total FROM order_lines").to_pylist()[0]
    orders = facts.query("SELECT count(*) AS orders FROM orders").to_pylist()[0]
    totals = {"lines": lines["lines"], "orders": orders["orders"], "total": str(lines["total"])}
    (folder / "totals.json").write_text(json.dumps(totals))


def keep_groups(facts, folder):
    found = [golden_groups(facts, k).tables for k in (3, 4, 5)]
    silhouettes = [tables["choice"]["silhouette"][0].as_py() for tables in found]
    sizes = [sorted(tables["clusters"]["rows"].to_pylist(), reverse=True) for tables in found]
    (folder / "groups.json").write_text(json.dumps(list(zip(silhouettes, sizes, strict=True))))


def keep_plans(facts, folder):
    """From how many others each relation that is kept would be worked out."""
    plans = {name: rows._jdf.queryExecution().analyzed().children().size() for name, rows in facts.kept.items()}
    (folder / "plans.json").write_text(json.dumps(plans))


def keep_what_is_held(session, folder):
    kept = session.sparkContext._jsc.getPersistentRDDs().size()
    held = {"views": [table.name for table in session.catalog.listTables()], "kept": kept}
    (folder / "held.json").write_text(json.dumps(held))


def command_of(pid):
    try:
        with open(f"/proc/{pid}/cmdline") as command:
            return command.read()
    except OSError:
        return ""


def certificate(scored):
    """What a result says beside its rows."""
    told = {name: getattr(scored, name, None) for name in ("rows_read", "rows_after_as_of", "customers")}
    return told | {"warnings": [str(warning) for warning in scored.warnings]}


def tables_of(scored):
    return dict(scored.tables) if isinstance(scored, Found) else {"table": scored.table, **scored.extras}


def assert_same(found, expected):
    """Whole numbers, words, days and money exactly; floats to a billionth of their size."""
    assert found.column_names == expected.column_names
    assert found.num_rows == expected.num_rows
    for name in expected.column_names:
        one, other = found[name].to_pylist(), expected[name].to_pylist()
        if pa.types.is_floating(expected.schema.field(name).type):
            assert [value is None for value in one] == [value is None for value in other], name
            known = [value for value in other if value is not None]
            assert [value for value in one if value is not None] == pytest.approx(known, rel=1e-9, abs=0), name
        else:
            assert one == other, name


@cache
def facts_of(data):
    if data == "retail" and not LINES.exists():
        pytest.skip(f"no {LINES}")
    return {"retail": retail, "simulated": simulated}[data]()


def simulated():
    """Three years of orders with costs that are sometimes unknown, returns, referrals, ties and nobody's orders."""
    chance = random.Random(20260301)
    first = date(2023, 1, 1)
    people = [
        {
            "customer_id": number,
            "kind": chance.choice(["consumer", "enterprise", "channel", "supplier"]),
            "known_since": first + timedelta(days=chance.randrange(400)),
            "referred_by": chance.choice([None, None, None, chance.randrange(1, CUSTOMERS)]),
        }
        for number in range(1, CUSTOMERS + 1)
    ]
    orders, lines = [], []
    for number in range(1, ORDERS + 1):
        kind = chance.choices(["sale", "return", "adjustment"], [90, 8, 2])[0]
        amount = (
            Decimal(chance.choice([100, 100, 250, chance.randrange(1, 200_000)])) / 4 * (1 if kind == "sale" else -1)
        )
        day = first + timedelta(days=chance.randrange(1_180))
        money = {"gross": max(amount, Decimal(0)), "refund": min(amount, Decimal(0)), "net": amount}
        margin = None if chance.random() < 0.02 else amount * Decimal("0.3")
        customer = None if chance.random() < 0.05 else int(CUSTOMERS * chance.random() ** 2) + 1
        shared = {"order_id": number, "placed_on": day, "kind": kind}
        orders.append(shared | money | {"customer_id": customer, "margin": margin})
        product = f"P{int(80 * chance.random() ** 3):02}"
        line = {"line_id": number, "product_code": product, "is_goods": product != "P00", "quantity": Decimal(1)}
        lines.append(shared | line | {"amount": amount})
    return Facts.from_tables(
        customers=pa.Table.from_pylist(people, SCHEMAS["customers"]),
        orders=pa.Table.from_pylist(orders, SCHEMAS["orders"]),
        order_lines=pa.Table.from_pylist(lines, SCHEMAS["order_lines"]),
    )


def test_time_and_types_are_pinned():
    assert spark_module.SETTINGS["spark.sql.session.timeZone"] == "UTC"
    assert spark_module.SETTINGS["spark.sql.ansi.enabled"] == "true"
