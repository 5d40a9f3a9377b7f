"""A grid of cells whose colour tells how much; the figure stands in it wherever there is room."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhike.look.charts.drawing import Drawing
from zhike.look.charts.sheet import Sheet, length, short

ROW, HEAD, LEAST = 26, 26, 34
WARMEST = 10


@dataclass(frozen=True)
class Cell:
    """`warmth` from 0 to 1, what stands in the cell, and what it says when pointed at."""

    warmth: float
    words: str
    title: str
    pale: bool = False


@dataclass(frozen=True, kw_only=True)
class Heat(Drawing):
    """Rows of cells under heads; None leaves a place empty. A grid too broad for its sheet makes the sheet broader."""

    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell | None]]]

    def draw(self, width: int) -> Sheet:
        left = max((length(name) for name, _cells in self.rows), default=0) + 12
        place = max((width - left) / max(len(self.heads), 1), LEAST)
        sheet = Sheet(round(left + place * len(self.heads)), HEAD + ROW * len(self.rows))
        for at, head in enumerate(self.heads):
            sheet.text(left + place * (at + 0.5), 16, short(head, place - 4), tone="soft")
        for down, (name, cells) in enumerate(self.rows):
            y = HEAD + ROW * down
            sheet.text(left - 8, y + ROW / 2 + 4, name, anchor="end")
            for at, cell in enumerate(cells):
                if cell is not None:
                    tone = f"h{round(WARMEST * min(max(cell.warmth, 0), 1))}{' pale' if cell.pale else ''}"
                    sheet.rect(left + place * at, y, place - 1, ROW - 1, tone=tone, title=cell.title)
                    sheet.text(left + place * (at + 0.5), y + ROW / 2 + 4, cell.words, tone="in")
        return sheet
