"""A warehouse of its own for every test; whose customers the pictures show, and who sees all of them."""

import pytest

from tests.cast import a_customer, a_person


@pytest.fixture(autouse=True)
def warehouse_folder(settings, tmp_path):
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"
    return settings.WAREHOUSE_DIR


@pytest.fixture
def firm(ana, bo):
    """Three customers of Ana, two of Bo; the first one bought most."""
    names = (("清泉茶庄", ana), ("竹里茶行", bo), ("松下", ana), ("云归", bo), ("石上", ana))
    return [a_customer(name, owner=owner) for name, owner in names]


@pytest.fixture
def admin(db):
    return a_person("Root", role="admin")
