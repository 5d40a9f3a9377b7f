"""From numbers to places on a sheet, and the round numbers an axis is marked with."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10


@dataclass(frozen=True)
class Scale:
    """Numbers from `low` to `high` lie between the places `start` and `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (self.end - self.start) * (value - self.low) / ((self.high - self.low) or 1)


def ticks(low: float, high: float, *, count: int = 5, least: float = 0.0) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`, about so many, each a multiple of `least`, if any.

    >>> ticks(0, 87)
    [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    >>> ticks(0, 2, least=1.0)
    [0.0, 1.0, 2.0]
    """
    step = max(round_step(((high - low) or 1) / count), least)
    step *= 2 if least and step % least else 1  # two and a half
    first = floor(low / step + 1e-9)
    found = [round(first * step, 10)]
    while found[-1] < high - step * 1e-9:
        first += 1
        found.append(round(first * step, 10))
    return found


def round_step(rough: float) -> float:
    """The next step of 1, 2, 2.5 or 5 times a power of ten.

    >>> round_step(37.0), round_step(0.013)
    (50.0, 0.02)
    """
    size = 10.0 ** floor(log10(rough))
    return next(round(size * one, 12) for one in (1, 2, 2.5, 5, 10) if size * one >= rough * (1 - 1e-9))


def ends(values: Sequence[float]) -> tuple[float, float]:
    """The lowest and the highest, nought among them since bars grow from it; something where all are nought."""
    low, high = min([*values, 0.0]), max([*values, 0.0])
    return (low, high) if low != high else (low, low + 1)
