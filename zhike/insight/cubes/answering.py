"""Asking for a page or a file: a refusal leaves the question standing, so that it can be asked otherwise."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from zhike.insight.cubes.answer import Answer, answer
from zhike.insight.cubes.asking import Question, read
from zhike.insight.cubes.declaring import cubes
from zhike.insight.cubes.engine import asker
from zhike.insight.cubes.store import Store, ready
from zhike.kit.access.models import Staff
from zhike.kit.refusal import NotAllowed, Refusal

MOST_OFFERED = 200  # values of a dimension to choose from


@dataclass
class Asked:
    """A question and its answer, or why there is none; the values of a dimension where somebody wants to choose."""

    store: Store | None
    question: Question | None = None
    answer: Answer | None = None
    refused: str = ""
    values: list[Any] = field(default_factory=list)


def asked(params: QueryDict, *, by: Staff, pick: str = "") -> Asked:
    """The answer for one person. Raises NotAllowed for who may read no cube at all."""
    offered = cubes(by=by)
    if not offered:
        raise NotAllowed
    found = Asked(ready())
    if found.store is None:
        return found
    try:
        found.question = read(params, by=by, end=found.store.end)
        with asker(found.store) as engine:
            if pick in found.question.cube.dimensions(by):
                found.values = engine.values(found.question, pick, MOST_OFFERED)
            found.answer = answer(found.question, engine)
    except Refusal as refusal:
        found.refused = str(refusal)
        name = params.get("cube", "")
        known = name if name in [cube.name for cube in offered] else offered[0].name
        found.question = found.question or read(QueryDict(f"cube={known}"), by=by, end=found.store.end)
    return found


def strictly(params: QueryDict, *, by: Staff) -> Answer:
    """The same for a file: no answer is a refusal."""
    found = asked(params, by=by)
    if found.answer is None:
        raise Refusal(found.refused or _("Nothing was computed yet. A manager can import orders and start it."))
    return found.answer


def known_only(params: QueryDict) -> QueryDict:
    """The parameters of a question alone, without those of the page around it."""
    kept = params.copy()
    for name in ("pick", "saved"):
        kept.pop(name, None)
    return kept
