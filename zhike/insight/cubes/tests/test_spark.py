"""The SQL of cubes says the same to Spark as to DuckDB."""

import os

import pytest
from django.http import QueryDict

from zhike.insight.cubes import asking, sql
from zhike.insight.cubes.engine import MOST_CELLS, _key, _parts, asker
from zhike.insight.cubes.scope import Within
from zhike.insight.measures.dialect import SPARK, used

pytestmark = pytest.mark.django_db
ADDRESSES = (
    "rows=region,category&columns=month&measures=net,units",
    "rows=product&columns=tier&measures=net,orders,customers",
    "rows=channel&columns=-&measures=margin,average_order,refund_rate&region=none&region=华东",
    "rows=credited_team,credited_to&columns=owner&measures=net,orders",
    "rows=-&columns=-&measures=net",
    "rows=quarter&columns=document&measures=net&month=2026-10&category=红茶",
)


@pytest.fixture(scope="module")
def spark():
    from pyspark.sql import SparkSession

    from zhike.insight.measures.spark import SETTINGS

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.master("local[1]").config("spark.sql.shuffle.partitions", "1")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.mark.parametrize("kept", [None, ["G1"]])
def test_both_engines_fill_the_same_cells(ada, at, spark, kept):
    spark.read.parquet(str(at.file(asking.read(QueryDict(""), by=ada, end=at.end).cube))).createOrReplaceTempView(
        "sold"
    )
    for address in ADDRESSES if kept is None else ADDRESSES[1:2]:
        question = asking.read(QueryDict(f"cube=sales&window=all&{address}"), by=ada, end=at.end)
        asked = sql.Scoped(question, "sold", Within(), question.window, kept)
        text = sql.cells(asked, sql.parts_of(question), most=MOST_CELLS)
        rows = spark.sql(SPARK.spell(text.sql), args=used(text.sql, text.params)).collect()
        spoken = {_key(row.asDict(), question, kept is not None): _parts(row.asDict(), text.parts) for row in rows}

        with asker(at) as engine:
            assert spoken == engine.cells(question, kept=kept), address
