"""One colour for one thing, in whichever drawing it stands: by what it is, and not by its place among the others."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from zlib import crc32

from zhike.insight.cubes.declaring import Dimension
from zhike.insight.cubes.members import Place
from zhike.kit.access.models import Actor
from zhike.kit.access.rows import rows
from zhike.kit.registry import is_entity

COLOURS = ("#2e7d6b", "#b07d12", "#2c5a93", "#b4531f", "#71808f", "#7d5a9b", "#5a8f3c", "#9aa3ad")
OTHERS = len(COLOURS) - 1  # the quietest one, for all that is not shown by itself
FEW = 64  # rows of a noun whose order is looked up
MONTHS = {"year": 12, "quarter": 3}


def colours(dimensions: Sequence[Dimension], keys: Sequence[tuple[Any, ...]], *, by: Actor) -> list[int]:
    """The place in COLOURS for each column; no two of a drawing share one while there are enough.

    Things stand in the order in which `by` sees them.
    """
    ranks = [_ranks(one, by) for one in dimensions]
    wanted = [_wanted(dimensions, ranks, key) for key in keys]
    given: dict[int, int] = {}
    for at in sorted(range(len(keys)), key=lambda at: (wanted[at], str(keys[at]))):
        free = [shade for shade in range(len(COLOURS)) if shade not in given.values()] or range(len(COLOURS))
        given[at] = min(free, key=lambda shade: (shade - wanted[at]) % len(COLOURS))
    return [given[at] for at in range(len(keys))]


def _wanted(dimensions: Sequence[Dimension], ranks: list[dict[Any, int]], key: tuple[Any, ...]) -> int:
    if Place.REST in key:
        return OTHERS
    told = zip(dimensions, ranks, key, strict=False)
    return sum(_rank(one, known, value) for one, known, value in told) % len(COLOURS)


def _rank(one: Dimension, known: dict[Any, int], value: Any) -> int:
    """Where a value stands among all of its kind; where nobody knows their order a number made of itself."""
    if value is None or value is Place.ALL:
        return 0
    if value in known:
        return known[value]
    if isinstance(value, date):
        months = value.year * 12 + value.month - 1
        return months // MONTHS.get(one.type, 1) if one.type in (*MONTHS, "month") else value.toordinal()
    return crc32(str(value).encode())


def _ranks(one: Dimension, by: Actor) -> dict[Any, int]:
    """The values of a dimension by their order, where that is known."""
    if one.choices:
        return {value: at for at, (value, _words) in enumerate(one.choices)}
    if one.model is None or not is_entity(one.model):
        return {}
    some = list(rows(one.model, by=by).order_by("pk").values_list(one.match, flat=True)[: FEW + 1])
    return {value: at for at, value in enumerate(some)} if len(some) <= FEW else {}
