"""The unit of a calculated measure: what follows from the units it is computed of, unless its maker says one."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from zhike.custom.formula import Node, parse
from zhike.insight.cubes.declaring import COUNT, MONEY, NUMBER, SHARE, Measure

#: What stands before a formula whose maker says its unit.
SIGNS = {"%": SHARE, "¥": MONEY, "￥": MONEY, "$": MONEY, "#": NUMBER}
HUNDRED = Decimal(100)
LITERAL = ""  # a number as it stands takes the unit of what it is added to


class _Of:
    """The unit of a measure, where the parser expects a field."""

    personal = None

    def __init__(self, unit: str):
        self.unit = unit


def said(formula: str) -> tuple[str, str]:
    """The unit that a formula says, nothing where it says none; and the formula without it."""
    formula = formula.strip()
    unit = SIGNS.get(formula[:1], "")
    return unit, formula[1:].strip() if unit else formula


def follows(formula: str, known: Mapping[str, Measure]) -> str:
    """The unit that follows: money by a number is money, money in money a share.

    Raises Refusal for what cannot be read.
    """
    tree = parse(formula, lambda word: Node("n", field=_Of(known[word].unit)))  # type: ignore[arg-type]
    unit = _unit(tree) or NUMBER
    return NUMBER if unit == SHARE and _has_hundred(tree) else unit


def _has_hundred(node: Node) -> bool:
    """Whether per cent were made of a share by hand, which shown as a share would be so a second time."""
    return node.literal == HUNDRED or any(_has_hundred(part) for part in node.parts)


def _unit(node: Node) -> str:
    if isinstance(node.field, _Of):
        return node.field.unit
    if isinstance(node.literal, Decimal):
        return LITERAL
    rule = RULES.get(node.word)
    return rule([_unit(part) for part in node.parts if part.kind == "n"]) if rule else NUMBER


def _common(units: Iterable[str]) -> str:
    """What is added or compared has one unit, else it is a mere number."""
    found = set(units) - {LITERAL}
    return found.pop() if len(found) == 1 else NUMBER if found else LITERAL


def _product(units: list[str]) -> str:
    one, other = sorted(units, key=lambda unit: unit != MONEY)
    if one == MONEY != other:
        return MONEY
    return SHARE if one == other == SHARE else NUMBER if one or other else LITERAL


def _quotient(units: list[str]) -> str:
    above, below = units
    if above == MONEY:
        return SHARE if below == MONEY else MONEY
    return above if below == LITERAL and above != COUNT else NUMBER


RULES: Mapping[str, Callable[[list[str]], str]] = {
    **dict.fromkeys(("+", "-", "min", "max", "if"), _common),
    **dict.fromkeys(("negative", "round"), lambda units: units[0]),
    "*": _product,
    "/": _quotient,
}
