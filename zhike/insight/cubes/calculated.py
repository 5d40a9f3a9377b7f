"""Numbers computed from the measures of a cell: those of a declaration, and those that people make up.

The formula language is that of added fields, read by the same parser, so it is bounded and nothing is ever executed.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _

from zhike.custom.formula import Node, parse
from zhike.insight.cubes import units
from zhike.insight.cubes.declaring import Measure, Part
from zhike.kit.refusal import Refusal

LONGEST_NAME, MOST = 30, 5
WIDE = str.maketrans("％（）＋－＊／×÷，．", "%()+-*/*/,.")  # as Chinese keyboards write them
NO_DAY = date.min  # no formula over numbers knows today


class Leaf:
    """A number of a cell, as the parser expects a field."""

    personal = None

    def __init__(self, name: str):
        self.name = name

    def stored(self, cell: Any) -> Any:
        return getattr(cell, self.name)


def value(measure: Measure, cell: Mapping[str, Decimal | None]) -> Decimal | None:
    """The number that a measure makes of the parts of a cell; None where there is none."""
    if measure.formula in cell:
        return cell[measure.formula]
    tree = measure.tree or _declared(measure.formula, frozenset(measure.parts))
    found = tree.value(SimpleNamespace(**cell), today=NO_DAY)  # type: ignore[arg-type]
    return found if found is None else Decimal(found)


def made_up(told: str, known: Mapping[str, Measure]) -> Measure:
    """The measure that a person makes up: `name: formula` over the measures they may see.

    Its unit follows from theirs, unless a sign in front says it: `%` a share, `¥` money, `#` a number.
    Raises Refusal saying what is not understood.
    """
    name, _colon, formula = (part.strip() for part in told.replace("：", ":", 1).partition(":"))
    unit, formula = units.said(formula.translate(WIDE))
    if not (name and formula) or len(name) > LONGEST_NAME or "," in name:
        raise Refusal(_("Write a calculated measure as “name: formula”, such as “share: margin / net”."), field="calc")
    parts: dict[str, Part] = {}

    def step(word: str) -> Node:
        measure = known.get(word)
        if measure is None:
            said = {"name": word, "known": ", ".join(known)}
            raise Refusal(_("There is no measure “%(name)s” here. Known are: %(known)s.") % said, field="calc")
        parts.update({f"{word}_{inner}": part for inner, part in measure.parts.items()})
        return parse(measure.formula, lambda inner: _leaf(f"{word}_{inner}"))

    try:
        tree = parse(formula, step)
    except Refusal as refusal:
        raise Refusal(f"{name}: {refusal}", field="calc") from None
    if tree.kind != "n":
        raise Refusal(_("A calculated measure must be a number."), field="calc")
    return Measure(f"calc:{name}", name, parts, "", unit or units.follows(formula, known), tree=tree)


@lru_cache(maxsize=200)
def _declared(formula: str, parts: frozenset[str]) -> Node:
    return parse(formula, lambda name: _leaf(name) if name in parts else _leaf(""))


def _leaf(name: str) -> Node:
    return Node("n", field=Leaf(name))  # type: ignore[arg-type]
