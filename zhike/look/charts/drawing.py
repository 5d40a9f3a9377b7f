"""What every chart is: words about itself, and a way to be drawn on a sheet of some width."""

from dataclasses import dataclass

from zhike.look.charts.sheet import Sheet

WIDE, NARROW = 1150, 330


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A chart; `label` names it, `says` tells in a sentence what it shows, for who does not see it."""

    label: str
    says: str = ""

    def draw(self, width: int) -> Sheet:
        """The marks on a sheet of this width in pixels; the height is the chart's own affair."""
        raise NotImplementedError
