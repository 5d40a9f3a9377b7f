"""The unit of a calculated measure: what follows from the units it is computed of, unless its maker says one.

Units are multiplied as physicists do it: each is money and the things that are counted, to a power. An average order is
money by orders, so net sales in average orders are a number of orders and no share. Money in money is a share where
nothing counted is left over.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from zhike.custom.formula import Node, parse
from zhike.insight.cubes.declaring import COUNT, MONEY, NUMBER, SHARE, Measure

#: What stands before a formula whose maker says its unit.
SIGNS = {"%": SHARE, "¥": MONEY, "￥": MONEY, "$": MONEY, "#": NUMBER}
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Unit:
    """What a number is in.

    powers    money and the names of what is counted, each with its power; nothing where all of it cancels out
    is_share  what cancelled out is money, or a share was said
    is_count  a number of things, which may be counted up with others
    scale     what it was multiplied by: a hundredfold share is per cent made by hand
    """

    powers: Mapping[str, int] = field(default_factory=dict)
    is_share: bool = False
    is_count: bool = False
    scale: Decimal = Decimal(1)

    @property
    def name(self) -> str:
        """How it is shown: as money, as a share, or as a number."""
        if self.powers.get(MONEY) == 1:
            return MONEY
        if not self.powers and self.is_share and self.scale < HUNDRED:
            return SHARE
        return COUNT if self.is_count else NUMBER


class _Of:
    """The unit of a measure, where the parser expects a field."""

    personal = None

    def __init__(self, unit: Unit):
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
    tree = parse(formula, lambda word: Node("n", field=_Of(_of_measure(known[word]))))  # type: ignore[arg-type]
    return _unit(tree).name


def _of_measure(one: Measure) -> Unit:
    """Of a declared measure: money may be so much by each of what its formula divides by."""
    if one.unit == SHARE:
        return Unit(is_share=True)
    _above, _by, below = one.formula.partition(" / ")
    if one.unit == MONEY:
        return Unit({MONEY: 1, below: -1} if below in one.parts else {MONEY: 1})
    return Unit({one.formula if one.formula in one.parts else one.name: 1}, is_count=one.unit == COUNT)


def _unit(node: Node) -> Unit:
    if isinstance(node.field, _Of):
        return node.field.unit
    if not _reads(node):
        worth = node.value(SimpleNamespace(), today=date.min) if node.kind == "n" else None  # type: ignore[arg-type]
        return Unit(scale=abs(worth or Decimal(1)))
    rule = RULES.get(node.word)
    return rule([part for part in node.parts if part.kind == "n"]) if rule else Unit()


def _reads(node: Node) -> bool:
    """Whether any measure is read; else it is a number as it stands."""
    return node.field is not None or any(_reads(part) for part in node.parts)


def _common(parts: Sequence[Node]) -> Unit:
    """What is added or compared has one unit, else it is a mere number; numbers as they stand take that of the rest."""
    found = [_unit(part) for part in parts if _reads(part)]
    if not found:
        return Unit()
    first = replace(found[0], scale=max(one.scale for one in found))
    if all(one.powers == first.powers and one.is_share == first.is_share for one in found):
        return first
    names = {one.name for one in found}
    return first if names == {COUNT} else Unit({MONEY: 1}) if names == {MONEY} else Unit()


def _first(parts: Sequence[Node]) -> Unit:
    return _unit(parts[0]) if _reads(parts[0]) else Unit()


def _product(parts: Sequence[Node]) -> Unit:
    one, other = map(_unit, parts)
    return _joined(one, other, 1, scale=one.scale * other.scale, is_share=one.is_share or other.is_share)


def _quotient(parts: Sequence[Node]) -> Unit:
    """A share goes on where it is divided; what is divided by one is a multiple."""
    above, below = map(_unit, parts)
    scale = above.scale / below.scale if below.scale else above.scale
    return _joined(above, below, -1, scale=scale, is_share=above.is_share and not below.is_share)


def _joined(one: Unit, other: Unit, power: int, *, scale: Decimal, is_share: bool) -> Unit:
    powers = {
        name: one.powers.get(name, 0) + power * other.powers.get(name, 0) for name in {*one.powers, *other.powers}
    }
    return Unit(
        {name: exponent for name, exponent in powers.items() if exponent},
        is_share=is_share or powers.get(MONEY) == 0,
        scale=scale,
    )


RULES: Mapping[str, Callable[[Sequence[Node]], Unit]] = {
    **dict.fromkeys(("+", "-", "min", "max", "if"), _common),
    **dict.fromkeys(("negative", "round"), _first),
    "*": _product,
    "/": _quotient,
}
