"""A warehouse of its own for every test; the market of Ana and Bo, and its cubes."""

import pytest

from zhike.insight.cubes.tests.cast import a_market, built
from zhike.insight.tests.conftest import warehouse_folder as warehouse_folder


@pytest.fixture
def market(ana, bo):
    return a_market(ana, bo)


@pytest.fixture
def at(market):
    return built()
