"""Files with one basket per line, as the public data sets of the field come."""

import csv
from collections.abc import Iterable, Sequence
from itertools import chain, islice

import pyarrow as pa

DELIMITERS = ",;\t|"
LINES_TO_SNIFF = 100


def entries_of_lines(lines: Iterable[str], *, delimiter: str | None = None) -> pa.Table:
    """One row per basket and item out of lines that each list the items of one basket; empty lines are no baskets.

    Columns ``basket`` (number of the line among those with items, from 1) and ``item``. Blanks around a name go.
    Without a ``delimiter`` it is the one that most of the first lines hold; numbers may also stand apart by blanks.

    >>> entries_of_lines(["tea,cup", "", "tea"]).to_pylist()[1:]
    [{'basket': 1, 'item': 'cup'}, {'basket': 2, 'item': 'tea'}]
    """
    baskets: list[int] = []
    items: list[str] = []
    number = 0
    rest = iter(lines)
    first = list(islice(rest, LINES_TO_SNIFF))
    for row in csv.reader(chain(first, rest), delimiter=delimiter or sniffed(first)):
        named = [name for cell in row if (name := cell.strip())]
        number += bool(named)
        items.extend(named)
        baskets.extend([number] * len(named))
    return pa.table({"basket": pa.array(baskets, pa.int64()), "item": pa.array(items, pa.string())})


def sniffed(lines: Sequence[str]) -> str:
    """The delimiter of lines of differing lengths.

    >>> sniffed(["whole milk;tea", "tea"]), sniffed(["whole milk"]), sniffed(["1 2 3", "2"])
    (';', ',', ' ')
    """
    if all(word.isdecimal() for line in lines for word in line.split()):
        return " "
    return max(DELIMITERS, key=lambda delimiter: sum(delimiter in line for line in lines))
