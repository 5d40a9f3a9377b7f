"""A measure asked of a file, computed by a server of Spark Connect: what DuckDB says, row for row.

The client of Spark Connect needs grpcio, grpcio-status, googleapis-common-protos and zstandard beside pyspark.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from zhike.insight.tests.test_tool import a_file

pytestmark = pytest.mark.spark
pytest.importorskip("grpc", reason="no grpcio, which the client of Spark Connect needs")

GOODS = ("tea", "cup", "pot", "bowl")
ROWS = [
    [f"c{1 + number % 7}", f"2025-{1 + number % 12:02}-{1 + number % 28:02}", str(10 + 7 * number % 90)]
    for number in range(120)
]


def told(folder, *arguments, **environment):
    """The JSON object the command prints, and the rows of its tables; in a process of its own."""
    asked = [sys.executable, "-m", "zhike.site.cli", "measure", *arguments, "--out", str(folder), "--json"]
    done = subprocess.run(asked, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    tables = {name: Path(file).read_text("utf-8") for name, file in said.pop("tables").items()}
    return said, tables


@pytest.mark.parametrize("measure", ["rfm", "ladder", "cohorts"])
def test_a_measure_says_on_spark_connect_what_duckdb_says(server, tmp_path, measure):
    file = str(a_file(tmp_path, ROWS))

    there, rows_there = told(
        tmp_path / "there",
        measure,
        "--orders",
        file,
        "--engine",
        "spark",
        ZHIKE_SPARK=server,
        ZHIKE_SPARK_PARTITIONS="2",
    )
    here, rows_here = told(tmp_path / "here", measure, "--orders", file)

    assert there == {**here, "engine": "spark"}
    assert rows_there == rows_here


def test_baskets_are_counted_on_spark_connect_as_here(server, tmp_path):
    file = tmp_path / "baskets.csv"
    rows = [f"{1 + number % 40},{GOODS[number * number % 7 % 4]}" for number in range(140)]
    file.write_text("\n".join(["basket,item", *rows]))

    there, rows_there = told(
        tmp_path / "there", "baskets", "--orders", str(file), "--engine", "spark", ZHIKE_SPARK=server
    )
    here, rows_here = told(tmp_path / "here", "baskets", "--orders", str(file))

    assert there == {**here, "engine": "spark"}
    assert there["warnings"] == []
    assert rows_there == rows_here


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    from zhike.insight.tests.spark_cluster import connect_server

    with connect_server(tmp_path_factory.mktemp("connect")) as address:
        yield address
