"""The columns of a CSV file that can be read in pieces, as many pieces at once as are worth it."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Any

import pyarrow as pa

from zhike.insight.tool.cells import cells
from zhike.reading.delimited import CsvSource
from zhike.reading.pieces import Piece, pieces
from zhike.reading.problems import Problem
from zhike.reading.records import Plan

ROWS_AT_ONCE = 65_536


def columns_of(source: CsvSource, plan: Plan, part: Callable[..., Any]) -> Iterator[Any]:
    """The chosen columns of a file in parts, each made by ``part``."""
    headers = [plan.mapping.columns[target.name] for target in plan.targets]
    for some in gathered(pieces(source, headers)):
        columns = [pa.concat_arrays([piece.columns[place] for piece in some]) for place in range(len(headers))]
        begins = [0, *accumulate(len(piece.numbers) for piece in some)]
        refused: dict[int, Problem] = {
            begin + place: problem
            for begin, piece in zip(begins, some, strict=False)
            for place, problem in piece.problems.items()
        }
        values = [cells(column, target, plan, refused) for column, target in zip(columns, plan.targets, strict=True)]
        numbers = pa.concat_arrays([pa.array(piece.numbers, pa.int64()) for piece in some])
        yield part(numbers, values, dict(sorted(refused.items())), row_of(some, begins))


def gathered(source: Iterator[Piece]) -> Iterator[list[Piece]]:
    """Pieces, so many together that each different cell is looked at seldom."""
    held: list[Piece] = []
    for piece in source:
        held.append(piece)
        if sum(len(piece.numbers) for piece in held) >= ROWS_AT_ONCE:
            yield held
            held = []
    if held:
        yield held


def row_of(some: Sequence[Piece], begins: Sequence[int]) -> Callable[[int], tuple]:
    """What tells every cell of a row, by its place among all pieces."""

    def whole(place: int) -> tuple:
        which = bisect_right(begins, place, hi=len(some)) - 1
        return some[which].cells(place - begins[which])

    return whole
