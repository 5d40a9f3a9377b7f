"""One opened table: its columns, and its rows as they stream past."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from zhike.reading.problems import BadRow, UnreadableFile
from zhike.reading.values import text

if TYPE_CHECKING:
    from zhike.reading.records import Plan, Record

LONGEST_CELL = 32_767  # characters, what a spreadsheet cell holds
MOST_COLUMNS = 1_000
MOST_ROWS = 5_000_000
UNREADABLE_MARK = "\ufffd"


class Row(NamedTuple):
    """One row of a file. ``problem`` is set where the row could not be read; its values are then for showing only."""

    number: int
    values: tuple
    problem: BadRow | None = None


class Source(ABC):
    """A table in a file. ``row_count`` tells how many rows will come, for progress: exact, or a close estimate."""

    kind: str
    path: Path
    columns: tuple[str, ...]
    row_count: int
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """All rows from the first, without the header and without blank rows. May be called again."""

    def records(self, plan: Plan, *, since: int = 0) -> Iterator[Record]:
        """The rows read by a plan, without the first so many."""
        return map(plan.reader(self.columns), islice(self.rows(), since, None))

    def sample(self, size: int = 20) -> list[Row]:
        """The first rows, for a preview."""
        return list(islice(self.rows(), size))


def named_columns(header: tuple) -> tuple[str, ...]:
    """Header cells as unique names: blank ones become "#3", repeated ones "Name (2)"."""
    if len(header) > MOST_COLUMNS:
        raise UnreadableFile("too_many_columns", limit=MOST_COLUMNS)
    names: list[str] = []
    for position, cell in enumerate(header, 1):
        plain = text(cell) or f"#{position}"
        name, repeat = plain, 1
        while name in names:
            repeat += 1
            name = f"{plain} ({repeat})"
        names.append(name)
    return tuple(names)


def without_empty_tail(values: list, width: int) -> list:
    """The cells without blank ones past ``width``: trailing delimiters and formatted empty columns mean nothing."""
    while len(values) > width and (values[-1] is None or values[-1] == ""):
        values = values[:-1]
    return values
