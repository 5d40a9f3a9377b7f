"""A small column chart, measured here and drawn as SVG by `look/columns.html`."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

STEP, WIDTH, HEIGHT, TEXT = 24, 16, 72, 16
LEAST = 2  # so that a month with nothing still has its place


@dataclass(frozen=True)
class Column:
    """One column: its place and size in the drawing, its tone, the words on pointing at it and below it."""

    x: int
    y: str
    height: str
    title: str
    tick: str
    tone: str
    width: int = WIDTH


def columns(values: Sequence[tuple[str, Decimal | float, str]]) -> list[Column]:
    """Columns of `(tick, value, title)`, the highest as high as the drawing.

    Nothing is a grey stroke; less than nothing (more returned than bought) has the tone of what slips.
    """
    most = max((abs(Decimal(value)) for _tick, value, _title in values), default=Decimal(0)) or Decimal(1)
    return [_column(place, tick, Decimal(value), title, most=most) for place, (tick, value, title) in enumerate(values)]


def size(values: Sequence[object]) -> tuple[int, int]:
    """Width and height of the whole drawing."""
    return max(len(values) * STEP - (STEP - WIDTH), WIDTH), HEIGHT + TEXT


def _column(place: int, tick: str, value: Decimal, title: str, *, most: Decimal) -> Column:
    height = max(abs(value) * HEIGHT / most, Decimal(LEAST))
    tone = "nil" if value == 0 else "slip" if value < 0 else ""
    return Column(place * STEP, f"{HEIGHT - height:.1f}", f"{height:.1f}", title, tick, tone)
