"""The lines of an answer by pages, where they are more than are drawn and linked while somebody waits."""

from collections.abc import Sequence
from typing import NamedTuple

from django.core.paginator import Page, Paginator

from zhike.insight.cubes.answer import Answer, Head
from zhike.insight.cubes.members import Place

CELLS, LEAST = 2_000, 20  # cells of a page, and the lines it has however wide they are


class Leaf(NamedTuple):
    """A page, and the lines on it: below those that its first line stands under, and above the total."""

    page: Page
    lines: list[Head]


def leaf(found: Answer, number: str = "") -> Leaf:
    """The page of that number; of any other the nearest."""
    *lines, total = found.lines
    width = len(found.columns) * len(found.question.measures)
    page = Paginator(lines, max(CELLS // width, LEAST)).get_page(number)
    return Leaf(page, [*_above(lines, page), *page.object_list, total])


def _above(lines: Sequence[Head], page: Page) -> list[Head]:
    """The lines of earlier pages that the first one of this page stands under, the outermost first."""
    if not page.has_previous():
        return []
    first = page.object_list[0]
    said = first.key[: first.depth]
    over = {(*said[:depth], *(Place.ALL for _one in first.key[depth:])) for depth in range(1, first.depth + 1)}
    return [line for line in lines[: page.start_index() - 1] if line.key in over]
