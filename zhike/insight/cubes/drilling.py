"""From a cell to the records behind it: the same conditions in the filter language of lists."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from zhike.insight import left_out
from zhike.insight.cubes import members
from zhike.insight.cubes.answer import Answer
from zhike.insight.cubes.asking import Question
from zhike.insight.cubes.cuts import Cut
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
    told, trees = _of_one_line(cuts_of(found, key)), _window(question)
    if told is None or trees is None:
        return None
    for cut in told:
        tree = condition_of(cut, question)
        if tree is None:
            return None
        trees.append(tree)
    trees += _only(found, measure)
    return filters.write(filters.tidy({"all": trees})) if trees else ""


def cuts_of(found: Answer, key: Key) -> list[Cut]:
    """What a cell stands for: the conditions of its question, and the values of its axes; the rest is all but those
    that stand by themselves.
    """
    axes = [(one, value) for one, value in zip(found.question.axes, key, strict=True) if value is not Place.ALL]
    told = [_cut(found, one, value) for one, value in axes]
    return [*found.question.cuts, *(cut for cut in told if cut.values)]  # where none is largest the rest is everything


def _cut(found: Answer, one: Dimension, value: Any) -> Cut:
    if value is not Place.REST:
        return Cut(one, (value,))
    largest = [line.key[0] for line in found.lines if line.depth == 0 and not isinstance(line.key[0], Place)]
    return Cut(one, tuple(largest), is_but=True)


def _only(found: Answer, measure: Measure) -> list[Tree]:
    """What the records of a measure are, read once for all cells."""
    if measure.name not in found.only:
        cube, by = found.question.cube, found.question.by
        missed = cube.unpriced and cube.unpriced.misses(measure) and left_out.without_rate(cube.unpriced)
        said = [measure.only, cube.unpriced.only if cube.unpriced and missed else ""]
        entity = registry.entity_of(cube.records)
        found.only[measure.name] = [filters.read(text, entity, by=by) for text in said if text]
    return found.only[measure.name]


def _of_one_line(told: list[Cut]) -> list[Cut] | None:
    """Conditions on lines must hold for the same line, which a list cannot say of two, nor that one is none of some;
    a product says its category.
    """
    lines = [cut for cut in told if cut.one.per_line]
    if any(cut.is_but and (cut.one.per_line or cut.one.several) for cut in told):
        return None
    if len(lines) < 2:
        return told
    finest = lines[-1].one
    coarse = {cut.one.name for cut in lines if cut.one.finer == finest.name}
    if len(lines[-1].values) == 1 and coarse | {finest.name} == {cut.one.name for cut in lines}:
        return [cut for cut in told if not cut.one.per_line or cut == lines[-1]]
    return None


def _window(question: Question) -> list[Tree] | None:
    name, window = question.cube.asked_day, question.window
    if not question.cube.day:
        return []
    if not name:
        return None
    first = [_asked(name, "min", window.first.isoformat())] if window.first else []
    return [*first, _asked(name, "max", window.last.isoformat())]


def condition_of(cut: Cut, question: Question) -> Tree | None:
    """The rows of the noun that a cut lets count; None where no condition says so."""
    tree = _held(cut.one, cut.values, question)
    return {"not": tree} if tree and cut.is_but else tree


def _held(one: Dimension, values: tuple[Any, ...], question: Question) -> Tree | None:
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
