"""Keys as an operator changes them."""

import pytest

from tests.ready_made import own_data_dir
from zhike.postgres.cluster import running
from zhike.site.tests.processes import python

# The command line, but that every process is taken to know of a new key after a tenth of a second.
IMPATIENT = """
import sys
from zhike.vault import keyset
keyset.FRESH, keyset.SETTLED = 0.1, 0.2
from zhike.site.cli.__main__ import main
main(sys.argv[1:])
"""


def say(*arguments, status=0, **environment):
    with python("-c", IMPATIENT, "vault", *arguments, environment=environment) as process:
        output, _nothing = process.communicate(timeout=120)
    assert process.returncode == status, output
    return output


@pytest.fixture(scope="module")
def site(module_path):
    """A data directory, its database up as beside a site that serves, and the root key beside it."""
    own_data_dir(module_path / "data")
    with running(module_path / "data"):
        yield module_path / "data", module_path / "data-keys" / "root"


def test_the_root_key_lies_beside_the_data_and_keys_are_changed(site, module_path):
    folder, root = site
    assert "key 1 (seals): 0.00% of what it may seal" in say("status", "--data-dir", folder)
    assert root.stat().st_mode & 0o777 == 0o600
    assert "0 sealed again with key 2" in say("rotate", "--data-dir", folder)
    assert "0 marked again with index key 2" in say("rotate-index", "--data-dir", folder)
    told = say("status", "--data-dir", folder)
    assert "index key 2 marks" in told
    assert "customers_contactpoint|value_index: 0 marked, 0 of them by an older key" in told
    assert "4 keys wrapped" in say("root", str(module_path / "other"), "--data-dir", folder)
    assert f"{root} is not the key this database" in say("status", "--data-dir", folder, status=1)
    there = {"ZHIKE_KEY_FILE": str(module_path / "other")}
    assert "key 2 (seals)" in say("status", "--data-dir", folder, **there)


def test_a_key_file_among_the_data_is_refused_at_the_start_and_taken_by_no_command(site):
    folder, _root = site
    file = folder / "uploads" / "root"
    sentence = f"The key file {file} lies in {folder}"

    assert sentence in say("status", "--data-dir", folder, status=1, ZHIKE_KEY_FILE=str(file))
    assert sentence in say("root", file, "--data-dir", folder, status=1)
    assert not file.exists()
