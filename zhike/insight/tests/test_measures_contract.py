"""What every measure promises."""

import doctest
import json
import pkgutil
import subprocess
import sys
from datetime import date
from importlib import import_module

import pytest

from zhike.insight import measures
from zhike.insight.measures import (
    CATALOGUE,
    Abc,
    BgNbdForecast,
    CustomerEquity,
    FittedClv,
    MbgNbdForecast,
    ParetoNbdForecast,
    PlainClv,
    Pyramid,
    Rfm,
    SpendForecast,
    ValueMatrix,
)
from zhike.insight.measures.cautions import SENTENCES
from zhike.insight.measures.example import tea_house
from zhike.insight.tests.measures_cast import facts_of, known, sale

JULY = date(2025, 7, 1)
STATED = PlainClv(yearly_retention=0.5)
FEW = {"minimum_repeaters": 1, "penalty": 1.0}
FITS = (BgNbdForecast, MbgNbdForecast, ParetoNbdForecast, SpendForecast, FittedClv)
READY = {"abc": Abc(of="customer"), "clv": STATED, "equity": CustomerEquity(worth=STATED)}
READY |= {"matrix": ValueMatrix(worth=STATED)} | {fit.name: fit(**FEW) for fit in FITS}
MEASURES = [READY.get(measure.name) or measure() for measure in CATALOGUE]
EVERY = pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
OF_OTHERS = {"cohorts", "survival", "churn", "equity"}
OF_CUSTOMERS = [measure for measure in MEASURES if measure.name not in OF_OTHERS]
REFUSE_NOTHING = {"abc", *(fit.name for fit in FITS)}
EVERY_OF_CUSTOMERS = pytest.mark.parametrize("measure", OF_CUSTOMERS, ids=lambda measure: measure.name)
MODULES = sorted(
    module.name.removeprefix("zhike.insight.measures.")
    for module in pkgutil.walk_packages(measures.__path__, "zhike.insight.measures.")
)


def test_each_has_a_name_of_its_own_and_says_how_to_read_it():
    assert len({measure.name for measure in CATALOGUE}) == len(CATALOGUE)
    assert [
        measure.name for measure in CATALOGUE if not any("*Reading.*" in (one.__doc__ or "") for one in measure.mro())
    ] == []


@EVERY
def test_a_result_carries_its_birth_certificate(measure):
    scored = measure.fit(tea_house(), as_of=JULY)

    assert (scored.measure, scored.as_of, scored.formula_version) == (measure.name, JULY, measure.formula_version)
    assert json.loads(json.dumps(scored.parameters)) == scored.parameters
    assert (scored.rows_read, scored.rows_after_as_of) == (16, 1)
    assert set(scored.table["as_of"].to_pylist()) == {JULY}


@EVERY
def test_the_same_facts_give_the_same_result_again(measure):
    facts = tea_house()
    first = measure.fit(facts, as_of=JULY)
    measure.fit(facts, as_of=date(2024, 12, 1))

    assert measure.fit(facts, as_of=JULY).table.equals(first.table)


@EVERY_OF_CUSTOMERS
def test_everyone_known_has_exactly_one_row(measure):
    scored = measure.fit(tea_house(), as_of=JULY)

    assert scored.table["customer_id"].to_pylist() == [1, 2, 3, 4, 5]
    assert scored.customers == len(scored) == 5
    assert set(measure.evidence) <= set(scored.table.column_names)


@EVERY_OF_CUSTOMERS
def test_verdicts_are_among_its_codes(measure):
    scored = measure.fit(tea_house(), as_of=JULY)

    if measure.codes:
        assert set(scored.table[measure.code].to_pylist()) <= {*measure.codes, None}


@EVERY
def test_the_future_changes_nothing(measure):
    entries = [sale(1, "03-01", margin=30), sale(2, "05-01", margin=40), sale(1, "06-30", margin=50)]
    future = [sale(1, "07-01", 900, margin=800), sale(3, "07-02", margin=10)]
    people = [known(1), known(2)]
    late = known(3, since="2025-07-01")

    without = measure.fit(facts_of(*entries, customers=people), as_of=JULY)
    with_future = measure.fit(facts_of(*entries, *future, customers=[*people, late]), as_of=JULY)

    assert with_future.table.equals(without.table)
    assert with_future.rows_after_as_of == 2


@EVERY
def test_nobody_and_nothing(measure):
    if measure.name in REFUSE_NOTHING:
        pytest.skip("refuses nothing, with a test of its own")
    scored = measure.fit(facts_of(), as_of=JULY)

    assert (len(scored), scored.rows_read) == (0, 0)


@EVERY
def test_parameters_are_frozen(measure):
    with pytest.raises(AttributeError):
        measure.bins = 3


def test_measures_compare_by_their_parameters():
    assert Rfm() == Rfm(bins=5)
    assert Pyramid() != Pyramid(value="net_sales_12m")


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    result = doctest.testmod(import_module(f"zhike.insight.measures.{name}"))

    assert result.failed == 0


def test_measures_know_no_django():
    script = "import sys, zhike.insight.measures; sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_every_caution_is_a_sentence():
    assert all(sentence[0].isupper() or sentence.startswith("%") for sentence in SENTENCES.values())
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())
