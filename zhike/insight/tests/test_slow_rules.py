"""What is computed at night goes by the rules that people published, and those of churn risk can be tried too."""

import json
from datetime import date

import pytest
from django.utils import translation

from tests.cast import a_customer
from zhike.customers.evidence import sentence
from zhike.customers.models import Standing
from zhike.insight import actions
from zhike.insight.apart.measures import SLOW
from zhike.insight.books import looked_at
from zhike.insight.computing import compute, deepen
from zhike.insight.computing.trying import Side
from zhike.insight.computing.verdicts import changed as changed_codes
from zhike.insight.computing.verdicts import codes_of, evidence_by_customer
from zhike.insight.lapsing import Risk
from zhike.insight.measures.analyses import ChurnRisk
from zhike.insight.measures.cautions import MeasureRefused
from zhike.insight.models import Move, RuleBook, Trial
from zhike.insight.pages.settings import differences
from zhike.insight.questions import trials
from zhike.insight.risk_classes import RiskClasses
from zhike.insight.tests.engines_cast import simulated
from zhike.insight.tests.firm import JULY, a_firm
from zhike.look.format import percent

AS_OF = date(2026, 3, 1)


def test_the_class_of_everybody_is_that_of_the_chance_that_was_learnt():
    with simulated() as facts:
        chances = ChurnRisk(horizon_days=120).fit(facts, as_of=AS_OF).tables["chances"].to_pylist()
        risks = Risk(horizon_days=120).fit(facts, as_of=AS_OF).table.to_pylist()

    assert {row["customer_id"]: row["risk"] for row in risks} == {
        int(row["id"]): RiskClasses().of(row["chance"]) for row in chances
    }
    assert len(risks) > 50


def test_other_borders_call_the_same_chances_otherwise():
    with simulated() as facts:
        strict = Risk(medium_from=0.01, high_from=0.02).fit(facts, as_of=AS_OF).table.to_pylist()

    assert {row["risk"] for row in strict if row["chance"] >= 0.02} == {"high"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("measure", "changed"),
    [
        ("lifetime", {"horizon_years": 1}),
        ("matrix", {"present_cut": 20_000, "potential_cut": 50_000}),
        ("clv", {"yearly_discount": 0.6}),
    ],
)
def test_rules_of_worth_are_tried_by_where_customers_would_stand(measure, changed):
    settings = looked_at(measure).settings
    with simulated() as facts:
        sides = [Side(RuleBook(measure=measure, settings=given), facts) for given in (settings, settings | changed)]
        old, new = (side.now(AS_OF) for side in sides)
    moved = list(changed_codes(codes_of(old), codes_of(new)))

    assert 10 < len(moved) < len(new)
    measure = sides[1].measure
    assert {code for _customer, *both in moved for code in both} <= set(measure.codes)
    assert set(evidence_by_customer(new, measure.evidence, [moved[0][0]])[moved[0][0]]) == set(measure.evidence)


def test_the_night_values_customers_by_the_rules_it_is_given():
    worth = {"yearly_discount": 0.2, "horizon_years": 3}
    with simulated() as facts:
        value = SLOW["lifetime"](facts, AS_OF, **worth)
        matrix = SLOW["matrix"](facts, AS_OF, worth=worth, cuts=[20_000, 50_000])
        equity = SLOW["equity"](facts, AS_OF, worth=worth)

    assert (value.parameters["yearly_discount"], value.parameters["horizon_years"]) == (0.2, 3)
    assert (matrix.parameters["present_cut"], matrix.parameters["potential_cut"]) == (20_000, 50_000)
    assert matrix.parameters["worth"]["horizon_years"] == equity.parameters["worth"]["horizon_years"] == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("measure", "changed", "why"),
    [
        ("matrix", {"present_cut": 100}, "both borders"),
        ("churn_risk", {"medium_from": 0.6}, "above a medium one"),
        ("lifetime", {"horizon_years": 51}, "at most 50 years"),
        ("lifetime", {"yearly_discount": 0}, "above zero"),
    ],
)
def test_rules_of_worth_and_risk_that_make_no_sense_are_refused(ada, measure, changed, why):
    with pytest.raises(MeasureRefused, match=why):
        actions.draft(measure, {**looked_at(measure).settings, **changed}, by=ada)


@pytest.mark.django_db
def test_a_version_from_before_a_setting_was_one_goes_by_its_default(ada):
    RuleBook.objects.create(
        measure="churn_risk", version=1, settings={"horizon_days": 60, "active_days": 365}, made_by=ada
    )

    assert looked_at("churn_risk").settings == {
        "horizon_days": 60,
        "active_days": 365,
        "medium_from": 0.25,
        "high_from": 0.5,
    }
    newer = {"horizon_days": 45, "active_days": 365, "high_from": 0.6}
    after = RuleBook(measure="churn_risk", version=2, settings=newer)
    assert differences("churn_risk", looked_at("churn_risk"), after, by=ada) == [
        "Who buys nothing in the 60 → 45 days that follow counts as having left.",
        "From 50 → 60 % it is high.",
    ]


@pytest.mark.django_db
def test_what_nobody_tells_later_stays_with_the_version_it_was_tried_for(client, ada):
    draft = actions.draft("churn_risk", {**looked_at("churn_risk").settings, "horizon_days": 45}, by=ada, note="x")
    trial = Trial.objects.create(draft=draft, earlier="v1", as_of=AS_OF)
    lin = a_customer("林家")
    Move.objects.create(trial=trial, customer=lin, day=AS_OF, was="low", now="high")

    actions.publish_draft(draft, by=ada, note="x")
    client.force_login(ada)
    page = client.get("/insight/rules/churn_risk/v2/").content.decode()

    assert "1 customer moved because of the rules" in page
    assert "Because of behaviour" not in page
    assert "林家" in client.get("/customers/?moved_by_rules=churn_risk-v2.rules.low.high").content.decode()


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
