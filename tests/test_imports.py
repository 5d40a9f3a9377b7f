"""The import contracts hold, and would notice if they did not."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-W", "ignore", "-c", program, "--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env={"PYTHONPATH": str(folder)}, check=False
    )


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(
        ROOT / "zhike", tmp_path / "zhike", ignore=shutil.ignore_patterns("tests", "*.pyc", "static", "locale")
    )
    return tmp_path


def test_the_contracts_hold(copy):
    result = lint(copy)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("kit/refusal.py", "import zhike.customers.models", "Imports point down"),
        ("insight/books.py", "import zhike.sales.models", "Imports point down"),
        ("customers/kinds.py", "import zhike.catalog.models", "Imports point down"),
        ("work/models.py", "import zhike.work.actions", "Inside a domain too"),
        ("sales/entities.py", "import zhike.work.pages", "Pages and reactions are private"),
        ("customers/rules.py", "import django.db", "Rules are arithmetic"),
        ("unheard_of/__init__.py", "", "Imports point down"),
    ],
)
def test_a_wrong_import_is_noticed(copy, file, line, contract):
    wrong = copy / "zhike" / file
    wrong.parent.mkdir(exist_ok=True)
    wrong.write_text((wrong.read_text() if wrong.exists() else "") + f"\n{line}\n")

    result = lint(copy)

    assert result.returncode == 1
    assert f"{contract} BROKEN" in result.stdout or "exhaustive" in result.stdout + result.stderr
