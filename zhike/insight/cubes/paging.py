"""From a cell to what stands behind it: the list of its records, or the page that its domain has for them."""

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from zhike.insight.cubes import drilling
from zhike.insight.cubes.answer import Answer
from zhike.insight.cubes.cuts import Cut
from zhike.insight.cubes.declaring import Measure
from zhike.insight.cubes.engine import Key
from zhike.insight.cubes.times import GRAINS
from zhike.kit import filters
from zhike.kit.filters.trees import Tree


def address(found: Answer, key: Key, measure: Measure) -> str:
    """Where a cell leads; nothing where neither a list nor a page says exactly what it counts."""
    question = found.question
    if not question.cube.page:
        return drilling.address(found, key, measure)
    told = drilling.cuts_of(found, key)
    path = question.cube.page_path
    plain = [cut for cut in told if not cut.one.is_time and cut.one.asked in ("", path.removesuffix("."))]
    times = [cut for cut in told if cut.one.is_time]
    tree, span = _tree(found, [cut for cut in told if cut.one.asked and cut not in plain]), _span(found, times)
    if span is None or tree is None or any(cut.is_but for cut in (*plain, *times)):
        return ""
    asked = {cut.name: cut.codes for cut in plain}
    text = filters.write(filters.tidy({"all": tree})) if tree else ""
    return f"{reverse(question.cube.page)}?{urlencode(span | asked | ({'filter': text} if text else {}), doseq=True)}"


def _tree(found: Answer, told: list[Cut]) -> list[Tree] | None:
    """What conditions say, of the noun that the page has them on; None where one cannot."""
    path, trees = found.question.cube.page_path, []
    for cut in told:
        near = cut._replace(one=replace(cut.one, asked=cut.one.asked.removeprefix(path)))
        tree = drilling.condition_of(near, found.question)
        if tree is None:
            return None
        trees.append(tree)
    return trees


def _span(found: Answer, told: list[Cut]) -> dict[str, str] | None:
    """From which day to which: within the window and within every moment; None where those are several."""
    window = found.question.window
    firsts: list[date] = [window.first] if window.first else []
    lasts = [window.last]
    for cut in told:
        if len(cut.values) != 1 or cut.values[0] is None:
            return None
        firsts.append(cut.values[0])
        lasts.append(GRAINS[cut.one.type].after(cut.values[0]) - timedelta(days=1))
    return ({"since": max(firsts).isoformat()} if firsts else {}) | {"until": min(lasts).isoformat()}
