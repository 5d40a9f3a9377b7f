"""Formulas over the fields of one row: parsed here, computed in Python for a page, compiled to SQL for a list.

    x_area * x_price    if(flowers and pots > 3, 'full', 'room')    round(days_between(bought_on, today()) / 30, 1)

Numbers are exact; what is computed with nothing is nothing, and so is a division by zero. A formula has at most 1,000
characters, 300 steps and 40 levels, those of the formulas it uses counted in, so it always ends soon.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model, Value
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from zhike.custom.operations import OPERATIONS, OUTPUT, leaf
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal

LONGEST, LARGEST, DEEPEST = 1_000, 300, 40  # characters, steps, levels
TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]{1,15}(?:\.[0-9]{1,6})?)|'(?P<text>[^']*)'|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign><=|>=|!=|[-+*/=<>(),]))"
)
LEVELS = {"or": 1, "and": 2, **dict.fromkeys(("=", "!=", "<", ">", "<=", ">="), 3), "+": 4, "-": 4, "*": 5, "/": 5}
KINDS = {"number": "n", "date": "d", "yesno": "b", "text": "t"}


@dataclass(frozen=True)
class Node:
    """A step: an operation on others, a field, or a literal. `kind` is n, d, b or t: number, day, yes or no, text."""

    kind: str
    word: str = ""
    parts: tuple["Node", ...] = ()
    field: Field | None = None
    literal: Any = None

    @cached_property
    def size(self) -> int:
        return 1 + sum(part.size for part in self.parts)

    @cached_property
    def depth(self) -> int:
        return 1 + max((part.depth for part in self.parts), default=0)

    @property
    def personal(self) -> str | None:
        """What the privacy register calls the first personal field that is read here."""
        return self.field.personal if self.field else next((p.personal for p in self.parts if p.personal), None)

    @property
    def has_words(self) -> bool:
        """Whether free words are read here, that stay in the database."""
        return bool(self.field and not self.field.fact) or any(part.has_words for part in self.parts)

    def value(self, row: Model, *, today: date) -> Any:
        """The result for one row; None where there is none."""
        if self.word:
            parts = [part.value(row, today=today) for part in self.parts]
            return today if self.word == "today" else OPERATIONS[self.word].compute(parts)
        value = self.field.stored(row) if self.field else self.literal
        return Decimal(value) if self.kind == "n" and value is not None else value

    def sql(self, *, today: date) -> Any:
        """The result as an expression of the database."""
        if self.word == "today":
            return Value(today, output_field=OUTPUT["d"])
        if self.word:
            return OPERATIONS[self.word].express(self.kind, [part.sql(today=today) for part in self.parts])
        return leaf(self.kind, self.field.sql if self.field else Value(self.literal, output_field=OUTPUT[self.kind]))


def parse(text: str, resolve: Callable[[str], Node]) -> Node:
    """The formula as steps; `resolve` gives the step of a name. Raises Refusal saying what is not understood."""
    if len(text) > LONGEST:
        raise Refusal(_("This formula is too long."), field="formula")
    parser = _Parser(_tokens(text), resolve)
    node = parser.expression()
    parser.expect("")
    return node


def of_field(field: Field) -> Node:
    """The step that reads a field. Raises Refusal for a kind that nothing can be computed with."""
    if field.model_field is None or field.kind not in KINDS:
        raise Refusal(_("A formula cannot use “%(field)s”.") % {"field": field.label}, field="formula")
    return Node(KINDS[field.kind], field=field)


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, place, text = [], 0, text.strip()
    while place < len(text):
        found = TOKEN.match(text, place)
        if found is None:
            raise _unexpected(text[place : place + 20])
        tokens.append((found.lastgroup or "", found[found.lastgroup or 0]))
        place = found.end()
    return [*tokens, ("end", "")]


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]], resolve: Callable[[str], Node]):
        self.tokens, self.resolve, self.place, self.depth = tokens, resolve, 0, 0

    @property
    def ahead(self) -> str:
        kind, word = self.tokens[self.place]
        return "" if kind in ("text", "number", "end") else word

    def take(self) -> tuple[str, str]:
        self.place += 1
        return self.tokens[self.place - 1]

    def expect(self, sign: str) -> None:
        kind, word = self.take()
        if word != sign or kind == "text":
            raise _unexpected(word)

    def expression(self, above: int = 0) -> Node:
        """Operands joined by operators that bind tighter than `above`."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refusal(_("This formula is too long."), field="formula")
        left = self.operand()
        while LEVELS.get(self.ahead, 0) > above:
            _kind, sign = self.take()
            left = _call(sign, (left, self.expression(LEVELS[sign])))
        self.depth -= 1
        return left

    def operand(self) -> Node:
        kind, word = self.take()
        if kind == "number":
            return Node("n", literal=Decimal(word))
        if kind == "text":
            return Node("t", literal=word)
        if word == "(":
            inside = self.expression()
            self.expect(")")
            return inside
        if word in ("-", "not"):
            return _call(
                "negative" if word == "-" else "not", (self.expression(LEVELS["/" if word == "-" else "and"]),)
            )
        if kind != "name" or word in LEVELS:
            raise _unexpected(word)
        if word in ("true", "false"):
            return Node("b", literal=word == "true")
        return _call(word, self.arguments()) if self.ahead == "(" else self.resolve(word)

    def arguments(self) -> tuple[Node, ...]:
        self.expect("(")
        found: list[Node] = []
        while self.ahead != ")":
            if found:
                self.expect(",")
            found.append(self.expression())
        self.expect(")")
        return tuple(found)


def _call(word: str, parts: tuple[Node, ...]) -> Node:
    kinds = "".join(part.kind for part in parts)
    for pattern, kind in OPERATIONS[word].kinds if word in OPERATIONS else ():
        if re.fullmatch(pattern, kinds):
            return _bounded(Node(kind, word, parts))
    raise Refusal(_("“%(word)s” cannot be computed with what it is given here.") % {"word": word}, field="formula")


def _bounded(node: Node) -> Node:
    """The step, refused where it makes the formula too long: at once, before anything walks down into it."""
    if node.size > LARGEST or node.depth > DEEPEST:
        raise Refusal(_("This formula is too long."), field="formula")
    return node


def _unexpected(word: str) -> Refusal:
    sentence = _("The formula cannot be read at “%(word)s”.") if word else _("The formula ends too early.")
    return Refusal(sentence % {"word": word}, field="formula")
