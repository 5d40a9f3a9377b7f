"""The facts a computation judges by: the warehouse without related parties, whom nobody sells to."""

from collections.abc import Iterator
from contextlib import contextmanager

from zhike.customers.models.customer import RELATED_PARTIES
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.shapes import casting
from zhike.insight.warehouse import Manifest


@contextmanager
def judged(manifest: Manifest) -> Iterator[Facts]:
    """The facts of one load. Orders of related parties stay in totals and are said to be left out."""
    with Facts.open(manifest.folder) as facts:
        kinds = ", ".join(f"'{kind}'" for kind in RELATED_PARTIES)
        buyers = f"(select * from read_parquet('{manifest.file('customers')}') where kind not in ({kinds}))"
        facts.connection.execute(f"create or replace temp view customers as {casting('customers', source=buyers)}")
        yield facts
