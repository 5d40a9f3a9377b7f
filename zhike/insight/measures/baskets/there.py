"""Baskets counted where their rows are: on a Spark cluster. Only counts of items and of sets come back.

Level by level, as Eclat does (Zaki 2000), in joins: two sets of one basket that differ in their last item alone make
the next longer one. Every count is a count of rows, so that no share is turned into a number on the way, and only what
may still be frequent is followed. MLlib's FP-growth would send baskets as paths of a tree, by recursion: one of some
hundred items ends its executors with a stack overflow.
"""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from zhike.insight.measures.baskets.coding import Numbers
from zhike.insight.measures.baskets.counting import Counted, Wanted
from zhike.insight.measures.baskets.eclat import Level, refuse_more
from zhike.insight.measures.baskets.tree import Tree
from zhike.insight.measures.spark import frame_of, like_duckdb

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


class There:
    """The entries of a frame with the columns ``basket`` and ``item``, kept on the cluster between questions."""

    def __init__(self, rows: "DataFrame") -> None:
        self.session: SparkSession = rows.sparkSession
        typed = rows.selectExpr("basket", "CAST(item AS STRING) AS item")
        self.entries = typed.groupBy("basket", "item").agg({"*": "count"}).toDF("basket", "item", "rows").persist()
        self.named = self.entries.where("basket IS NOT NULL AND item IS NOT NULL").select("basket", "item")
        self.kept: list[DataFrame] = []

    @classmethod
    def sent(cls, table: pa.Table, *, session: "SparkSession") -> "There":
        """The entries of a table with the columns ``basket`` and ``item``, sent to the cluster."""
        named = {"basket": table["basket"], "item": table["item"].cast(pa.string())}
        return cls(frame_of(session, pa.table(named)))

    def counted(self, wanted: Wanted) -> Counted:
        """The frequent sets. Raises MeasureRefused above the most."""
        read, nameless = whole(self.entries, "sum(rows)", "sum(rows) FILTER (WHERE basket IS NULL OR item IS NULL)")
        sizes, longest = self.named.groupBy("basket").count(), wanted.max_basket_items
        baskets, too_long = whole(sizes, "count(*)", f"count_if(count > {longest})")
        fitting = self.named.join(sizes.where(f"count <= {longest}"), "basket", "left_semi") if too_long else self.named
        least = wanted.least(baskets)
        alone = answer(fitting.groupBy("item").count().where(f"count >= {least}")).sort_by("item")
        alone = alone.take(pa.array(np.argsort(alone["count"].to_numpy(), kind="stable")))
        names, counts = alone["item"].combine_chunks(), alone["count"].to_numpy()
        numbers = frame_of(self.session, pa.table({"item": names, "place": np.arange(len(counts))}))
        held = fitting.join(numbers, "item").selectExpr("basket", "-1L AS parent", "place AS item", "place")
        tree = Tree(self.levels(held, counts, wanted, least=least), items=len(counts))
        return Counted(tree, names, baskets, read, nameless, too_long)

    def levels(self, held: "DataFrame", counts: Numbers, wanted: Wanted, *, least: int) -> list[Level]:
        """The frequent sets level by level; ``held`` says which items that are frequent lie in which basket."""
        refuse_more(found := len(counts), most=wanted.max_sets)
        levels = [Level(np.full(len(counts), -1), np.arange(len(counts)), counts)] if found else []
        while 0 < len(levels) < wanted.max_length and len(levels[-1].items) > 1:
            longer = joined(self.keep(held))
            often = longer.groupBy("parent", "item").count().where(f"count >= {least}")
            table = answer(often.limit(wanted.max_sets - found + 1))
            found += len(table)
            refuse_more(found, most=wanted.max_sets)
            if not len(table):
                break
            table = table.sort_by([("parent", "ascending"), ("item", "ascending")])
            levels.append(Level(*(table[name].to_numpy() for name in ("parent", "item", "count"))))
            places = table.drop_columns("count").append_column("place", pa.array(np.arange(len(table))))
            held = longer.join(frame_of(self.session, places), ["parent", "item"])
        return levels

    def keep(self, held: "DataFrame") -> "DataFrame":
        """Keep a level, and the one it is made of; those before have done their work."""
        for frame in self.kept[:-1]:
            frame.unpersist()
        self.kept = [*self.kept[-1:], held.persist()]
        return held

    def baskets(self) -> int:
        """How many baskets there are."""
        return whole(self.named, "count(DISTINCT basket)")[0]

    def holding(self, sets: list[list[str]]) -> Numbers:
        """In how many baskets each set of names lies whole."""
        places = {names: place for place, names in enumerate(sorted({tuple(names) for names in sets}))}
        asked = [(place, name, len(names)) for names, place in places.items() for name in names]
        if not asked:
            return np.zeros(0, np.int64)
        columns = dict(zip(("place", "item", "size"), zip(*asked, strict=True), strict=True))
        parts = self.named.join(frame_of(self.session, pa.table(columns)), "item")
        whole_sets = parts.groupBy("place", "basket", "size").count().where("count = size")
        found = answer(whole_sets.groupBy("place").count())
        counts = np.zeros(len(places), np.int64)
        counts[found["place"].to_numpy()] = found["count"].to_numpy()
        return counts[[places[tuple(names)] for names in sets]]

    def forget(self) -> None:
        """Give back what the cluster kept."""
        for frame in (self.entries, *self.kept):
            frame.unpersist()


def joined(held: "DataFrame") -> "DataFrame":
    """The sets one item longer that lie in baskets, from two of one parent: that with the lower item is the new one."""
    one = held.selectExpr("basket", "parent AS shared", "item AS low", "place AS parent")
    other = held.selectExpr("basket", "parent AS shared", "item")
    return one.join(other, ["basket", "shared"]).where("low < item").select("basket", "parent", "item")


def answer(frame: "DataFrame") -> pa.Table:
    """The rows of a small frame, brought here."""
    return like_duckdb(frame.toArrow())


def whole(frame: "DataFrame", *sums: str) -> list[int]:
    """Sums over a frame as whole numbers; of nothing they are 0."""
    row = frame.selectExpr(*sums).first()
    return [int(value or 0) for value in (row or [])]
