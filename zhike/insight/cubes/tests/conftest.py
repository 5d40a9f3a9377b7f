"""A warehouse of its own for every test."""

import pytest

from zhike.insight.cubes.tests.cast import a_market, built


@pytest.fixture(autouse=True)
def warehouse_folder(settings, tmp_path):
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"
    return settings.WAREHOUSE_DIR


@pytest.fixture
def market(ana, bo):
    return a_market(ana, bo)


@pytest.fixture
def at(market):
    return built()
