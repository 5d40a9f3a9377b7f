"""The commands of the warehouse say what was written, what agrees and what to do where it does not."""

import re

import click
import pytest
from click.testing import CliRunner

from tests.cast import an_order
from zhike.site.cli import warehouse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def warehouse_folder(settings, tmp_path):
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"


def said(name, *, status=0):
    """What a command says. The test has a database already, so the command runs without one of its own."""
    command = click.Command(name, callback=warehouse.command.commands[name].callback)
    result = CliRunner().invoke(command, [])
    assert result.exit_code == status, result.output
    return result.output


def test_load_tells_rows_and_sums_and_writes_only_what_changed():
    an_order(quantity=3)

    first, second = said("load"), said("load")

    sums = r"gross 1,140\.00  refund 0\.00  net 1,140\.00  margin 690\.00"
    assert re.search(rf"orders +1 rows, +1 written +{sums}", first)
    assert re.search(rf"orders +1 rows, +0 written +{sums}", second)
    assert re.search(r"in \d+\.\d s: .* rows a second compared", first)


def test_verify_agrees_after_a_load_and_says_what_has_moved_after_a_change():
    an_order(quantity=3)
    said("load")
    assert re.search(r"All \d+ numbers agree", said("verify"))

    an_order(quantity=1)

    output = said("verify", status=1)
    assert re.search(r"orders +net +1,140\.0000 ≠ 1,520\.0000", output)
    assert "are what the database was at the watermark" in output
    assert "Load again." in output


def test_verify_before_any_load_says_so():
    assert "not loaded" in said("verify", status=1)
