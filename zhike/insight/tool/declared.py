"""How a measure is declared here: what it is called and means, the file it reads, its options, and what computes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from zhike.insight.measures.engines import ENGINES
from zhike.insight.tool.columns import ORDERS, Shape
from zhike.insight.tool.outcome import Outcome
from zhike.insight.tool.problem import ToolProblem
from zhike.insight.tool.settings import MEANINGS
from zhike.insight.tool.shapes import BASKETS

IN_PROCESS = "duckdb"


@dataclass(frozen=True)
class Option:
    """One thing that may be asked of a measure. ``kind`` is str, int, float or date, or the words to choose from."""

    name: str
    kind: type | tuple[str, ...]
    help: str
    default: Any = None


@dataclass(frozen=True)
class Asked:
    """A day (exclusive; None where the file has no days), an engine, and the options; those not given are None.

    ``zone`` is that of the business, in which moments have their day and hour; ``day_first`` tells how to read
    1/3/2025, None as the file shows; ``goods`` is a pattern of product codes of goods, "" takes all.
    """

    as_of: date | None
    engine: str
    options: Mapping[str, Any]
    zone: ZoneInfo
    day_first: bool | None = None
    goods: str = ""

    def given(self, *names: str) -> dict[str, Any]:
        """Those of these options that were given, ready to be arguments."""
        return {name: self.options[name] for name in names if self.options.get(name) is not None}


@dataclass(frozen=True)
class Declared:
    """A measure of any family.

    ``run`` computes it from ``Orders`` (where ``shape`` is that of orders) or from a ``Reading`` (any other shape).
    ``columns_by`` are options that say which column is what, as ``--columns`` does. ``bare`` reads the lines of a file
    without a header, where the measure knows such files. ``reads_lines``: it asks for the lines of orders too.
    ``days_for`` are options for which it asks for days, which it else does without unless an as-of day is given.
    ``scales``: Spark can compute it; what reads a row for each person or period is computed in this process alone.
    """

    name: str
    meaning: str
    run: Callable[[Any, Asked], Outcome]
    options: tuple[Option, ...] = ()
    shape: Shape = ORDERS
    also_uses: tuple[str, ...] = ()
    columns_by: tuple[str, ...] = ()
    bare: Callable[[Any], Any] | None = None
    reads_lines: bool = False
    days_for: tuple[str, ...] = ()
    scales: bool = True

    @property
    def columns(self) -> str:
        """The columns it needs, as people read them."""
        needed = ", ".join(" or ".join(" × ".join(group) for group in groups) for groups in self.shape.needs)
        return f"{needed} ({', '.join(self.also_uses)})" if self.also_uses else needed

    @property
    def tells_goods(self) -> bool:
        """Whether goods and charges count differently."""
        return self.reads_lines or self.shape is BASKETS

    def days_wanted(self, as_of: date | None, options: Mapping[str, Any]) -> bool:
        """Whether the days of its rows count with what was asked."""
        return not self.days_for or as_of is not None or any(options.get(name) is not None for name in self.days_for)

    @property
    def engines(self) -> tuple[str, ...]:
        """The engines that can compute it, the usual one first."""
        return tuple(ENGINES) if self.scales else (IN_PROCESS,)


def options_of(measure: type, *left_out: str) -> tuple[Option, ...]:
    """Every setting of a measure that can be typed, as an option with the default it has."""
    hints = get_type_hints(measure)
    found = []
    for setting in fields(measure):
        kind = typed(hints[setting.name])
        if kind is not None and setting.name not in left_out:
            usual = ",".join(map(str, setting.default)) if isinstance(setting.default, tuple) else setting.default
            default = "" if usual is None else f"  [default: {usual}]"
            found.append(Option(setting.name, kind, f"{MEANINGS[setting.name]}{default}"))
    return tuple(found)


def settings_of(measure: type, asked: Asked, *left_out: str) -> dict[str, Any]:
    """The options that were given, as settings of a measure."""
    hints = get_type_hints(measure)
    given = asked.given(*(setting.name for setting in fields(measure) if setting.name not in left_out))
    kinds = {name: member_of(hints[name]) for name in given}
    return {name: listed(value, kind, name) if (kind := kinds[name]) else value for name, value in given.items()}


def typed(hint: Any) -> type | tuple[str, ...] | None:
    """What can be typed for a setting of this type: a number, a word, a day, a choice, several; None for the rest."""
    if get_origin(hint) is UnionType:
        return next((kind for part in get_args(hint) if (kind := typed(part)) is not None), None)
    if get_origin(hint) is Literal:
        return get_args(hint)
    if member_of(hint) is not None:
        return str
    return hint if hint in (int, float, str, date) else None


def member_of(hint: Any) -> type | None:
    """What a setting is made of that takes several numbers or words, typed with commas between; None for others."""
    parts = get_args(hint) if get_origin(hint) is UnionType else (hint,)
    kinds = {kind for part in parts if get_origin(part) is tuple for kind in get_args(part)} - {...}
    return kinds.pop() if len(kinds) == 1 and kinds <= {int, float, str} else None


def listed(text: str, kind: type, name: str) -> tuple[Any, ...]:
    """What was typed with commas between."""
    try:
        return tuple(kind(part) for part in map(str.strip, text.split(",")) if part)
    except ValueError:
        whole = "whole numbers" if kind is int else "numbers"
        raise ToolProblem(f"--{name.replace('_', '-')} takes {whole} with commas between them, not {text!r}.") from None
