"""Periods as people write them, as the first day of each: months, quarters, years and days."""

import re
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import pyarrow as pa

from zhike.insight.tool.problem import ToolProblem
from zhike.reading.dates import day
from zhike.reading.problems import BadValue

MONTH = re.compile(r"([0-9]{4})(?:[-/. ]?[Mm]?|年 ?)([0-9]{1,2})(?:月份?)?")
QUARTER = re.compile(r"([0-9]{4})(?:[-/ ]?|年 ?)(?:[Qq]|第)([1-4])(?:季度)?")
YEAR = re.compile(r"([0-9]{4})年?")
UTC = ZoneInfo("UTC")


def periods_of(column: pa.Array) -> pa.Array:
    """A column of text as days; as whole numbers where every period is a small one (1, 2, 3 …)."""
    different = column.dictionary_encode()
    written = different.dictionary.to_pylist()
    numbers = steps(written)
    found = pa.array(numbers, pa.int64()) if numbers else pa.array([first_day(text) for text in written], pa.date32())
    return found.take(different.indices)


def steps(written: Sequence[str]) -> list[int]:
    """The periods as numbers, where they are numbers of steps."""
    if all(text.isdecimal() and int(text) < 1_000 for text in written):
        return [int(text) for text in written]
    return []


def first_day(text: str) -> date:
    """The first day of one period."""
    if found := QUARTER.fullmatch(text):
        return date(int(found[1]), int(found[2]) * 3 - 2, 1)
    if (found := MONTH.fullmatch(text)) and 1 <= int(found[2]) <= 12:
        return date(int(found[1]), int(found[2]), 1)
    if found := YEAR.fullmatch(text):
        return date(int(found[1]), 1, 1)
    try:
        told = day(text, zone=UTC)
    except BadValue:
        told = None
    if told is None:
        raise ToolProblem(
            f"{text!r} is no period; write days, months (2026-03), quarters (2026Q1), years or steps (1, 2)."
        )
    return told
