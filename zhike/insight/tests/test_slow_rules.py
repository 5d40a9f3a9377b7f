"""What is computed at night goes by the rules that people published, and those of churn risk can be tried too."""

import json
from datetime import date

import pytest
from django.utils import translation

from tests.cast import a_customer
from zhike.customers.evidence import sentence
from zhike.customers.models import Standing
from zhike.insight import actions
from zhike.insight.books import looked_at
from zhike.insight.computing import compute, deepen
from zhike.insight.computing.outlooks import risk_class
from zhike.insight.computing.verdicts import evidence_by_customer
from zhike.insight.lapsing import Risk
from zhike.insight.measures.analyses import ChurnRisk
from zhike.insight.measures.cautions import MeasureRefused
from zhike.insight.models import Move, Trial
from zhike.insight.questions import trials
from zhike.insight.tests.firm import JULY, a_firm
from zhike.insight.tests.test_engines_agree import simulated
from zhike.look.format import percent

AS_OF = date(2026, 3, 1)


def test_the_class_of_everybody_is_that_of_the_chance_that_was_learnt():
    with simulated() as facts:
        chances = ChurnRisk(horizon_days=120).fit(facts, as_of=AS_OF).tables["chances"].to_pylist()
        risks = Risk(horizon_days=120).fit(facts, as_of=AS_OF).table.to_pylist()

    assert {row["customer_id"]: row["risk"] for row in risks} == {
        int(row["id"]): risk_class(row["chance"]) for row in chances
    }
    assert len(risks) > 50


def test_who_would_be_at_another_risk_is_told_with_the_reasons_of_the_published_standing():
    with simulated() as facts:
        tables = ChurnRisk(horizon_days=120).fit(facts, as_of=AS_OF).tables
        risks = Risk(horizon_days=120).fit(facts, as_of=AS_OF)
    first = tables["chances"].to_pylist()[0]
    reasons = [row for row in tables["reasons"].to_pylist() if row["id"] == first["id"]]

    kept = json.loads(json.dumps(evidence_by_customer(risks, Risk.evidence, [int(first["id"])])))[first["id"]]

    assert (kept["horizon_days"], kept["chance"]) == (120, round(first["chance"], 6))
    assert [(one["field"], one["value"], one["usual"]) for one in kept["reasons"]] == [
        (row["field"], row["value"], row["usual"]) for row in reasons
    ]
    assert [one["effect"] for one in kept["reasons"]] == [round(row["effect"], 3) for row in reasons]
    with translation.override("en"):
        told = sentence(Standing(kind="churn_risk", evidence=kept, as_of=AS_OF))
    assert told.startswith(f"{percent(first['chance'])} likely to leave · buys nothing in the next 120 days · ")
    assert told.count(" raises it") + told.count(" lowers it") == len(reasons) > 0


@pytest.mark.django_db
def test_the_night_goes_by_the_rules_in_force(mei, ada):
    a_firm()
    compute(JULY, by=mei)
    for measure, changed in (("churn", {"periods": 2}), ("churn_risk", {"horizon_days": 45})):
        book = looked_at(measure)
        actions.publish(measure, {**book.settings, **changed}, by=ada, note="Shorter.", version=book.version)

    runs = {run.measure: run for run in deepen(by=mei)}

    assert (runs["churn"].parameters["periods"], runs["churn"].rule_version) == (2, "v2")
    assert runs["churn_risk"].rule_version == "v2"
    assert runs["cohorts"].rule_version == ""


@pytest.mark.django_db
def test_a_horizon_that_makes_no_sense_is_refused(ada):
    with pytest.raises(MeasureRefused, match="horizon_days"):
        actions.draft("churn_risk", {"horizon_days": 0, "active_days": 365}, by=ada)


@pytest.mark.django_db
def test_who_is_more_at_risk_goes_down(ada):
    trial = Trial.objects.create(earlier="v1", as_of=AS_OF)
    for was, now in (("low", "high"), ("high", "medium")):
        Move.objects.create(trial=trial, customer=a_customer(), day=AS_OF, was=was, now=now)

    cells = trials.matrix(trial, "churn_risk", by=ada).cells

    assert {pair: cell.direction for pair, cell in cells.items()} == {
        ("low", "high"): "down",
        ("high", "medium"): "up",
    }
