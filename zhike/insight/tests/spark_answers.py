"""What a Spark cluster of two workers says to every case, kept as files of a folder."""

import json
import os

import pyarrow.parquet as pq
import pytest

from zhike.insight.measures import (
    SCHEMAS,
    MeasureRefused,
)
from zhike.insight.measures.analyses import (
    Baskets,
)
from zhike.insight.measures.baskets import There
from zhike.insight.measures.spark import SparkFacts, session_at
from zhike.insight.tests.engines_cast import (
    AS_OF,
    CASES,
    FRAUD,
    MEASURES,
    RULES,
    aged,
    alerts_on,
    at_hand,
    certificate,
    facts_of,
    tables_of,
)
from zhike.insight.tests.fraud_cast import payments
from zhike.insight.tests.measures_cast import LINES
from zhike.insight.tests.mining_cast import golden_groups, market


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
                keep_mined(aged("spark"), folder / "ageing")
        finally:
            end_driver()
    left = [pid for pid in os.listdir("/proc") if pid.isdigit() and str(folder) in command_of(pid)]
    (folder / "left.json").write_text(json.dumps(left))


def mine(folder, session):
    """Rules of entries that are sent to the cluster."""

    def mined(rules, *entries):
        here, *before = (There.sent(some(), session=session) for some in entries)
        return rules.told(here, before=before[0] if before else None)

    for name, (rules, *entries) in RULES.items():
        if at_hand(*entries):
            keep_mined(mined(rules, *entries), folder / name)
    with pytest.raises(MeasureRefused) as refused:
        mined(Baskets(min_support=0.005, max_sets=50), market)
    (folder / "refused.txt").write_text(str(refused.value))


def keep_mined(found, stem):
    keep(found, stem)
    told = {**certificate(found), "parameters": found.parameters}
    stem.with_name(f"{stem.name}.json").write_text(json.dumps(told))


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
