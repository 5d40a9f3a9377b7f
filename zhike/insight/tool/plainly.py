"""Cells of text whose meaning is beyond doubt, read a column at a time.

What is sure here is exactly what the readers of single cells (``zhike.reading``) would say; anything else is theirs.
"""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.tool.columns import ARROW
from zhike.reading.mapping import TargetColumn
from zhike.reading.problems import Problem

ReadCell = Callable[[object], tuple[Any, Problem | None]]
Sure = tuple[pa.Array, pa.Array]

# Letters that are their own plain form, and no mark that could begin a formula.
WORD = r"[0-9A-Za-z\x{4e00}-\x{9fff}]"
INNER = r"[0-9A-Za-z\x{4e00}-\x{9fff}_/:#+-]"
CODE = f"^{WORD}{INNER}*(?: {INNER}+)*$"
COMMA_NUMBER = r"^-?[0-9]{1,14}(?:,[0-9]{1,4})?$"
NUMBER = r"^-?[0-9]{1,14}(?:\.[0-9]{1,4})?$"
MONEY = r"^[¥￥]?-?(?:[0-9]{1,14}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.[0-9]{1,4})?$"
TIME = r"[ T](?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
MOMENT = rf"^([0-9]{{1,4}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,4}}|[0-9]{{4}}年[0-9]{{1,2}}月[0-9]{{1,2}}日){TIME}$"


def plainly(column: pa.Array, target: TargetColumn, read: ReadCell, *, decimal_comma: bool = False) -> Sure:
    """Which cells of a column of text are sure, and their values; what stands for the others means nothing."""
    ways: dict[str, Callable[[pa.Array, TargetColumn, ReadCell], Sure]] = {
        "identifier": codes,
        "text": codes,
        "number": comma_numbers if decimal_comma else numbers,
        "day": days,
    }
    return ways.get(target.kind, nothing)(column, target, read)


def matches(column: pa.Array, pattern: str) -> pa.Array:
    """Which cells are of a pattern."""
    return pc.match_substring_regex(column, pattern).fill_null(False)  # noqa: FBT003 -- Arrow's own


def codes(column: pa.Array, target: TargetColumn, _read: ReadCell) -> Sure:
    """Codes and names that stand as they are read."""
    short = pc.less_equal(pc.utf8_length(column), target.longest).fill_null(False)  # noqa: FBT003 -- Arrow's own
    return pc.and_(short, matches(column, CODE)), column


def numbers(column: pa.Array, _target: TargetColumn, _read: ReadCell) -> Sure:
    """Figures with at most four places; where there are others, also money with its mark and commas."""
    sure = matches(column, NUMBER)
    if not pc.all(sure).as_py():
        sure = matches(column, MONEY)
        column = pc.replace_substring_regex(column, "[¥￥,]", "")
    return sure, pc.if_else(sure, column, None).cast(ARROW["number"])


def comma_numbers(column: pa.Array, _target: TargetColumn, _read: ReadCell) -> Sure:
    """Figures with at most four places after a comma, and none before it set apart."""
    sure = matches(column, COMMA_NUMBER)
    return sure, pc.if_else(sure, pc.replace_substring(column, ",", "."), None).cast(ARROW["number"])


def days(column: pa.Array, _target: TargetColumn, read: ReadCell) -> Sure:
    """Days, each different one read once; the time of a day counts for nothing where it is local."""
    if pc.any(matches(column, MOMENT)).as_py():
        column = pc.replace_substring_regex(column, MOMENT, r"\1")
    coded = column.dictionary_encode()
    found = [read(raw) for raw in coded.dictionary.to_pylist()]
    sure = pa.array([problem is None for _value, problem in found], pa.bool_()).take(coded.indices)
    values = pa.array([value for value, _problem in found], ARROW["day"]).take(coded.indices)
    return sure.fill_null(False), values  # noqa: FBT003 -- Arrow's own


def nothing(column: pa.Array, target: TargetColumn, _read: ReadCell) -> Sure:
    """No cell is sure."""
    return pa.repeat(pa.scalar(False), len(column)), pa.nulls(len(column), ARROW[target.kind])  # noqa: FBT003 -- Arrow's own
