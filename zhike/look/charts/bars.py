"""Upright bars side by side, and lying ranges of what may come."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhike.look.charts.drawing import Drawing
from zhike.look.charts.frame import Says, along, framed
from zhike.look.charts.lying import Bar, fits, lying
from zhike.look.charts.scale import Scale, ends, ticks
from zhike.look.charts.sheet import Sheet, length, short

HEIGHT, ROW = 300, 28
ABOVE = 18  # pixels more for a row with its name above
SAID = 14  # pixels beyond the highest and the lowest bar for their figures


@dataclass(frozen=True, kw_only=True)
class Bars(Drawing):
    """For each of `names` a bar of each series; `series` are triples of a name, a tone and a value for each name.

    `tones` has a tone for each name, where they differ in what they mean and not in what they are of.
    """

    names: Sequence[str]
    series: Sequence[tuple[str, str, Sequence[float]]]
    y_says: Says
    links: Sequence[str] = ()
    tones: Sequence[str] = ()
    height: int = HEIGHT

    def draw(self, width: int) -> Sheet:
        values = [value for _name, _tone, column in self.series for value in column]
        legend = [(name, tone) for name, tone, _values in self.series]
        foot = SAID if min(values, default=0) < 0 else 0
        frame = framed(width, self.height, values, says=self.y_says, legend=legend, head=SAID, foot=foot)
        place = (frame.right - frame.left) / max(len(self.names), 1)
        if not fits(self.names, place - 4):
            return lying(width, [(name, self.of(at)) for at, name in enumerate(self.names)], legend=legend)
        wide = min(place * 0.76, 90) / max(len(self.series), 1)
        room = place - 8 if len(self.series) == 1 else wide
        are_said = all(length(self.y_says(value)) <= room for value in values)
        for at in range(len(self.names)):
            middle = frame.left + place * (at + 0.5)
            for number, bar in enumerate(self.of(at)):
                x = middle + wide * (number - len(self.series) / 2)
                top, floor = frame.up(bar.end), frame.floor
                high = abs(top - floor)
                frame.sheet.rect(x, min(top, floor), wide - 1, high, tone=bar.tone, title=bar.title, to=bar.to)
                if are_said and bar.end:
                    y = top - 5 if bar.end >= 0 else top + 13
                    frame.sheet.text(x + wide / 2, y, bar.said, tone="soft")
        names = [(frame.left + place * (at + 0.5), name) for at, name in enumerate(self.names)]
        along(frame.sheet, names, y=self.height - 8)
        return frame.sheet

    def of(self, at: int) -> list[Bar]:
        """The bars of one name."""
        to = self.links[at] if self.links else ""
        figures = [(name, self.tones[at] if self.tones else tone, column[at]) for name, tone, column in self.series]
        return [
            Bar(0.0, value, tone, self.y_says(value), self.title(self.names[at], series, value), to)
            for series, tone, value in figures
        ]

    def title(self, name: str, series: str, value: float) -> str:
        """What a bar says when it is pointed at."""
        return " · ".join(part for part in (name, series, self.y_says(value)) if part)


@dataclass(frozen=True, kw_only=True)
class Ranges(Drawing):
    """A row for each thing: a dot where it is expected, a thick line for the likely ends, a thin one for the far ends.

    `rows` are of a name, a link or "", and the five figures from the lowest end to the highest.
    """

    rows: Sequence[tuple[str, str, tuple[float, float, float, float, float]]]
    says_figure: Says

    def draw(self, width: int) -> Sheet:
        longest = max((length(name) for name, *_rest in self.rows), default=0) + 14
        is_above = longest > width * 0.36  # names that would be cut stand above their row
        left, row = (14.0, ROW + ABOVE) if is_above else (longest, ROW)
        sheet = Sheet(width, row * len(self.rows) + 34)
        low, high = ends([value for *_names, figures in self.rows for value in figures])
        marks = ticks(low, high, count=5 if width > 600 else 3)
        across = Scale(marks[0], marks[-1], left, width - 30)
        for mark in marks:
            sheet.line((across(mark), 4), (across(mark), sheet.height - 26), tone="grid")
            sheet.text(across(mark), sheet.height - 8, self.says_figure(mark), tone="soft")
        for at, (name, to, figures) in enumerate(self.rows):
            y = row * (at + 1) - ROW + 18
            if is_above:
                sheet.text(left, y - 14, short(name, width - left), anchor="start")
            else:
                sheet.text(left - 10, y + 4, name, anchor="end")
            self.put(sheet, across, y, name, to, figures)
        return sheet

    def put(self, sheet: Sheet, across: Scale, y: float, name: str, to: str, figures: Sequence[float]) -> None:
        """The figures of one row, at a height."""
        far_low, low, middle, high, far_high = figures
        title = f"{name} · {self.says_figure(middle)} ({self.says_figure(far_low)}–{self.says_figure(far_high)})"
        sheet.rect(across(far_low), y - 1.5, across(far_high) - across(far_low), 3, tone="b0", title=title)
        sheet.rect(across(low), y - 5, across(high) - across(low), 10, tone="b1", title=title)
        sheet.dot(across(middle), y, 5, tone="t0", title=title, to=to)
