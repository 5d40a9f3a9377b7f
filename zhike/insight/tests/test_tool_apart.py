"""The tool needs no app, no settings and no more tables than a measure asks for."""

import os
import subprocess
import sys
from contextlib import suppress
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from zhike.insight.measures.engine import Facts
from zhike.insight.tool import MEASURES, Question, ToolProblem, ask
from zhike.insight.tool.columns import ORDERS
from zhike.site.cli.measure import command

FIRST = date(2025, 1, 1)
EVERY_MEASURE = """
import sys
from pathlib import Path
from zhike.insight.tool import MEASURES, Question, ToolProblem, ask
for name in MEASURES:
    try:
        ask(Question(name, Path(sys.argv[1])))
    except ToolProblem as problem:
        print(name, problem)
"""


@pytest.fixture
def orders(tmp_path):
    """A year and a half of sixty customers, with rows that cannot be read."""
    rows = [
        f"C{nth % 60},O{nth},{FIRST + timedelta(days=nth * 7 % 540)},P{nth * nth % 11},{nth % 90 + 1}.50"
        for nth in range(900)
    ]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(["customer,order,date,product,amount", *rows, "C1,O901,soon,P1,1", "C2,O902"]))
    return path


def test_every_measure_answers_without_apps_or_settings(orders):
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "ZHIKE"))}

    done = subprocess.run(
        [sys.executable, "-c", EVERY_MEASURE, str(orders)], env=bare, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    refused = {line.split()[0] for line in done.stdout.splitlines()}
    assert {
        "rfm",
        "abc",
        "ladder",
        "bgnbd",
        "lifetime",
        "survival",
        "recommend",
        "clusters",
    } <= MEASURES.keys() - refused


def test_a_name_that_is_none_is_answered_with_those_there_are(orders):
    said = CliRunner().invoke(command, ["rmf", "--orders", str(orders)])

    assert said.exit_code == 2
    assert "There is no measure 'rmf'; there are rfm, abc, " in said.output


def test_every_column_that_is_missing_is_told_at_once(tmp_path):
    (tmp_path / "orders.csv").write_text("姓名,日子,钱\nA,2026-01-05,1\n")

    with pytest.raises(ToolProblem) as refused:
        ask(Question("rfm", tmp_path / "orders.csv"))

    assert str(refused.value) == (
        "rfm needs the column customer; date; amount, or quantity and price, and no header is known to mean it."
        " The file has: 姓名, 日子, 钱. Say which one it is with --columns customer=…,date=…,amount=…"
    )


@pytest.mark.parametrize("name", [name for name, declared in MEASURES.items() if declared.shape is ORDERS])
def test_lines_of_orders_are_there_for_those_that_ask_for_them(orders, monkeypatch, name):
    asked: list[str] = []
    query = Facts.query
    monkeypatch.setattr(Facts, "query", lambda facts, sql, **given: asked.append(sql) or query(facts, sql, **given))

    for options in ({}, {"of": "customer"}, {"of": "product"}) if name == "abc" else ({},):
        with suppress(ToolProblem):
            ask(Question(name, orders, options=options))

    reads_lines = any("order_lines" in sql for sql in asked)
    assert reads_lines == MEASURES[name].reads_lines
