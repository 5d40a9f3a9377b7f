"""Many points on two axes of money, each a logarithm, cut into four fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

from zhike.look.charts.drawing import Drawing
from zhike.look.charts.frame import Says
from zhike.look.charts.scale import Scale
from zhike.look.charts.sheet import Sheet, length, short

LEAST = 1.0  # whatever is smaller lies on the edge, where a logarithm has an end


@dataclass(frozen=True)
class Point:
    """A place, its tone, and what it says; a point without a title says nothing, and `to` leads to its rows."""

    x: float
    y: float
    tone: str = "t0"
    title: str = ""
    to: str = ""


@dataclass(frozen=True, kw_only=True)
class Scatter(Drawing):
    """Points, two borders, the names of the axes, and words in the corners: left below, right below, left, right."""

    points: Sequence[Point]
    borders: tuple[float, float]
    x_name: str
    y_name: str
    says_figure: Says
    corners: tuple[str, str, str, str] = ("", "", "", "")

    def draw(self, width: int) -> Sheet:
        height = 420 if width > 600 else 360
        sheet = Sheet(width, height)
        xs, ys = ([getattr(point, name) for point in self.points] for name in ("x", "y"))
        x_tens, y_tens = tens([*xs, self.borders[0]]), tens([*ys, self.borders[1]])
        left = 12 + max(length(self.says_figure(ten)) for ten in y_tens)
        across = Scale(log10(x_tens[0]), log10(x_tens[-1]), left, width - 12)
        up = Scale(log10(y_tens[0]), log10(y_tens[-1]), height - 46, 24)
        self.axes(sheet, across, up, x_tens, y_tens)
        for point in self.points:
            x, y = across(log10(max(point.x, x_tens[0]))), up(log10(max(point.y, y_tens[0])))
            sheet.dot(x, y, 3, tone=f"{point.tone} point", title=point.title, to=point.to)
        self.fields(sheet, across, up)
        return sheet

    def axes(self, sheet: Sheet, across: Scale, up: Scale, x_tens: Sequence[float], y_tens: Sequence[float]) -> None:
        """Powers of ten on both sides, and what they are of."""
        for ten in y_tens:
            sheet.line((across.start, up(log10(ten))), (across.end, up(log10(ten))), tone="grid")
            sheet.text(across.start - 6, up(log10(ten)) + 4, self.says_figure(ten), anchor="end", tone="soft")
        for ten in x_tens:
            sheet.line((across(log10(ten)), up.start), (across(log10(ten)), up.end), tone="grid")
        self.marks_below(sheet, across, up.start + 17, x_tens)
        sheet.text(across.end, up.start + 36, f"{self.x_name} →", anchor="end", tone="soft")
        sheet.text(4, 14, f"↑ {self.y_name}", anchor="start", tone="soft")

    def marks_below(self, sheet: Sheet, across: Scale, y: float, tens_: Sequence[float]) -> None:
        """The figures below the axis: those at both ends stay inside, one that would touch the last is left out."""
        last = across.end - length(self.says_figure(tens_[-1]))
        for ten in tens_:
            words, x = self.says_figure(ten), across(log10(ten))
            if ten != tens_[-1] and x + length(words) / 2 > last:
                continue
            anchor = {tens_[0]: "start", tens_[-1]: "end"}.get(ten, "middle")
            sheet.text(x, y, words, anchor=anchor, tone="soft")

    def fields(self, sheet: Sheet, across: Scale, up: Scale) -> None:
        """The borders, and what the four fields are called."""
        x, y = (log10(max(border, LEAST)) for border in self.borders)
        sheet.line((across(x), up.start), (across(x), up.end), tone="border")
        sheet.line((across.start, up(y)), (across.end, up(y)), tone="border")
        places = (
            *((across.start + 6, up.start - 8, "start"), (across.end - 4, up.start - 8, "end")),
            *((across.start + 6, up.end + 14, "start"), (across.end - 4, up.end + 14, "end")),
        )
        for words, (at, down, anchor) in zip(self.corners, places, strict=True):
            sheet.text(at, down, short(words, (across.end - across.start) / 2), anchor=anchor, tone="field")


def tens(values: Sequence[float]) -> list[float]:
    """The powers of ten around all values above nought.

    >>> tens([20, 900])
    [10.0, 100.0, 1000.0]
    """
    above = [value for value in values if value >= LEAST] or [LEAST]
    first, last = int(log10(min(above))), int(log10(max(above))) + 1
    return [10.0**power for power in range(first, last + 1)]
