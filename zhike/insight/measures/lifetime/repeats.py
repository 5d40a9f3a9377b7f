"""Who bought how often, and when last: all that the models of repeat buying need of a customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal, NamedTuple, Self, get_args

import numpy as np
import pyarrow as pa

from zhike.insight.measures.cautions import FEW_REPEATERS, Caution, MeasureRefused, _, say
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.lifetime.reading import ask

Unit = Literal["day", "week"]
#: Nobody has been a customer for so many units; figures beyond are mistakes.
LONGEST = 1_000_000
#: Whole numbers up to here are floating numbers without loss.
EXACT = 2**53
DAYS: dict[str, int] = {"day": 1, "week": 7}


class Levels(NamedTuple):
    """The distinct values of a column, which of them each row has, and how many customers have each."""

    values: np.ndarray
    place: np.ndarray
    weight: np.ndarray


@dataclass(frozen=True, eq=False)
class Repeats:
    """Distinct (x, t_x, T) with the number of customers that share them; ``T`` is called ``age`` in code.

    *Meaning.* ``x`` repeat purchases: days with a purchase after the first one. ``t_x`` time from the first to the
    last of them, 0 where x is 0. ``age`` time from the first to the end of what was seen. ``weight`` customers.
    Times are in ``unit``. ``refused`` counts rows that could not be (missing or negative figures, a part of a purchase,
    a last purchase after the end), which were left out.

    *Source.* Fader, Hardie and Lee 2005: the triple is a sufficient statistic.

    >>> seen = Repeats.of(x=[2, 0, 0], t_x=[30.43, 0, 0], age=[38.86, 38.86, 38.86], unit="week")
    >>> seen.x.tolist(), seen.weight.tolist(), seen.customers
    ([0.0, 2.0], [2.0, 1.0], 3)
    """

    x: np.ndarray
    t_x: np.ndarray
    age: np.ndarray
    weight: np.ndarray
    unit: str = "week"
    refused: int = 0

    @classmethod
    def of(cls, x: Any, t_x: Any, age: Any, weight: Any = None, *, unit: Unit = "week") -> Self:
        """From one row per customer (or per group, with ``weight``); rows that cannot be are counted, not used."""
        a_unit(unit)
        x, t_x, age, weight = same_length(x, t_x, age, 1.0 if weight is None else weight)
        sound = (
            np.isfinite(x)
            & (x == np.floor(x))
            & (x >= 0)
            & (t_x >= 0)
            & (t_x <= age)
            & (age < LONGEST)
            & (weight > 0)
            & ((x == 0) == (t_x == 0))
        )
        if not sound.all():
            x, t_x, age, weight = x[sound], t_x[sound], age[sound], weight[sound]
        groups = whole_groups(x, t_x, age) if (weight == 1).all() else None
        if groups is None:
            first, places = distinct([x, t_x, age])
            groups = (x[first], t_x[first], age[first], np.bincount(places, weight, len(first)))
        x, t_x, age, weight = groups
        return cls(x, t_x, age, weight, unit=unit, refused=int((~sound).sum()))

    @classmethod
    def read(cls, facts: Facts, *, as_of: date, unit: Unit = "week") -> Self:
        """From the orders before ``as_of``; only the groups leave the engine."""
        return cls.from_table(ask(facts, "repeats", as_of=as_of), unit=unit)

    @classmethod
    def from_table(cls, table: pa.Table, *, unit: Unit) -> Self:
        """From rows with times in days: ``x``, ``t_x``, ``age`` and, for groups, ``weight``."""
        days = DAYS[a_unit(unit)]
        weight = as_floats(table, "weight") if "weight" in table.column_names else None
        x, t_x, age = (as_floats(table, name) for name in ("x", "t_x", "age"))
        return cls.of(x, t_x / days, age / days, weight, unit=unit)

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return int(self.weight.sum())

    @property
    def repeaters(self) -> int:
        """How many customers bought again."""
        return int(self.weight[self.x > 0].sum())

    @property
    def longest(self) -> float:
        """The longest time a customer has been seen for."""
        return float(self.age.max(initial=0))

    @property
    def warnings(self) -> tuple[Caution, ...]:
        """What was left out."""
        return (say("repeats_refused", rows=self.refused),) if self.refused else ()

    @cached_property
    def by_x(self) -> Levels:
        return levels(self.x, self.weight)

    @cached_property
    def by_t_x(self) -> Levels:
        return levels(self.t_x, self.weight)

    @cached_property
    def by_age(self) -> Levels:
        return levels(self.age, self.weight)

    def refuse_thin(self, *, minimum_repeaters: int) -> None:
        """Refuse a fit to fewer repeat buyers than can carry one."""
        if self.repeaters < minimum_repeaters:
            raise MeasureRefused(
                FEW_REPEATERS,
                repeaters=self.repeaters,
                minimum=minimum_repeaters,
            )


def whole_groups(x: np.ndarray, t_x: np.ndarray, age: np.ndarray) -> tuple[np.ndarray, ...] | None:
    """The groups of rows in whole units, counted by one number each, many times faster; None where that cannot be."""
    size = age.max(initial=0) + 1
    is_whole = all((column == np.floor(column)).all() for column in (x, t_x, age))
    if not is_whole or (x.max(initial=0) + 1) * size**2 > EXACT:
        return None
    key = (x * size + t_x) * size + age
    rows, weight = np.unique(key.astype(np.int64), return_counts=True)
    groups = rows // int(size * size), rows // int(size) % int(size), rows % int(size)
    return *(group.astype(float) for group in groups), weight.astype(float)


def distinct(columns: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Where each distinct row stands first, in order, and which of them each row is."""
    key = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        values, place = np.unique(column, return_inverse=True)
        key = key * len(values) + place
    _values, first, places = np.unique(key, return_index=True, return_inverse=True)
    return first, places


def levels(values: np.ndarray, weight: np.ndarray) -> Levels:
    """A column taken apart into its distinct values."""
    distinct, place = np.unique(values, return_inverse=True)
    return Levels(distinct, place.astype(np.int32), np.bincount(place, weight, len(distinct)))


def pairs(first: Levels, second: Levels) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The distinct pairs of two columns: the first value, the second one, and which pair each row has."""
    key = first.place.astype(np.int64) * len(second.values) + second.place
    distinct, place = np.unique(key, return_inverse=True)
    return first.values[distinct // len(second.values)], second.values[distinct % len(second.values)], place


def as_floats(table: pa.Table, name: str) -> np.ndarray:
    """One column as floating numbers."""
    return table[name].cast(pa.float64()).combine_chunks().to_numpy(zero_copy_only=False)


def a_unit(unit: str) -> str:
    """The unit itself; others are refused."""
    if unit not in get_args(Unit):
        raise MeasureRefused(_("Time is counted in days or weeks, not %(given)s."), given=unit)
    return unit


def only_possible(figures: np.ndarray, x: np.ndarray, t_x: np.ndarray, age: np.ndarray) -> np.ndarray:
    """Figures of customers; nan where a past cannot be: below nought, a last purchase after the end, or of none."""
    return np.where((x >= 0) & (t_x >= 0) & (t_x <= age) & ((x > 0) | (t_x == 0)), figures, np.nan)


def same_length(*columns: Any) -> Sequence[np.ndarray]:
    """The columns as arrays of one shape."""
    return np.broadcast_arrays(*(np.asarray(column, float) for column in columns))
