"""Two runs of a measure side by side: who moved, whose number grew or shrank, and by how much in all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from zhike.catalog.models import Product
from zhike.customers.models import Customer
from zhike.insight.measures.engine import query_tables
from zhike.insight.models import Run
from zhike.insight.questions.comparing import Told, has_kept, said_of_customers, told_to
from zhike.insight.questions.trials import Place, place
from zhike.kit.access.rows import rows, sees_all

EACH = """
    SELECT
        coalesce(o.customer_id, n.customer_id) AS customer_id,
        coalesce(o.code, '') AS was, coalesce(n.code, '') AS now,
        coalesce(o.number, 0) AS before, coalesce(n.number, 0) AS after,
        CASE
            WHEN o.customer_id IS NULL THEN 'came'
            WHEN n.customer_id IS NULL THEN 'left'
            WHEN coalesce(n.number, 0) > coalesce(o.number, 0) THEN 'grown'
            WHEN coalesce(n.number, 0) < coalesce(o.number, 0) THEN 'shrunk'
            WHEN o.number IS NULL AND n.number IS NULL AND o.code IS DISTINCT FROM n.code THEN 'moved'
            ELSE 'same'
        END AS way
    FROM old o FULL JOIN new n ON n.customer_id = o.customer_id
"""
BOTH = f"""
    SELECT was, now, way, count(*) AS customers, sum(before) AS before, sum(after) AS after
    FROM ({EACH}) GROUP BY ALL ORDER BY customers DESC, was, now, way
"""  # noqa: S608 -- our own text
#: Of one way or of one cell, those whose number changed most first.
SOME = f"""
    SELECT * FROM ({EACH}) WHERE CASE WHEN :way = '' THEN was = :was AND now = :now ELSE way = :way END
    ORDER BY abs(after - before) DESC, customer_id
"""  # noqa: S608 -- our own text
WAYS = ("grown", "shrunk", "moved", "same", "came", "left")


@dataclass(frozen=True)
class Sum:
    """Some customers, and their number in both runs together."""

    customers: int
    before: float
    after: float

    @property
    def change(self) -> float:
        """By how much the number is another."""
        return self.after - self.before


@dataclass(frozen=True)
class Compared:
    """Two runs of a measure, as far as one person sees their customers."""

    measure: str
    told: Told
    found: list[dict[str, Any]]
    products: Mapping[str, str]

    @property
    def ways(self) -> list[tuple[str, Sum]]:
        """Grown, shrunk, moved, the same, came and left, as far as a measure knows them."""
        unknown = {"moved"} if self.told.unit else {"grown", "shrunk"}
        known = (way for way in WAYS if way not in unknown)
        return [(way, _sum([row for row in self.found if row["way"] == way])) for way in known]

    @property
    def moved(self) -> list[tuple[Place, Place, Sum]]:
        """From where to where, most customers first."""
        pairs = dict.fromkeys((row["was"], row["now"]) for row in self.found if row["was"] != row["now"])
        sums = [(pair, _sum([row for row in self.found if (row["was"], row["now"]) == pair])) for pair in pairs]
        sums.sort(key=lambda one: -one[1].customers)
        return [(self.place(was), self.place(now), total) for (was, now), total in sums]

    def place(self, code: str) -> Place:
        """Where somebody stands, in words: a product by its name."""
        if self.measure == "recommend":
            return Place(code, self.products.get(code, code), "")
        return place(self.measure, code)

    @property
    def movers(self) -> int:
        """How many stand elsewhere."""
        return sum(row["customers"] for row in self.found if row["was"] != row["now"])

    @property
    def total(self) -> Sum:
        """Everybody."""
        return _sum(self.found)


def comparable(measure: str) -> Iterator[Run]:
    """The finished runs of a measure that kept what they say of customers, the newest first."""
    done = Run.objects.filter(measure=measure, status=Run.Status.DONE).order_by("-pk")[:100]
    return (run for run in done if has_kept(run))


def compare(left: Run, right: Run, *, by) -> Compared:
    """Two runs of one measure among the customers a person may see. Raises Refusal for one of nothing but amounts."""
    found = query_tables(BOTH, tables=_tables(left, right, by=by)).to_pylist()
    products = product_names_in_sight(by) if left.measure == "recommend" else {}
    return Compared(left.measure, told_to(by, left.measure), found, products)


def product_names_in_sight(by) -> dict[str, str]:
    """The names by code of the products that a person may see."""
    return dict(rows(Product, by=by).values_list("code", "name"))


def who(left: Run, right: Run, *, by, way: str = "", was: str = "", now: str = "") -> list[dict[str, Any]]:
    """The customers of one way, else those who went from `was` to `now`, whose number changed most first."""
    tables = _tables(left, right, by=by)
    return query_tables(SOME, tables=tables, way=way, was=was, now=now).to_pylist()


def _tables(left: Run, right: Run, *, by) -> dict[str, pa.Table]:
    """What both runs kept of the customers a person may see."""
    seen = None if sees_all(Customer, by=by) else set(rows(Customer, by=by).values_list("pk", flat=True))
    told = told_to(by, left.measure)
    return {"old": _kept(left, told, seen), "new": _kept(right, told, seen)}


def _kept(run: Run, told: Told, seen: set[int] | None) -> pa.Table:
    table = said_of_customers(run, told)
    if seen is None:
        return table
    return query_tables(
        "SELECT * FROM kept WHERE customer_id IN (SELECT customer_id FROM seen)",
        tables={"kept": table, "seen": pa.table({"customer_id": pa.array(seen, pa.int64())})},
    )


def _sum(some: list[dict[str, Any]]) -> Sum:
    return Sum(*(sum(row[name] for row in some) for name in ("customers", "before", "after")))
