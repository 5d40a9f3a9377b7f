"""Columns as numbers: figures as they are, words as yes or no, what is missing as a fact of its own."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Matrix = npt.NDArray[np.float64]

#: A column of text is a column of figures when this share of what is filled in reads as numbers.
MOSTLY_NUMBERS = 0.95
MOST_WORDS = 30


class Field(NamedTuple):
    """How one column becomes numbers: figures with a usual one, or words each with a place."""

    name: str
    words: tuple[str, ...]
    usual: Any
    may_be_missing: bool

    @property
    def width(self) -> int:
        """How many columns of the matrix it takes."""
        return (len(self.words) or 1) + self.may_be_missing

    def numbers(self, values: Sequence[Any]) -> Matrix:
        """The values as columns; a word not seen before is none of those known."""
        if self.words:
            texts = [None if value is None else str(value) for value in values]
            columns = [np.array([text == word for text in texts], np.float64) for word in self.words]
            missing = np.array([text is None for text in texts], np.float64)
        else:
            figures = np.array([number(value) for value in values], np.float64)
            missing = np.isnan(figures).astype(np.float64)
            columns = [np.where(np.isnan(figures), self.usual, figures)]
        return np.stack([*columns, missing] if self.may_be_missing else columns, axis=1)


def number(value: Any) -> float:
    """The value as a number; not a number where it is none."""
    if value is None:
        return float("nan")
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def fields_of(table: pa.Table, *, leave_out: Sequence[str]) -> tuple[list[Field], list[str]]:
    """How each column is to be read, and the columns that say nothing: constant ones, and names that never repeat."""
    found, silent = [], []
    for name in table.column_names:
        if name not in leave_out:
            field = field_of(name, table[name].to_pylist())
            found += [field] if field else []
            silent += [] if field else [name]
    return found, silent


def field_of(name: str, values: list[Any]) -> Field | None:
    """How a column is to be read; None when it says nothing."""
    filled = [value for value in values if value is not None and str(value).strip()]
    has_gaps = len(filled) < len(values)
    figures = np.array([number(value) for value in filled], np.float64)
    if len(filled) and np.mean(~np.isnan(figures)) >= MOSTLY_NUMBERS:
        known = figures[~np.isnan(figures)]
        has_gaps = has_gaps or len(known) < len(filled)
        return Field(name, (), float(np.median(known)), has_gaps) if np.ptp(known) > 0 or has_gaps else None
    counts = Counter(map(str, filled))
    words = [word for word, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])) if count > 1]
    if not words or len(counts) + has_gaps < 2:
        return None
    return Field(name, tuple(words[:MOST_WORDS]), words[0], has_gaps)


def matrix(table: pa.Table, fields: Sequence[Field]) -> Matrix:
    """The rows as numbers, the columns of each field side by side."""
    parts = [field.numbers(table[field.name].to_pylist()) for field in fields]
    return np.concatenate(parts, axis=1) if parts else np.zeros((table.num_rows, 0))


def spans(fields: Sequence[Field]) -> list[slice]:
    """Which columns of the matrix belong to each field."""
    ends = np.cumsum([0, *(field.width for field in fields)])
    return [slice(start, end) for start, end in pairwise(ends.tolist())]


def usual_row(fields: Sequence[Field]) -> Matrix:
    """A row in which every field has its usual value."""
    return np.concatenate([field.numbers([field.usual])[0] for field in fields]) if fields else np.zeros(0)
