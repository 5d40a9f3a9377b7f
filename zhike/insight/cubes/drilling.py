"""From a cell to the records behind it: the same conditions in the filter language of lists."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from zhike.insight.cubes import members
from zhike.insight.cubes.answer import Answer
from zhike.insight.cubes.asking import Question
from zhike.insight.cubes.declaring import Dimension, Measure
from zhike.insight.cubes.engine import Key
from zhike.insight.cubes.members import Place
from zhike.insight.cubes.times import GRAINS
from zhike.kit import filters, registry
from zhike.kit.filters.trees import Tree


def address(found: Answer, key: Key, measure: Measure) -> str:
    """The list of the records behind a cell; nothing where no condition says exactly those."""
    text = condition(found, key, measure)
    if text is None:
        return ""
    slug = registry.entity_of(found.question.cube.records).slug
    return reverse("kit:list", args=[slug]) + (f"?{urlencode({'filter': text, 'view': ''})}" if text else "?view=")


def condition(found: Answer, key: Key, measure: Measure) -> str | None:
    """The records behind a cell as a filter; None where a filter cannot say it."""
    question = found.question
    cut = dict(question.sliced)
    told = [
        *cut.items(),
        *((one, (value,)) for one, value in zip(question.axes, key, strict=True) if value is not Place.ALL),
    ]
    told_of_lines = _of_one_line(told)
    if told_of_lines is None:
        return None
    window = _window(question)
    if window is None:
        return None
    trees = [*window]
    for one, values in told_of_lines:
        tree = condition_of(one, values, found, question)
        if tree is None:
            return None
        trees.append(tree)
    if measure.only:
        trees.append(filters.read(measure.only, registry.entity_of(question.cube.records), by=question.by))
    return filters.write(filters.tidy({"all": trees})) if trees else ""


def _of_one_line(told: list[tuple[Dimension, tuple]]) -> list[tuple[Dimension, tuple]] | None:
    """Conditions on lines must hold for the same line, which a list cannot say of two; a product says its category."""
    lines = [(one, values) for one, values in told if one.per_line]
    if any(Place.REST in values for _one, values in lines):
        return None
    if len(lines) < 2:
        return told
    finest = lines[-1][0]
    coarse = {one.name for one, _values in lines if one.finer == finest.name}
    if len(lines[-1][1]) == 1 and coarse | {finest.name} == {one.name for one, _values in lines}:
        return [(one, values) for one, values in told if not one.per_line or (one, values) == lines[-1]]
    return None


def _window(question: Question) -> list[Tree] | None:
    name, window = question.cube.asked_day, question.window
    if not question.cube.day:
        return []
    if not name:
        return None
    first = [_asked(name, "min", window.first.isoformat())] if window.first else []
    return [*first, _asked(name, "max", window.last.isoformat())]


def condition_of(one: Dimension, values: tuple[Any, ...], found: Answer, question: Question) -> Tree | None:
    """The rows of the noun that hold one of some values; None where no condition says so."""
    if Place.REST in values:
        kept = [line.key[0] for line in found.lines if line.depth == 0 and not isinstance(line.key[0], Place)]
        tree = condition_of(one, tuple(kept), found, question)
        return tree and {"not": tree}
    if one.is_time:
        return _days(one, values, question)
    if not one.asked:
        return None
    told = _told(one, values, question)
    if told is None:
        return None
    parts: list[Tree] = []
    if one.type == "yesno":
        parts += [_asked(one.asked, "is", value) for value in told]
    elif told:
        parts.append({"field": one.asked, "op": "in", "values": told})
    if None in values:
        parts.append({"field": one.asked, "op": "empty", "values": []})
    return {"any": parts}


def _told(one: Dimension, values: tuple[Any, ...], question: Question) -> list[str] | None:
    """Values as the list is asked for them; None where one of them has no number by which the list knows it."""
    given = [value for value in values if value is not None]
    if not one.by_number:
        return [members.code(one, value) for value in given]
    numbers = members.numbers(one, given, by=question.by)
    return [str(numbers[value]) for value in given] if numbers.keys() >= set(given) else None


def _days(one: Dimension, values: tuple[Any, ...], question: Question) -> Tree:
    name = question.cube.asked_day
    spans: list[Tree] = []
    for value in values:
        if value is None:
            spans.append({"field": name, "op": "empty", "values": []})
        else:
            last = GRAINS[one.type].after(value) - timedelta(days=1)
            spans.append({"all": [_asked(name, "min", value.isoformat()), _asked(name, "max", last.isoformat())]})
    return {"any": spans}


def _asked(name: str, operator: str, value: str) -> Tree:
    return {"field": name, "op": operator, "values": [value]}
