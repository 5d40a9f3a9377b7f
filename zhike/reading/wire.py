"""How a table comes from the process that reads it: one JSON array a line.

What JSON has no word for is an object with one member, which says what it is. Nothing that arrives can be more than
values.
"""

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from zhike.reading.problems import BadRow, BadValue, Problem
from zhike.reading.records import Record
from zhike.reading.source import Row

LONGEST_LINE = 256 << 20  # bytes

READ: dict[str, Callable[[Any], Any]] = {
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "time": time.fromisoformat,
    "duration": lambda parts: timedelta(*parts),
    "decimal": Decimal,
    "bytes": bytes.fromhex,
}


def packed(*message: Any) -> bytes:
    """One message as a line."""
    line = json.dumps(message, default=_described, separators=(",", ":"), ensure_ascii=False)
    return line.encode(errors="surrogatepass") + b"\n"


def unpacked(line: bytes) -> list[Any]:
    """The message of a line. Raises ValueError where it is none."""
    message = json.loads(line, object_hook=_meant)
    if not isinstance(message, list):
        raise ValueError("a message is a list")
    return message


def plain(row: Row | Record) -> Any:
    """A row or a record as JSON has it."""
    problem = row.problem
    if problem is None:
        return row  # a tuple of plain values
    told = {name: value for name, value in problem.parameters.items() if name != "label"}
    return [*row[:-1], [problem.code, getattr(problem, "column", ""), list(told.items())]]


def row_of(number: int, values: list[Any], problem: list[Any] | None) -> Row:
    """The row again."""
    return Row(number, tuple(values), BadRow(problem[0], **dict(problem[2])) if problem else None)


def record_of(number: int, fields: list[Any], raw: list[Any], problem: list[Any] | None, *, labels: Any) -> Record:
    """The record again; its reader did not know the labels of its columns."""
    return Record(number, tuple(fields), tuple(raw), _problem(*problem, labels=labels) if problem else None)


def _problem(code: str, column: str, told: list[Any], *, labels: Any) -> Problem:
    return BadValue(code, **dict(told)).of(column, labels[column]) if column else BadRow(code, **dict(told))


def _described(value: Any) -> Any:
    match value:
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case timedelta():
            return {"duration": [value.days, value.seconds, value.microseconds]}
        case Decimal():
            return {"decimal": str(value)}
        case bytes():
            return {"bytes": value.hex()}
    return str(value)


def _meant(described: dict[str, Any]) -> Any:
    [(kind, value)] = described.items()
    return READ[kind](value)
