"""Files with one basket per line, as the public data sets of the field come."""

import csv
from collections.abc import Iterable

import pyarrow as pa


def entries_of_lines(lines: Iterable[str], *, delimiter: str = ",") -> pa.Table:
    """One row per basket and item out of lines that each list the items of one basket; empty lines are no baskets.

    Columns ``basket`` (number of the line among those with items, from 1) and ``item``. Blanks around a name go.

    >>> entries_of_lines(["tea,cup", "", "tea"]).to_pylist()[1:]
    [{'basket': 1, 'item': 'cup'}, {'basket': 2, 'item': 'tea'}]
    """
    baskets: list[int] = []
    items: list[str] = []
    number = 0
    for row in csv.reader(lines, delimiter=delimiter):
        named = [name for cell in row if (name := cell.strip())]
        number += bool(named)
        items.extend(named)
        baskets.extend([number] * len(named))
    return pa.table({"basket": pa.array(baskets, pa.int64()), "item": pa.array(items, pa.string())})
