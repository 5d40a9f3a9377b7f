"""Customers who bought nothing yet, and items that nobody bought yet."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from zhike.insight.measures.recommend.history import History
from zhike.insight.measures.recommend.neighbours import popularity

BESIDE = pa.schema([("item", pa.string()), ("category", pa.string()), ("beside", pa.string()), ("place", pa.int64())])


def popular_by_segment(past: History, segments: Mapping[Any, str], *, top: int) -> dict[str, list[str]]:
    """The items most customers of each segment bought, and of all under the name "" ; ties by name."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row, customer in enumerate(past.customers):
        bought = past.times.indices[past.times.indptr[row] : past.times.indptr[row + 1]]
        names = [past.items[place] for place in bought]
        counts[""].update(names)
        if segments.get(customer):
            counts[segments[customer]].update(names)
    return {name: [item for item, _n in ordered(count)[:top]] for name, count in counts.items()}


def ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    """Names by count from the most common, equal ones by name."""
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def beside(past: History, categories: Mapping[str, str], *, most: int) -> pa.Table:
    """For each item nobody bought yet the most popular items of its category: offer it to who bought those."""
    counts = popularity(past.times)
    sold: dict[str, list[str]] = defaultdict(list)
    for place in np.argsort(-counts, kind="stable"):
        if counts[place] and categories.get(past.items[place]):
            sold[categories[past.items[place]]].append(past.items[place])
    known = set(past.items)
    rows = [
        {"item": item, "category": category, "beside": other, "place": place}
        for item, category in sorted(categories.items())
        if item not in known
        for place, other in enumerate(sold[category][:most], start=1)
    ]
    return pa.Table.from_pylist(rows, BESIDE)


def offers_to_newcomers(
    customers: Sequence[Any], segments: Mapping[Any, str], popular: Mapping[str, list[str]]
) -> list[dict[str, Any]]:
    """Offers to customers without a purchase: what is popular in their segment, else with all."""
    return [
        {"customer": str(customer), "place": place, "item": item, "score": None, "because": None, "way": "popularity"}
        for customer in customers
        for place, item in enumerate(popular.get(segments.get(customer, ""), popular.get("", [])), start=1)
    ]
