"""Lines over time or any other number, with bands around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from zhike.look.charts.drawing import Drawing
from zhike.look.charts.frame import Frame, Says, along, framed
from zhike.look.charts.scale import Scale
from zhike.look.charts.sheet import Sheet, length, steps, through

HEIGHT = 320
DOTS = 40  # a line with more points has none


@dataclass(frozen=True)
class Series:
    """A line through `(x, y)`; a y of None interrupts it. `stays` until it falls, as survival does.

    `links` are where its points lead to, one for each, or none.
    """

    name: str
    points: Sequence[tuple[float, float | None]]
    tone: str = "t0"
    dashed: bool = False
    stays: bool = False
    links: Sequence[str] = ()


@dataclass(frozen=True)
class Band:
    """The room between `(x, low, high)`."""

    name: str
    points: Sequence[tuple[float, float, float]]
    tone: str = "b0"
    stays: bool = False


@dataclass(frozen=True, kw_only=True)
class Lines(Drawing):
    """Lines and bands. `x_marks` are the places named below; `borders` upright lines with a word; `odd` marked dots."""

    series: Sequence[Series]
    bands: Sequence[Band] = ()
    y_says: Says
    x_marks: Sequence[tuple[float, str]]
    x_says: Says
    borders: Sequence[tuple[float, str]] = ()
    odd: Sequence[tuple[float, float, str]] = ()
    most: float | None = None

    def draw(self, width: int) -> Sheet:
        frame = self.frame(width)
        xs = [x for one in self.series for x, _y in one.points] + [x for one in self.bands for x, *_ends in one.points]
        across = Scale(min(xs, default=0), max(xs, default=1), frame.left + 8, frame.right - 8)
        for band in self.bands:
            self.put_band(frame, across, band)
        for one in self.series:
            self.put_line(frame, across, one)
        self.put_borders(frame, across)
        for x, y, title in self.odd:
            frame.sheet.dot(across(x), frame.up(y), 5, tone="odd", title=title)
        along(frame.sheet, [(across(x), words) for x, words in self.x_marks], y=HEIGHT - 8)
        return frame.sheet

    def frame(self, width: int) -> Frame:
        """The grid for everything that is drawn."""
        values = [y for one in self.series for _x, y in one.points if y is not None]
        values += [end for one in self.bands for _x, *pair in one.points for end in pair]
        drawn: list[Series | Band] = [*self.series, *self.bands]
        legend = [(one.name, one.tone) for one in drawn if one.name]
        return framed(width, HEIGHT, values, says=self.y_says, legend=legend, most=self.most)

    def put_borders(self, frame: Frame, across: Scale) -> None:
        """Upright lines, each with its word; lower where it would run into the word before."""
        until, y = -1e9, frame.top + 10
        for x, words in sorted(self.borders):
            left = across(x) + 5
            y = y + 16 if left < until else frame.top + 10
            frame.sheet.line((across(x), frame.top), (across(x), frame.up.start), tone="border")
            frame.sheet.text(left, y, words, anchor="start", tone="border-word")
            until = max(until, left + length(words) + 6)

    def put_line(self, frame: Frame, across: Scale, one: Series) -> None:
        """One line, piece by piece where it is interrupted, with dots that say their values."""
        tone = f"line {one.tone}{' dashed' if one.dashed else ''}"
        for known, piece in groupby(one.points, key=lambda point: point[1] is not None):
            places = [(across(x), frame.up(y)) for x, y in piece if y is not None]
            if known:
                frame.sheet.path((steps if one.stays else through)(places), tone=tone, title=one.name)
        if len(one.points) <= DOTS:
            for (x, y), to in zip(one.points, one.links or [""] * len(one.points), strict=True):
                if y is not None:
                    title, tone = (
                        f"{one.name} · {self.x_says(x)} · {self.y_says(y)}",
                        f"{one.tone}{' touched' if to else ''}",
                    )
                    frame.sheet.dot(across(x), frame.up(y), 4 if to else 3, tone=tone, title=title, to=to)

    def put_band(self, frame: Frame, across: Scale, band: Band) -> None:
        """One band: there along its upper end, back along the lower one."""
        if not band.points:
            return
        drawn = steps if band.stays else through
        upper = [(across(x), frame.up(high)) for x, _low, high in band.points]
        lower = [(across(x), frame.up(low)) for x, low, _high in band.points]
        back = _back_in_steps(lower) if band.stays else through(lower[::-1])
        frame.sheet.path(f"{drawn(upper)}L{back[1:]}Z", tone=band.tone, title=band.name)


def _back_in_steps(places: Sequence[tuple[float, float]]) -> str:
    """The way back below what stays until it falls."""
    (x, y), *rest = places[::-1]
    return f"M{x:.1f} {y:.1f}" + "".join(f"V{below:.1f}H{left:.1f}" for left, below in rest)
