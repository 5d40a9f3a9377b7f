"""Which engine computed is said as it was: what Spark cannot compute is computed in this process, and says so."""

from datetime import date, timedelta

import pytest

from zhike.insight.tests.test_tool import a_file, asked, told
from zhike.insight.tool import MEASURES
from zhike.insight.tool.columns import ORDERS
from zhike.insight.tool.shapes import BASKETS, CONTACTS, INVOICES, PAPERS, PEOPLE, SERIES, TRANSACTIONS

FIRST = date(2025, 1, 1)
DAYS = [(FIRST + timedelta(days=number)).isoformat() for number in range(120)]
FILES = [
    (ORDERS, ["customer", "date", "amount", "product", "order"],
     [[f"c{n % 9}", day, str(20 + n % 50), f"p{n % 5}", f"o{n}"] for n, day in enumerate(DAYS)]),
    (BASKETS, ["basket", "item"], [[str(n // 3), f"i{n % 4}"] for n in range(120)]),
    (SERIES, ["period", "value"], [[day, str(100 + n % 7)] for n, day in enumerate(DAYS)]),
    (INVOICES, ["invoice", "customer", "date", "due", "amount"],
     [[f"{n}", f"c{n % 4}", day, day, "100"] for n, day in enumerate(DAYS)]),
    (PAPERS, ["paper", "customer", "date", "amount"],
     [[f"{n}", f"c{n % 4}", day, "100"] for n, day in enumerate(DAYS)]),
    (PEOPLE, ["person", "age", "answer"],
     [[f"m{n}", str(20 + n % 60), "yes" if n % 60 > 30 else "no"] for n in range(200)]),
    (CONTACTS, ["contacts", "answer"], [[str(n % 6), "yes" if n % 5 == 0 else "no"] for n in range(200)]),
    (TRANSACTIONS, ["transaction", "date", "customer", "terminal", "amount"],
     [[f"t{n}", f"{day} 10:00", f"c{n % 4}", f"s{n % 3}", "100"] for n, day in enumerate(DAYS)]),
]  # fmt: skip
HERE_ALONE = {"forecast", "anomalies", "response", "look_alikes", "contact_curve"}


@pytest.fixture
def file_for(tmp_path, monkeypatch):
    """A file that a measure can read; and no Spark anywhere, so that whoever asks for it is refused."""
    monkeypatch.delenv("ZHIKE_SPARK", raising=False)

    def file_for(name):
        header, rows = next((header, rows) for shape, header, rows in FILES if shape is MEASURES[name].shape)
        return a_file(tmp_path, rows, header, encoding="utf-8")

    return file_for


def test_what_is_declared_for_this_process_alone():
    assert {name for name, declared in MEASURES.items() if not declared.scales} == HERE_ALONE


@pytest.mark.parametrize("name", sorted(set(MEASURES) - HERE_ALONE))
def test_whoever_says_spark_asks_spark(file_for, name):
    said = asked(name, "--orders", file_for(name), "--engine", "spark")

    assert (said.exit_code, "set ZHIKE_SPARK" in said.output) == (1, True)


@pytest.mark.parametrize("name", sorted(HERE_ALONE))
def test_what_spark_cannot_compute_is_computed_here_and_says_so(file_for, name):
    file = file_for(name)

    here, there = told(name, "--orders", file), told(name, "--orders", file, "--engine", "spark")

    note = f"{name} is not computed on spark; it was computed in this process."
    assert there == {**here, "warnings": [note, *here["warnings"]]}
    assert there["engine"] == "duckdb"


def test_the_list_says_what_is_computed_in_this_process_alone():
    lines = asked("--list").output.splitlines()
    described = dict(zip((line.split()[0] for line in lines[::2]), lines[1::2], strict=True))

    assert {name for name, columns in described.items() if "engine: duckdb alone" in columns} == HERE_ALONE
