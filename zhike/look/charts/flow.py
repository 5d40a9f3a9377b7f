"""Who went from where to where: two rows of blocks and ribbons between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhike.look.charts.drawing import Drawing
from zhike.look.charts.sheet import Sheet, length, short

GAP, BLOCK, TALL = 10, 10, 340


@dataclass(frozen=True)
class Ribbon:
    """So many went from one block to another; `tone` tells up, down or the same."""

    start: str
    end: str
    weight: float
    tone: str = "same"
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Flow(Drawing):
    """Blocks named `names` (key and words) in their order on both sides, as high as what leaves and what comes."""

    names: Sequence[tuple[str, str]]
    ribbons: Sequence[Ribbon]
    heads: tuple[str, str]

    def draw(self, width: int) -> Sheet:
        sheet = Sheet(width, TALL + 50)
        room = min(max((length(words) for _key, words in self.names), default=0) + 16, width * 0.3)
        left, right = room, width - room - BLOCK
        before, after = (self.stacked(side) for side in ("start", "end"))
        sheet.text(left + BLOCK, 14, self.heads[0], anchor="end", tone="soft")
        sheet.text(right, 14, self.heads[1], anchor="start", tone="soft")
        for key, words in self.names:
            for stack, x, at, anchor in ((before, left, left - 6, "end"), (after, right, right + BLOCK + 6, "start")):
                if key in stack:
                    top, tall = stack[key]
                    sheet.rect(x, top, BLOCK, max(tall, 1), tone="total", title=words)
                    sheet.text(at, top + tall / 2 + 4, short(words, room - 8), anchor=anchor)
        self.put_ribbons(sheet, before, after, left + BLOCK, right)
        return sheet

    def put_ribbons(self, sheet: Sheet, before: dict, after: dict, left: float, right: float) -> None:
        """The ribbons, each below the one before it on both sides."""
        order = {key: at for at, (key, _words) in enumerate(self.names)}
        leaves, comes = ({key: top for key, (top, _tall) in stack.items()} for stack in (before, after))
        middle, unit = (left + right) / 2, self.unit
        for one in sorted(self.ribbons, key=lambda ribbon: (order[ribbon.start], order[ribbon.end])):
            tall = one.weight * unit
            y0, y1 = leaves[one.start], comes[one.end]
            z0, z1 = y0 + tall, y1 + tall
            there = f"M{left:.1f} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {right:.1f} {y1:.1f}"
            back = f"V{z1:.1f}C{middle:.1f} {z1:.1f} {middle:.1f} {z0:.1f} {left:.1f} {z0:.1f}Z"
            sheet.path(there + back, tone=f"ribbon {one.tone}", title=one.title)
            leaves[one.start], comes[one.end] = z0, z1

    @property
    def unit(self) -> float:
        """Pixels for one who goes."""
        return (TALL - GAP * len(self.names)) / max(sum(one.weight for one in self.ribbons), 1)

    def stacked(self, side: str) -> dict[str, tuple[float, float]]:
        """Where each block of a side begins, and how high it is; who is in none has no place."""
        found, y = {}, 36.0
        for key, _words in self.names:
            tall = self.unit * sum(one.weight for one in self.ribbons if getattr(one, side) == key)
            if tall:
                found[key] = (y, tall)
                y += max(tall, 12) + GAP
        return found
