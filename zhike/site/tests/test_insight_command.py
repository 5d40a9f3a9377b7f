"""The commands of insight say what they did, in counts and seconds."""

import re

import click
import pytest
from click.testing import CliRunner

from tests.cast import an_order
from zhike.insight.tests.firm import a_firm
from zhike.site.cli import insight

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def warehouse_folder(settings, tmp_path):
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"


def said(name, *arguments, status=0):
    """What a command says. The test has a database already, so the command runs without one of its own."""
    site_command = insight.command.commands[name]
    command = click.Command(name, callback=site_command.callback, params=site_command.params)
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == status, result.output
    return result.output


def test_load_tells_rows_and_sums():
    an_order(quantity=3)

    output = said("load")

    assert re.search(r"orders +1 rows +gross 1,140\.00 +refund 0\.00 +net 1,140\.00 +margin 690\.00", output)
    assert re.search(r"Loaded 3 rows in \d+\.\d s\.", output)


def test_verify_agrees_after_a_load_and_says_what_differs_after_a_change():
    an_order(quantity=3)
    said("load")
    assert "All 9 numbers agree" in said("verify")

    an_order(quantity=1)

    output = said("verify", status=1)
    assert re.search(r"orders +net +1,140\.0000 ≠ 1,520\.0000", output)
    assert "differ. Load again." in output


def test_verify_before_any_load_says_so():
    assert "not loaded" in said("verify", status=1)


def test_compute_tells_each_measure_and_its_reservations():
    a_firm()

    output = said("compute", "--as-of", "2025-07-01")

    assert re.search(r"ladder +v1 +done +4 customers", output)
    assert "1 rows name a customer that is not in the list" in output
    assert "Computed as of 2025-07-01 in" in output


def test_compute_refuses_a_day_before_the_last():
    a_firm()
    said("compute", "--rules-only", "--as-of", "2025-10-01")

    assert "Error: Standings are computed" in said("compute", "--as-of", "2025-07-01", status=1)


@pytest.mark.parametrize("asked", [("compute", "--as-of"), ("replay", "--to")])
def test_a_day_to_come_is_refused_for_it_would_bar_every_day_before(asked):
    a_firm()

    assert said(*asked, "2999-01-01", status=1) == "Error: 2999-01-01 is still to come; choose today or a day before.\n"
    assert "Computed as of 2025-10-01 in" in said("compute", "--rules-only", "--as-of", "2025-10-01")


def test_replay_tells_the_months():
    a_firm()

    output = said("replay", "--from", "2025-03-01", "--to", "2025-07-01")

    assert re.search(r"ladder +v1 +done +4 customers", output)
    assert "Computed at every month's end in" in output
