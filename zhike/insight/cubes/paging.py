"""From a cell to what stands behind it: the list of its records, or the page that its domain has for them."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from zhike.insight.cubes import drilling, members
from zhike.insight.cubes.answer import Answer
from zhike.insight.cubes.declaring import Dimension, Measure
from zhike.insight.cubes.engine import Key
from zhike.insight.cubes.members import Place
from zhike.insight.cubes.times import GRAINS
from zhike.kit import filters
from zhike.kit.filters.trees import Tree

Told = list[tuple[Dimension, tuple[Any, ...]]]


def address(found: Answer, key: Key, measure: Measure) -> str:
    """Where a cell leads; nothing where neither a list nor a page says exactly what it counts."""
    question = found.question
    if not question.cube.page:
        return drilling.address(found, key, measure)
    axes = zip(question.axes, key, strict=True)
    told: Told = [*question.sliced, *((one, (value,)) for one, value in axes if value is not Place.ALL)]
    if any(Place.REST in values for _one, values in told):
        return ""
    path = question.cube.page_path
    plain = [pair for pair in told if not pair[0].is_time and pair[0].asked in ("", path.removesuffix("."))]
    span, asked = _span(found, [pair for pair in told if pair[0].is_time]), _asked(plain)
    tree = _tree(found, [pair for pair in told if pair[0].asked and pair not in plain])
    if span is None or tree is None:
        return ""
    text = filters.write(filters.tidy({"all": tree})) if tree else ""
    return f"{reverse(question.cube.page)}?{urlencode(span | asked | ({'filter': text} if text else {}), doseq=True)}"


def _asked(told: Told) -> dict[str, list[str]]:
    """What no condition of a noun says, by dimension."""
    return {one.name: [members.code(one, value) for value in values] for one, values in told}


def _tree(found: Answer, told: Told) -> list[Tree] | None:
    """What conditions say, of the noun that the page has them on; None where one cannot."""
    path, trees = found.question.cube.page_path, []
    for one, values in told:
        near = replace(one, asked=one.asked.removeprefix(path))
        tree = drilling.condition_of(near, values, found, found.question)
        if tree is None:
            return None
        trees.append(tree)
    return trees


def _span(found: Answer, told: Told) -> dict[str, str] | None:
    """From which day to which: within the window and within every moment; None where those are several."""
    window = found.question.window
    firsts: list[date] = [window.first] if window.first else []
    lasts = [window.last]
    for one, values in told:
        if len(values) != 1 or values[0] is None:
            return None
        firsts.append(values[0])
        lasts.append(GRAINS[one.type].after(values[0]) - timedelta(days=1))
    return ({"since": max(firsts).isoformat()} if firsts else {}) | {"until": min(lasts).isoformat()}
