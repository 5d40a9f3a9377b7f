"""Chances of yes or no: published figures, splits by time, leaks, reasons, and independent computations."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from sklearn import metrics

from zhike.insight.measures import MeasureRefused
from zhike.insight.measures.churn_risk import ChurnRisk
from zhike.insight.measures.response import ContactCurve, LookAlikes, Response
from zhike.insight.measures.scoring.features import fields_of, matrix
from zhike.insight.measures.scoring.judging import auc, average_precision, lift
from zhike.insight.measures.scoring.splits import by_time, folds
from zhike.insight.tests.measures_cast import codes_of, facts_of, sale
from zhike.insight.tests.mining_cast import bank, cdnow, rows_of, telco

PLAIN = ("logistic",)


def clients(rows=1_500, seed=5):
    """Clients who leave the more likely, the fewer their visits; a plan that matters, a colour that does not."""
    random = np.random.default_rng(seed)
    visits = random.poisson(5, rows)
    plan = random.choice(["monthly", "yearly"], rows)
    odds = 1.5 - 0.6 * visits + 1.5 * (plan == "monthly")
    left = random.random(rows) < 1 / (1 + np.exp(-odds))
    return pa.table(
        {
            "who": [f"c{number}" for number in range(rows)],
            "day": np.arange(rows) // 10,
            "visits": visits,
            "plan": plan,
            "colour": random.choice(["red", "green", "blue"], rows),
            "left": np.where(left, "yes", "no"),
        }
    )


def test_the_published_level_of_telco_over_honest_folds():
    found = ChurnRisk().of(telco(), target="Churn", key="customerID")
    judged = {row["model"]: row for row in rows_of(found.tables["judged"], split="folds")}

    assert judged["logistic"]["auc"] == pytest.approx(0.8453, abs=0.003)
    assert max(row["auc"] for row in judged.values()) >= 0.845
    assert judged["logistic"]["brier"] == pytest.approx(0.1354, abs=0.001)
    assert judged["logistic"]["top_decile_lift"] == pytest.approx(2.84, abs=0.05)
    assert judged["logistic"]["base_rate"] == pytest.approx(1869 / 7043)
    assert codes_of(found) == ["no_time_split"]
    assert {"tenure", "Contract"} == set(found.tables["fields"]["field"].to_pylist()[:2])


def test_the_chances_of_telco_are_what_comes():
    groups = ChurnRisk(models=PLAIN).of(telco(), target="Churn", key="customerID").tables["calibration"].to_pylist()

    assert all(abs(group["said"] - group["came"]) < 0.06 for group in groups)


def test_later_rows_of_the_bank_are_harder_and_it_is_said():
    found = Response(models=PLAIN).of(bank(), target="y", key="row", time="row", leave_out=("duration",))
    judged = {row["split"]: row["auc"] for row in found.tables["judged"].to_pylist()}

    assert judged["folds"] == pytest.approx(0.791, abs=0.005)
    assert judged["time"] < 0.75
    assert "folds_flatter" in codes_of(found)
    assert "fields_may_leak" not in codes_of(found)


def test_the_column_of_the_bank_that_knows_the_answer_is_named():
    part = bank().take(pa.array(range(0, 41_188, 10)))
    found = Response(models=PLAIN).of(part, target="y", key="row", time="row")
    leaks = found.tables["leaks"].to_pylist()

    assert {row["field"] for row in leaks} == {"duration"}
    assert {row["sign"] for row in leaks} == {"parts_too_well", "name"}
    assert "fields_may_leak" in codes_of(found)


def test_risks_learnt_from_cdnow_part_who_comes_back():
    rows, facts = cdnow()
    as_of = date(1997, 10, 1)
    found = ChurnRisk(models=PLAIN).fit(facts, as_of=as_of)
    back = set(rows[rows.day >= as_of].sample_id)
    gone = np.array([int(number) not in back for number in found.table["id"].to_pylist()])

    assert len(found) == 2357
    assert auc(gone, np.array(found.table["chance"])) == pytest.approx(0.779, abs=0.01)


def test_risks_from_orders_do_not_look_ahead():
    entries = [
        sale(number, f"{year}-{month:02}-{1 + number % 27:02}", 10 + number % 7)
        for number in range(120)
        for year, month in ((2024, 1), (2024, 4), (2024, 7), (2024, 10), (2025, 1), (2025, 4))
        if number % 3 or (year, month) < (2024, 2 + number % 11)
    ]
    as_of = date(2025, 4, 1)
    measure = ChurnRisk(models=PLAIN, horizon_days=91, active_days=400)
    past = [entry for entry in entries if entry["placed_on"] < as_of]
    people = [
        {"customer_id": n, "kind": "consumer", "known_since": date(2020, 1, 1), "referred_by": None} for n in range(120)
    ]

    with_future = measure.fit(facts_of(*entries, customers=people), as_of=as_of)

    assert with_future.table.equals(measure.fit(facts_of(*past, customers=people), as_of=as_of).table)
    assert "rows_after_as_of" in codes_of(with_future)


def test_reasons_name_what_raises_and_what_lowers_a_risk():
    table = clients()
    found = ChurnRisk(models=PLAIN).of(table, target="left", key="who", time="day")
    at_risk = found.table["id"][found.table["place"].to_pylist().index(1)].as_py()
    reasons = rows_of(found.tables["reasons"], id=at_risk)
    safest = found.table["id"][found.table["place"].to_pylist().index(1500)].as_py()

    assert (reasons[0]["field"], reasons[0]["effect"] > 0) == ("visits", True)
    assert rows_of(found.tables["reasons"], id=safest, place=1)[0]["effect"] < 0
    assert found.tables["fields"]["field"].to_pylist()[-1] == "colour"


def test_effects_add_up_to_the_distance_from_the_usual_client():
    found = ChurnRisk(models=PLAIN).of(clients(), target="left", key="who", leave_out=("day",))
    odds = {row["id"]: np.log(row["chance"] / (1 - row["chance"])) for row in found.table.to_pylist()}
    summed = {}
    for row in found.tables["reasons"].to_pylist():
        summed[row["id"]] = summed.get(row["id"], 0) + row["effect"]
    apart = {name: odds[name] - summed.get(name, 0) for name in odds}

    assert np.ptp(list(apart.values())) < 1e-9


def test_both_learners_find_what_is_there():
    found = ChurnRisk().of(clients(), target="left", key="who", time="day")
    later = rows_of(found.tables["judged"], split="time")

    assert all(row["auc"] > 0.75 for row in later)
    assert [row["rows"] for row in later] == [300, 300]
    assert max(later, key=lambda row: row["auc"])["model"] == found.parameters["model"]


def test_those_without_an_answer_are_scored_not_learnt_from():
    table = clients().to_pandas()
    table.loc[:99, "left"] = None
    found = ChurnRisk(models=PLAIN).of(pa.Table.from_pandas(table, preserve_index=False), target="left", key="who")

    assert (len(found), found.parameters["learnt_from"]) == (1500, 1400)


def test_calling_costs_and_saves():
    reach = (
        ChurnRisk(models=PLAIN, gain=100.0, cost=10.0)
        .of(clients(), target="left", key="who")
        .tables["reach"]
        .to_pylist()
    )

    assert all(row["profit"] == 100 * row["found"] - 10 * row["rows"] for row in reach)


@pytest.mark.parametrize("leak", ["parts_too_well", "filled_for_one_side", "name"])
def test_every_sign_of_a_leak_is_seen(leak):
    table = clients()
    left = np.array(table["left"].to_pylist()) == "yes"
    columns = {
        "parts_too_well": ("score_after", np.where(left, 5.0, 1.0) + np.arange(len(left)) % 2),
        "filled_for_one_side": ("survey", [1.0 + number % 2 if flag else None for number, flag in enumerate(left)]),
        "name": ("call_duration", np.arange(len(left)) % 7),
    }
    name, values = columns[leak]
    found = ChurnRisk(models=PLAIN).of(table.append_column(name, pa.array(values)), target="left", key="who")

    assert rows_of(found.tables["leaks"], field=name, sign=leak)
    assert "fields_may_leak" in codes_of(found)


def test_columns_that_say_nothing_are_named_and_not_used():
    table = clients().append_column("firm", pa.array(["Zhike"] * 1500)).append_column("note", clients()["who"])
    found = ChurnRisk(models=PLAIN).of(table, target="left", key="who")

    assert [caution.values for caution in found.warnings if caution.code == "fields_say_nothing"] == [
        {"fields": "firm, note"}
    ]


def test_a_handful_teaches_nothing():
    with pytest.raises(MeasureRefused, match="at least 30"):
        ChurnRisk().of(clients(rows=40), target="left", key="who")
    with pytest.raises(MeasureRefused, match="yes or no"):
        ChurnRisk().of(clients(), target="plan", key="who")
    with pytest.raises(MeasureRefused, match="missing"):
        ChurnRisk().of(clients(), target="gone", key="who")


def test_figures_are_those_of_scikit_learn():
    random = np.random.default_rng(0)
    happened, scores = random.random(500) < 0.3, random.random(500).round(1)

    assert auc(happened, scores) == pytest.approx(metrics.roc_auc_score(happened, scores))
    assert average_precision(happened, scores) == pytest.approx(metrics.average_precision_score(happened, scores))
    assert lift(happened, happened.astype(float), share=0.1) == pytest.approx(1 / happened.mean())


def test_rows_of_one_time_stay_together_and_the_latest_are_kept_back():
    split = by_time([1, 1, 2, 2, 2, 3, 3, 4, 4, 4])

    assert (split.learn.tolist(), split.judge.tolist()) == ([0, 1, 2, 3, 4, 5, 6], [7, 8, 9])
    assert by_time([1, 1, 1]) is None


def test_folds_share_the_rarer_answer_and_nothing_else():
    happened = np.arange(103) % 10 == 0
    parts = list(folds(happened))

    assert sorted(np.concatenate([part.judge for part in parts])) == list(range(103))
    assert {int(happened[part.judge].sum()) for part in parts} == {2, 3}
    assert all(set(part.learn) & set(part.judge) == set() for part in parts)


def test_blanks_words_and_figures_become_numbers():
    table = pa.table(
        {"a": ["1", " ", "3", "5"], "b": ["x", "x", None, "y"], "c": [1, 1, 1, 1], "d": [None, 1.0, None, 2.0]}
    )
    fields, silent = fields_of(table, leave_out=())

    assert [(field.name, field.words, field.usual) for field in fields] == [
        ("a", (), 3.0),
        ("b", ("x",), "x"),
        ("d", (), 1.5),
    ]
    assert silent == ["c"]
    assert matrix(table, fields).tolist() == [
        [1, 0, 1, 0, 1.5, 1],
        [3, 1, 1, 0, 1, 0],
        [3, 0, 0, 1, 1.5, 1],
        [5, 0, 0, 0, 2, 0],
    ]


def campaign(rows=6_000, seed=0):
    """A campaign that moves those with a need; half are left alone."""
    random = np.random.default_rng(seed)
    need, called = random.normal(size=rows), random.random(rows) < 0.5
    answered = random.random(rows) < 1 / (1 + np.exp(1 - 1.5 * (need > 0) * called))
    return need, pa.table(
        {
            "who": range(rows),
            "need": need,
            "called": np.where(called, "yes", "no"),
            "answered": np.where(answered, "yes", "no"),
        }
    )


def test_a_contact_adds_most_where_there_is_a_need():
    need, table = campaign()
    found = Response(models=PLAIN).of(table, target="answered", key="who", treated="called")
    uplift = np.array(found.tables["uplift"]["uplift"])
    curve = found.tables["qini"].to_pylist()

    assert uplift[need > 0].mean() > 0.2 > 0.1 > uplift[need <= 0].mean()
    assert found.parameters["qini_coefficient"] > 0.01
    assert curve[4]["gained"] > 1.5 * curve[4]["gained_at_random"]
    assert curve[-1]["gained"] == pytest.approx(curve[-1]["gained_at_random"])


def test_strangers_are_ranked_by_likeness_to_the_best():
    table = clients().to_pandas().rename(columns={"left": "best"})
    strangers = table.index >= 1_000
    table.loc[strangers, "best"] = None
    found = LookAlikes(models=PLAIN).of(pa.Table.from_pandas(table, preserve_index=False), target="best", key="who")
    first = rows_of(found.table, place=1)[0]["id"]

    assert found.measure == "look_alikes"
    assert found.table["id"].to_pylist() == table.who[strangers].to_list()
    assert table.set_index("who").visits[first] <= 1


def test_where_nobody_is_a_stranger_everybody_has_a_likeness():
    known = clients(400)

    assert len(LookAlikes(models=PLAIN).of(known, target="left", key="who")) == 400


def test_contacting_so_many_brings_what_their_answers_bring_less_what_contacts_cost():
    reach = Response(models=PLAIN, gain=10.0, cost=3.0).of(clients(400), target="left", key="who").tables["reach"]

    assert reach["profit"].to_pylist() == [10 * row["found"] - 3 * row["rows"] for row in reach.to_pylist()]
    assert (
        "profit" not in Response(models=PLAIN).of(clients(400), target="left", key="who").tables["reach"].column_names
    )


def test_the_next_call_of_the_bank_brings_less_and_less():
    found = ContactCurve(gain=100, cost=5).of(bank(), contacts="campaign", target="y")
    rates = [row["rate"] for row in found.table.to_pylist()[:6]]

    assert rates == sorted(rates, reverse=True)
    assert found.parameters["stop_after"] == 2
    assert found.table["cumulative"].to_pylist()[-1] == pytest.approx(4640 / 41188, abs=1e-4)


def test_without_prices_there_is_no_advice():
    found = ContactCurve().of(
        pa.table({"n": [1, 2, None, 0], "y": ["yes", "no", "no", "yes"]}), contacts="n", target="y"
    )

    assert [row["contacted"] for row in found.table.to_pylist()] == [2, 1]
    assert (found.parameters["stop_after"], found.table["profit"].to_pylist()) == (None, [None, None])
