"""The import contracts hold, and each of them bites: a deliberate violation of every one fails."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The packages without tests and templates, to be spoilt."""
    copy = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / "pyproject.toml", copy)
    ignored = shutil.ignore_patterns("tests", "static", "templates", "locale", "__pycache__")
    shutil.copytree(ROOT / "zhike", copy / "zhike", ignore=ignored)
    return copy


@pytest.fixture
def spoil(copy):
    """Adds a line to a file, made if need be, and takes it out again."""
    before = {}

    def add(name, line):
        file = copy / name
        before[file] = file.read_text() if file.exists() else None
        file.write_text(f"{before[file] or ''}\n{line}\n")

    yield add
    for file, text in before.items():
        file.unlink() if text is None else file.write_text(text)


def lint(folder):
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


def test_the_contracts_hold(copy):
    result = lint(copy)

    assert "0 broken" in result.stdout
    assert result.returncode == 0


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("zhike/customers/rules.py", "import zhike.sales.models", "Imports point down"),
        ("zhike/insight/models.py", "import zhike.sales.models", "Imports point down"),
        ("zhike/catalog/models.py", "import zhike.customers.models", "Imports point down"),
        ("zhike/kit/registry.py", "import zhike.merging.models", "Imports point down"),
        ("zhike/helpers.py", "", "Imports point down"),
        ("zhike/work/models.py", "import zhike.work.actions", "Inside a domain too"),
        ("zhike/kit/entity.py", "import zhike.work.pages", "Pages and reactions are private"),
        ("zhike/customers/rules.py", "import django.db", "Rules are arithmetic"),
    ],
)
def test_a_violation_is_found(copy, spoil, file, line, contract):
    spoil("zhike/work/pages.py", "")
    spoil(file, line)

    result = lint(copy)

    assert result.returncode == 1
    assert f"{contract} BROKEN" in result.stdout
