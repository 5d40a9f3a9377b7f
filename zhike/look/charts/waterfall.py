"""From one sum to another, step by step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhike.look.charts.drawing import Drawing
from zhike.look.charts.frame import Says, along, framed
from zhike.look.charts.lying import Bar, fits, lying
from zhike.look.charts.sheet import Sheet

HEIGHT = 320


@dataclass(frozen=True)
class Step:
    """A sum that stands on the ground, or a change on top of what was before; `to` leads to its rows."""

    name: str
    value: float
    is_sum: bool = False
    to: str = ""


@dataclass(frozen=True, kw_only=True)
class Waterfall(Drawing):
    """Sums as whole bars, changes hanging between them: up in the accent, down in amber."""

    steps: Sequence[Step]
    says_figure: Says

    def draw(self, width: int) -> Sheet:
        spans = list(self.spans())
        frame = framed(width, HEIGHT, [end for span in spans for end in span], says=self.says_figure)
        place = (frame.right - frame.left) / max(len(self.steps), 1)
        if not fits([step.name for step in self.steps], place - 4):
            return lying(
                width, [(step.name, [self.bar(step, span)]) for step, span in zip(self.steps, spans, strict=True)]
            )
        for at, (step, (begin, end)) in enumerate(zip(self.steps, spans, strict=True)):
            x, wide = frame.left + place * (at + 0.14), place * 0.72
            top, floor = sorted((frame.up(begin), frame.up(end)))
            bar = self.bar(step, (begin, end))
            frame.sheet.rect(x, top, wide, max(floor - top, 1), tone=bar.tone, title=bar.title, to=bar.to)
            if place > 56 or step.is_sum:
                frame.sheet.text(x + wide / 2, top - 5, bar.said)
            if at + 1 < len(self.steps):
                frame.sheet.line((x + wide, frame.up(end)), (x + place, frame.up(end)), tone="axis")
        names = [(frame.left + place * (at + 0.5), one.name) for at, one in enumerate(self.steps)]
        along(frame.sheet, names, y=HEIGHT - 8)
        return frame.sheet

    def bar(self, step: Step, span: tuple[float, float]) -> Bar:
        """What is drawn of a step."""
        tone = "total" if step.is_sum else "up" if step.value >= 0 else "down"
        said = signed(step, self.says_figure)
        return Bar(*span, tone, said, f"{step.name} · {said}", step.to)

    def spans(self) -> Iterator[tuple[float, float]]:
        """Where each bar begins and ends; after it, the sum stands at its end."""
        stands = 0.0
        for step in self.steps:
            begin = 0.0 if step.is_sum else stands
            stands = begin + step.value
            yield begin, stands


def signed(step: Step, says: Says) -> str:
    """A sum as it is, a rise with its sign."""
    return f"+{says(step.value)}" if not step.is_sum and step.value > 0 else says(step.value)
