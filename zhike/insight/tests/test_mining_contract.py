"""What every analysis promises: parameters for JSON, tables of Arrow, cautions that are sentences, a light start."""

import doctest
import json
import pkgutil
import subprocess
import sys
from datetime import date
from importlib import import_module

import pyarrow as pa
import pytest

from zhike.insight import measures
from zhike.insight.measures import Caution
from zhike.insight.measures.analyses import ANALYSES
from zhike.insight.measures.anomalies import Anomalies
from zhike.insight.measures.baskets import Baskets
from zhike.insight.measures.clusters import Clusters
from zhike.insight.measures.example import tea_house
from zhike.insight.measures.forecast import SalesForecast
from zhike.insight.measures.loyalty import LoyaltyKpis
from zhike.insight.measures.recommend import NextProduct

FROM_FACTS = [
    Anomalies(),
    Baskets(),
    Clusters(),
    LoyaltyKpis(),
    NextProduct(),
    SalesForecast(methods=("seasonal_naive",)),
]
PACKAGES = (
    "ageing",
    "anomalies",
    "baskets",
    "churn_risk",
    "clusters",
    "forecast",
    "fraud",
    "loyalty",
    "recommend",
    "response",
    "scoring",
    "signals",
)
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(measures.__path__, "zhike.insight.measures.")
    if module.name.split(".")[3] in {*PACKAGES, "analyses", "found", "later"}
)
JULY = date(2025, 7, 1)


@pytest.mark.parametrize("measure", FROM_FACTS, ids=lambda measure: measure.name)
def test_a_result_carries_what_shaped_it(measure):
    found = measure.fit(tea_house(), as_of=JULY)

    assert (found.measure, found.as_of, found.log_likelihood) == (measure.name, JULY, None)
    assert json.loads(json.dumps(dict(found.parameters))) == found.parameters
    assert measure.parameters.keys() <= found.parameters.keys()
    assert all(isinstance(table, pa.Table) for table in found.tables.values())
    assert found.table is next(iter(found.tables.values()))
    assert all(isinstance(caution, Caution) and str(caution).endswith(".") for caution in found.warnings)


@pytest.mark.parametrize("measure", FROM_FACTS, ids=lambda measure: measure.name)
def test_the_same_facts_give_the_same_result_again(measure):
    facts = tea_house()
    first = measure.fit(facts, as_of=JULY)

    assert {name: table.to_pylist() for name, table in measure.fit(facts, as_of=JULY).tables.items()} == {
        name: table.to_pylist() for name, table in first.tables.items()
    }


EVERY = pytest.mark.parametrize("analysis", ANALYSES, ids=lambda analysis: analysis.name)


def test_each_has_a_name_of_its_own():
    assert len({analysis.name for analysis in ANALYSES}) == len(ANALYSES)


@EVERY
def test_its_docstring_says_how_to_read_it(analysis):
    assert "*Reading.*" in analysis.__doc__
    assert "*Source" in analysis.__doc__ or "*Sources" in analysis.__doc__
    assert "ables" in analysis.__doc__


@EVERY
def test_settings_are_frozen(analysis):
    with pytest.raises(AttributeError):
        analysis().name_of_a_setting = 1


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    assert doctest.testmod(import_module(name)).failed == 0


def test_asking_for_an_analysis_loads_neither_django_nor_a_heavy_library():
    imports = "; ".join(f"import zhike.insight.measures.{name}" for name in (*PACKAGES, "analyses"))
    heavy = {"django", "scipy", "sklearn", "statsforecast", "pandas"}
    script = f"import sys; {imports}; sys.exit(any(name.split('.')[0] in {heavy} for name in sys.modules))"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
