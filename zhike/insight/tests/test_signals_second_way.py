"""The rules of risk signals once more, slowly, paper by paper with pandas: the same alerts over the same money."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from zhike.insight.measures.signals import Signals
from zhike.insight.tests.signals_cast import AS_OF, World

SINCE = pd.Timestamp(AS_OF) - pd.Timedelta(days=90)


@pytest.fixture(scope="module")
def messy():
    """Few customers, few amounts, many papers, so that everything touches everything."""
    chance, world = np.random.default_rng(5), World()
    kinds = ["payment", "refund", "sale", "return", "invoice", "red"]
    for place in range(1_800):
        kind = kinds[chance.choice(6, p=[0.25, 0.15, 0.25, 0.1, 0.15, 0.1])]
        amount = int(chance.choice([100, 200, 430, 480, 490, 700]))
        told = {"customer": f"c{chance.integers(12)}", "seller": f"s{chance.integers(3)}"}
        world.paper(kind, f"p{place}", AS_OF - timedelta(days=int(chance.integers(1, 500))), amount, **told)
    return world


@pytest.fixture(scope="module")
def papers(messy):
    rows = pd.DataFrame(messy.papers)
    return rows.assign(at=pd.to_datetime(rows["day"]), amount=rows["amount"].astype(float))


@pytest.fixture(scope="module")
def found(messy):
    return messy.found(Signals(limits={"sale": [500]}, least_strength=0.001, most_alerts=100_000))


def test_everything_taken_back_above_what_was_given(papers, found):
    wrong = {}
    for given, back in (("payment", "refund"), ("sale", "return"), ("invoice", "red")):
        for _customer, some in papers[papers["kind"].isin([given, back])].groupby("customer"):
            balance = 0.0
            for row in some.assign(second=some["kind"] == back).sort_values(["at", "second", "paper"]).itertuples():
                balance += -row.amount if row.second else row.amount
                if row.second and balance < 0 and row.at >= SINCE:
                    wrong[row.paper] = min(row.amount, -balance)
    at_risk = {row["alert"]: float(row["at_risk"]) for row in found.table.to_pylist() if row["rule"] == "back"}
    named = found.tables["papers"].to_pylist()

    assert len(wrong) > 3
    assert {row["paper"]: at_risk[row["alert"]] for row in named if row["alert"] in at_risk} == wrong


def test_the_largest_window_of_each_customer_and_seller(papers, found):
    largest = {}
    small = papers[(papers["kind"] == "sale") & (papers["amount"] < 500)]
    for key, some in small.groupby(["customer", "seller"]):
        for row in some[some["at"] >= SINCE].itertuples():
            window = some[(some["at"] <= row.at) & (some["at"] >= row.at - pd.Timedelta(days=7))]
            if len(window) > 1 and window["amount"].sum() >= 500:
                largest[key] = max(largest.get(key, 0), window["amount"].sum())
    told = {}
    for row in (row for row in found.table.to_pylist() if row["rule"] == "split"):
        key = (row["customer"], row["seller"])
        told[key] = max(told.get(key, 0), float(row["at_risk"]))

    assert len(largest) > 3
    assert told == largest


def test_every_run_of_equal_payments(papers, found):
    runs = {}
    for key, some in papers[papers["kind"] == "payment"].sort_values(["at", "paper"]).groupby(["customer", "amount"]):
        starts = (some["at"].diff() > pd.Timedelta(days=7)).cumsum()
        for _run, near in some[some["at"] >= pd.Timestamp(AS_OF) - pd.Timedelta(days=365)].groupby(starts):
            asked = papers[(papers["customer"] == key[0]) & (papers["amount"] == key[1])]
            first, last = (
                end + pd.Timedelta(days=60 * way) for end, way in ((near["at"].min(), -1), (near["at"].max(), 1))
            )
            around = asked[(asked["at"] >= first) & (asked["at"] <= last)]
            others = (around["kind"] == "payment").sum() - len(near)
            claims = max((around["kind"] == kind).sum() for kind in ("sale", "invoice"))
            if (more := len(near) - max(claims - others, 1)) > 0 and near["at"].max() >= SINCE:
                runs[frozenset(near["paper"])] = more * key[1]
    at_risk = {row["alert"]: float(row["at_risk"]) for row in found.table.to_pylist() if row["rule"] == "twice"}
    named = {
        alert: frozenset(r["paper"] for r in found.tables["papers"].to_pylist() if r["alert"] == alert)
        for alert in at_risk
    }

    assert len(runs) > 3
    assert {named[alert]: money for alert, money in at_risk.items()} == runs
