"""Asking for a page or a file: a refusal leaves the question standing, so that it can be asked otherwise."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
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
    """A question and its answer, or why there is none; the values of a dimension where somebody wants to choose.

    `calc` are the formulas as they were typed, where they were refused.
    """

    store: Store | None
    question: Question | None = None
    answer: Answer | None = None
    refused: str = ""
    values: list[Any] = field(default_factory=list)
    calc: list[str] | None = None


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
        if found.question is None:
            found.calc = params.getlist("calc")
            found.question = _understood(params, refusal.field or "", by=by, end=found.store.end)
    return found


def _understood(params: QueryDict, field: str, *, by: Staff, end: date) -> Question:
    """As much of a refused question as is understood: without what was refused, else the cube alone."""
    offered = [cube.name for cube in cubes(by=by)]
    less = params.copy()
    less.pop(field, None)
    if field == "calc":
        asked = [part for said in params.getlist("measures") for part in said.split(",")]
        less.setlist("measures", [name for name in asked if not name.startswith("calc:")])
    with suppress(Refusal):
        return read(less, by=by, end=end)
    name = params.get("cube", "")
    return read(QueryDict(f"cube={name if name in offered else offered[0]}"), by=by, end=end)


def strictly(params: QueryDict, *, by: Staff) -> Answer:
    """The same for a file: no answer is a refusal."""
    found = asked(params, by=by)
    if found.answer is None:
        raise Refusal(found.refused or _("Nothing was computed yet. A manager can import orders and start it."))
    return found.answer


def known_only(params: QueryDict) -> QueryDict:
    """The parameters of a question alone, without those of the page around it."""
    kept = params.copy()
    for name in ("pick", "saved", "page"):
        kept.pop(name, None)
    return kept
