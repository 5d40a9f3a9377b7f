"""Fixtures of the site's tests."""

import pytest

from zhike.site.tests.processes import own_folder


@pytest.fixture
def tmp_path():
    """Not pytest's: it closes its folders to other accounts, and the database server is another account."""
    with own_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def module_path():
    """One for all tests of a file."""
    with own_folder() as folder:
        yield folder
