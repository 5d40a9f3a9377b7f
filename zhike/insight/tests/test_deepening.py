"""Slow measures are computed apart, kept as they were found, published where they judge customers."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.cast import a_customer, a_product
from zhike.customers import evidence, outlook
from zhike.customers.actions import publish
from zhike.customers.models import Standing
from zhike.customers.models.customer import RELATED_PARTIES
from zhike.insight import jobs, warehouse
from zhike.insight.apart.measures import SLOW
from zhike.insight.apart.process import Apart
from zhike.insight.computing import compute, deepen, kept
from zhike.insight.computing.outlooks import OUTLOOKS
from zhike.insight.measures import Churn, Cohorts
from zhike.insight.measures.engines import open_facts
from zhike.insight.models import Run
from zhike.insight.risk_classes import RiskClasses
from zhike.insight.tests.firm import JULY, a_firm
from zhike.kit.refusal import Refusal

pytestmark = pytest.mark.django_db


def a_run(measure, *, parameters=(), **tables):
    """A finished run with these tables kept."""
    told = {"horizon_days": 91, **dict(parameters)}
    run = Run.objects.create(measure=measure, as_of=JULY, status=Run.Status.DONE, parameters=told)
    kept.keep(run, tables)
    return run


def published(run, *, by):
    outlook = OUTLOOKS[run.measure]
    publish(outlook.findings(run), kinds=[outlook.kind], by=by, as_of=JULY, run=run.pk)
    return {standing.customer_id: standing for standing in Standing.objects.current().filter(kind=outlook.kind)}


def test_a_firm_of_six_gets_what_it_is_large_enough_for_and_a_reason_for_the_rest(mei):
    a_firm()
    compute(JULY, by=mei)

    runs = {run.measure: run for run in deepen(by=mei)}

    assert set(runs) == set(SLOW)
    assert {run.as_of for run in runs.values()} == {JULY}
    assert runs["lifetime"].status == "failed"
    assert "repeat" in runs["lifetime"].warnings[0]["sentence"]
    assert not Standing.objects.filter(kind="lifetime").exists()
    assert (runs["churn"].status, runs["cohorts"].status) == ("done", "done")
    assert runs["churn"].parameters["formula_version"] == Churn.formula_version


def test_the_tables_kept_are_those_of_the_measure(mei):
    a_firm()
    compute(JULY, by=mei)
    run = next(run for run in deepen(by=mei) if run.measure == "cohorts")

    with open_facts(warehouse.current().folder) as facts:
        facts.leave_out(RELATED_PARTIES)
        scored = Cohorts().fit(facts, as_of=JULY)

    assert kept.tables(run) == scored.tables
    assert run.rows_read == scored.rows_read


def test_nothing_is_deepened_before_the_first_judgement(mei):
    a_firm()

    assert deepen(by=mei) == []
    assert not Run.objects.exists()


def test_staff_do_not_deepen(ana, mei):
    a_firm()
    compute(JULY, by=mei)
    before = Run.objects.count()

    with pytest.raises(Refusal):
        deepen(by=ana)

    assert Run.objects.count() == before


def test_a_measure_that_takes_too_long_is_given_up_and_the_next_is_asked_of_a_new_process(tmp_path):
    asked = {"folder": tmp_path, "as_of": JULY, "leave_out": (), "into": tmp_path}

    with Apart(patience=0.0) as apart:
        assert apart.ask("churn", **asked) == {"broken": "TooMuch"}
        apart.patience = 60.0
        said = apart.ask("churn", **asked)

    assert said["refused"]["values"]["table"] == "customers"  # the folder is empty


def test_a_computation_asked_for_has_the_slow_measures_follow(mei):
    a_firm()

    jobs.recompute(as_of="2025-07-01", by=mei.pk)

    waiting = [job.task_name.rpartition(".")[2] for job in ProcrastinateJob.objects.filter(status="todo")]
    assert waiting.count("look_deeper") == 1


def test_a_value_is_published_with_its_bands(robot):
    lin, wu = a_customer("林家"), a_customer("吴家")
    row = {"customer_id": lin.pk, "clv": 1234.56, "clv_low_90": 200.0, "clv_low_50": 700.0, "clv_high_50": 1500.0,
           "clv_high_90": 4000.0, "p_alive": 0.9, "discounted_purchases": 4.2, "expected_spend": 294.0,
           "x": 3.0}  # fmt: skip
    nothing = dict.fromkeys(row) | {"customer_id": wu.pk}

    found = published(a_run("lifetime", customers=pa.Table.from_pylist([row, nothing])), by=robot)

    assert set(found) == {lin.pk}
    assert found[lin.pk].number == Decimal("1234.56")
    assert found[lin.pk].evidence["high_90"] == 4000.0
    assert evidence.sentence(found[lin.pk]) == (
        "¥200 to ¥4,000 in nine cases of ten · 90% likely still a customer"
        " · 4.2 purchases to come, at today's value, of ¥294 each"
    )


def test_a_risk_is_published_with_class_percentage_and_reasons(robot):
    lin, wu = a_customer("林家"), a_customer("吴家")
    chances = pa.table({"id": [str(lin.pk), str(wu.pk)], "chance": [0.1, 0.72], "place": [2, 1]})
    reasons = pa.table({"id": [str(wu.pk)], "place": [1], "field": ["days_since_last_purchase"], "value": ["60"],
                        "usual": ["12.0"], "effect": [1.5]})  # fmt: skip

    found = published(a_run("churn_risk", chances=chances, reasons=reasons), by=robot)

    assert [(found[c.pk].value, found[c.pk].number) for c in (lin, wu)] == [("low", 10), ("high", 72)]
    assert evidence.sentence(found[wu.pk]) == (
        "buys nothing in the next 91 days · days since the last purchase 60 (usual: 12) raises it"
    )
    assert found[lin.pk].evidence["reasons"] == []


@pytest.mark.parametrize(
    ("chance", "word"), [(1.0, "high"), (0.5, "high"), (0.49, "medium"), (0.25, "medium"), (0, "low")]
)
def test_the_border_belongs_to_the_higher_risk(chance, word):
    assert RiskClasses().of(chance) == word


def test_a_risk_is_called_as_the_rules_of_its_run_say(robot):
    lin, wu = a_customer("林家"), a_customer("吴家")
    chances = pa.table({"id": [str(lin.pk), str(wu.pk)], "chance": [0.1, 0.72], "place": [2, 1]})
    reasons = pa.table({"id": pa.array([], pa.string())})
    classes = {"medium_from": 0.1, "high_from": 0.8}

    found = published(a_run("churn_risk", parameters=classes, chances=chances, reasons=reasons), by=robot)

    assert [found[c.pk].value for c in (lin, wu)] == ["medium", "medium"]


def test_a_group_is_named_in_words_and_keeps_no_history(robot):
    lin = a_customer("林家")
    profiles = pa.table({"cluster": [1, 1], "column": ["net", "purchases"], "word": ["very_high", "usual"]})
    members = pa.table({"id": [str(lin.pk)], "cluster": [1], "distance": [0.1]})
    clusters = pa.table({"cluster": [1, 2], "rows": [12, 3], "share": [0.8, 0.2]})

    found = published(a_run("clusters", clusters=clusters, members=members, profiles=profiles), by=robot)
    moved = members.set_column(1, "cluster", pa.array([2]))
    published(a_run("clusters", clusters=clusters, members=moved, profiles=profiles), by=robot)

    assert outlook.title(found[lin.pk]) == "Group 1: very much money"
    assert evidence.sentence(found[lin.pk]) == "12 customers like this, 80%"
    assert list(Standing.objects.filter(customer=lin, kind="cluster").values_list("value", flat=True)) == ["2"]


def test_an_offer_names_the_product_and_what_speaks_for_it(robot):
    lin = a_customer("林家")
    a_product(code="POT", name="紫砂壶"), a_product(code="TEA", name="龙井")
    offers = pa.table({"customer": [str(lin.pk)] * 2, "place": [1, 2], "item": ["POT", "CUP"], "score": [1.0, 0.5],
                       "because": ["TEA", "TEA"], "way": ["items", "items"]})  # fmt: skip

    found = published(a_run("recommend", offers=offers), by=robot)

    assert found[lin.pk].value == "POT"
    assert evidence.sentence(found[lin.pk]) == "POT · because of 龙井 · then: CUP"
    assert "紫砂壶" in found[lin.pk].evidence.values()


def test_a_cell_of_the_matrix_is_published(robot):
    lin = a_customer("林家")
    table = pa.table({"as_of": [date(2025, 7, 1)], "customer_id": [lin.pk], "cell": ["keep"],
                      "present_value": [500.0], "potential_value": [900.0]})  # fmt: skip

    found = published(a_run("matrix", customers=table), by=robot)

    assert (found[lin.pk].value, evidence.sentence(found[lin.pk])) == ("keep", "¥500 in 12 months, ¥900 to come")
