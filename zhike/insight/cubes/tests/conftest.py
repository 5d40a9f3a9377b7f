"""A warehouse of its own for every test, or the one of the market, which is loaded once for the tests of a file."""

import shutil

import pytest

from tests.cast import a_person, a_world
from zhike.insight.cubes.tests.cast import a_market, built
from zhike.insight.tests.conftest import warehouse_folder as warehouse_folder


@pytest.fixture(scope="module")
def market_day(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("market") / "warehouse"

    def make():
        return a_market(a_person("Ana"), a_person("Bo", team="South")), built(), folder.parent

    with a_world(django_db_blocker, make, WAREHOUSE_DIR=folder) as world:
        yield world


@pytest.fixture
def market(market_day, db):
    return market_day[0]


@pytest.fixture
def at(market_day, market, warehouse_folder):
    _market, at, folder = market_day
    shutil.copytree(folder, warehouse_folder.parent, dirs_exist_ok=True)
    return at
