"""What a formula can do, once in Python and once in SQL, with the same results.

`kinds` pairs patterns of what is given with what comes out (n number, d day, b yes or no, t text). SQL knows three
answers to a question, yes, no and nothing; so does `compute`.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from django.db import models
from django.db.models import Case, Func, Value, When

PLACES = 6  # of a quotient
OUTPUT: dict[str, models.Field] = {
    "n": models.DecimalField(),
    "d": models.DateField(),
    "b": models.BooleanField(),
    "t": models.TextField(),
}
TYPES = {"n": "numeric", "d": "date", "b": "boolean", "t": "text"}


@dataclass(frozen=True)
class Operation:
    """One operation. `python` gets the values; unless it `takes_nothing`, a missing one means no result."""

    kinds: tuple[tuple[str, str], ...]
    python: Callable[..., Any]
    sql: Callable[..., Any]
    takes_nothing: bool = False

    def compute(self, parts: list[Any]) -> Any:
        if not self.takes_nothing and any(part is None for part in parts):
            return None
        with localcontext(prec=200):
            return self.python(*parts)

    def express(self, kind: str, parts: list[Any]) -> Any:
        made = self.sql(*parts)
        return Func(made, template="(%(expressions)s)", output_field=OUTPUT[kind])


def leaf(kind: str, expression: Any) -> Any:
    """A field or a literal, typed so that whole numbers never overflow."""
    return Func(expression, template=f"(%(expressions)s)::{TYPES[kind]}", output_field=OUTPUT[kind])


def rounded(value: Decimal, places: Decimal | int = 0) -> Decimal:
    """As schools and PostgreSQL round: a half goes away from zero. Between 0 and PLACES decimals."""
    return value.quantize(Decimal(1).scaleb(-_places(places)), ROUND_HALF_UP)


def _places(asked: Decimal | int) -> int:
    return int(min(max(asked, 0), PLACES))


def _joined(sign: str) -> Callable[..., Any]:
    return lambda *parts: Func(*parts, template="(%(expressions)s)", arg_joiner=f" {sign} ")


def _named(function: str) -> Callable[..., Any]:
    return lambda *parts: Func(*parts, function=function)


def _quotient(one: Any, other: Any) -> Any:
    # Rounded up in scale first: PostgreSQL gives a quotient no more decimals than it thinks it needs.
    exact = _joined("/")(_named("round")(one, Value(30)), _named("nullif")(other, Value(0)))
    return _named("round")(exact, Value(PLACES))


def _round_sql(value: Any, places: Any = None) -> Any:
    if places is None:
        return _named("round")(value, Value(0))
    within = _named("trunc")(_named("least")(_named("greatest")(places, Value(0)), Value(PLACES)))
    return _named("round")(value, Func(within, template="(%(expressions)s)::int"))


def _concat_sql(*parts: Any) -> Any:
    said = [_named("trim_scale")(part) if part.output_field is OUTPUT["n"] else part for part in parts]
    return _named("concat")(*said)


def _concat(*parts: Any) -> str:
    return "".join(plain(part) if isinstance(part, Decimal) else part or "" for part in parts)


def plain(value: Decimal) -> str:
    """A number as text, without empty decimals and never as a power of ten."""
    text = format(value + 0, "f")  # what was rounded may be minus nothing
    return text.rstrip("0").rstrip(".") if "." in text else text


def _weakest(*parts: Any) -> Any:
    return False if False in parts else None if None in parts else True


def _strongest(*parts: Any) -> Any:
    return True if True in parts else None if None in parts else False


def _of(choose: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *parts: choose((part for part in parts if part is not None), default=None)


SUM, SAME, ORDER = (("nn", "n"),), (("nn|dd|bb|tt", "b"),), (("nn|dd", "b"),)
OPERATIONS: dict[str, Operation] = {
    "+": Operation(SUM, operator.add, _joined("+")),
    "-": Operation(SUM, operator.sub, _joined("-")),
    "*": Operation(SUM, operator.mul, _joined("*")),
    "/": Operation(SUM, lambda one, other: rounded(one / other, PLACES) if other else None, _quotient),
    "negative": Operation((("n", "n"),), operator.neg, _named("-")),
    "=": Operation(SAME, operator.eq, _joined("=")),
    "!=": Operation(SAME, operator.ne, _joined("<>")),
    "<": Operation(ORDER, operator.lt, _joined("<")),
    ">": Operation(ORDER, operator.gt, _joined(">")),
    "<=": Operation(ORDER, operator.le, _joined("<=")),
    ">=": Operation(ORDER, operator.ge, _joined(">=")),
    "and": Operation((("bb", "b"),), _weakest, _joined("and"), takes_nothing=True),
    "or": Operation((("bb", "b"),), _strongest, _joined("or"), takes_nothing=True),
    "not": Operation((("b", "b"),), operator.not_, _named("not")),
    "if": Operation(
        tuple((f"b{kind}{kind}", kind) for kind in OUTPUT),
        lambda asked, one, other: one if asked else other,
        lambda asked, one, other: Case(When(asked, then=one), default=other),
        takes_nothing=True,
    ),
    "round": Operation((("nn?", "n"),), rounded, _round_sql),
    "min": Operation((("n+", "n"), ("d+", "d")), _of(min), _named("least"), takes_nothing=True),
    "max": Operation((("n+", "n"), ("d+", "d")), _of(max), _named("greatest"), takes_nothing=True),
    "days_between": Operation(
        (("dd", "n"),),
        lambda one, other: Decimal((other - one).days),
        lambda one, other: leaf("n", _joined("-")(other, one)),
    ),
    "concat": Operation((("[nt]+", "t"),), _concat, _concat_sql, takes_nothing=True),
    "today": Operation((("", "d"),), lambda: None, lambda: None),
}
