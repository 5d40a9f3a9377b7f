"""The commands of insight say what they did, in counts and seconds."""

import re

import click
import pytest
from click.testing import CliRunner

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


def test_compute_tells_each_measure_and_its_reservations():
    a_firm()

    output = said("compute", "--as-of", "2025-07-01")

    assert re.search(r"ladder +v1 +done +4 customers", output)
    assert "1 row names a customer that is not in the list" in output
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
