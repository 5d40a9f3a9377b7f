"""A filter as people type it, and back: `kind in (a, b) and not owner = me and has plants(height >= 10)`.

    filter     = each { "or" each }            each  = part { "and" part }
    part       = "not" part | "(" filter ")" | "has" noun [ "(" filter ")" ] | condition
    condition  = field ( "=" | ">=" | "<=" | "contains" | "starts" ) value
               | field "in" "(" value { "," value } ")"      | field "is" [ "not" ] "empty"
               | field ( "last" | "next" | "older" ) amount   90d, 2w, 3m, 1y
               | field [ "anniversary" ] ( "last" | "this" | "next" ) ( "week" | "month" | "quarter" | "year" )
               | field "anniversary" ( "last" | "next" ) amount

A value that holds blanks or signs stands in quotes, written as in JSON. `and` binds closer than `or`.
"""

import json
import re

from django.utils.translation import gettext as _

from zhike.kit.filters.days import PERIODS
from zhike.kit.filters.trees import DEEPEST, Tree
from zhike.kit.refusal import Refusal

BLANK = re.compile(r"\s*")
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|>=|<=|≥|≤|=|[(),（），]|[^\s"<>=≥≤(),（），]+', re.DOTALL)
BARE = re.compile(r'[^\s"<>=≥≤(),（），]+')
WORDS = {"and", "or", "not", "has"}
SAME = {"≥": ">=", "≤": "<=", "（": "(", "）": ")", "，": ","}
SIGNS = {"is": "=", "min": ">=", "max": "<=", "has": "contains", "starts": "starts"}
OPERATORS = {sign: operator for operator, sign in SIGNS.items()}
SIDES = ("last", "this", "next")


def parse(text: str) -> Tree:
    """The tree of a text. Raises Refusal telling the place where it stops being a filter."""
    reader = _Reader(text)
    tree = reader.filter()
    if reader.now:
        raise reader.expected("and / or")
    return tree


def write(tree: Tree) -> str:
    """The text of a tidy tree; `parse` gives the same tree back."""
    return _written(tree, inside="") if tree else ""


class _Reader:
    """The tokens of a text, taken one by one. Quoted ones keep their quotes until they are taken."""

    def __init__(self, text: str):
        self.text, self.place, self.depth = text, 0, 0
        self.now = ""
        self.step()

    def step(self) -> str:
        """Take the present token and look at the next."""
        taken, self.start = self.now, BLANK.match(self.text, self.place).end()  # type: ignore[union-attr]
        found = TOKEN.match(self.text, self.start)
        self.now = SAME.get(found[0], found[0]) if found else self.text[self.start : self.start + 1]
        if self.now and not found:
            raise self.expected(_("a word or a quoted text"))
        self.place = found.end() if found else self.start
        return taken

    def takes(self, *words: str) -> str:
        """Take the present token if it is one of these words."""
        return self.step().lower() if self.now.lower() in words else ""

    def must(self, *words: str) -> str:
        return self.takes(*words) or self._fail(" / ".join(words))

    def value(self) -> str:
        if self.now.startswith('"'):
            try:
                read = json.loads(self.now, strict=False)
            except ValueError:
                raise self.expected(_("a quoted text")) from None
            self.step()
            return read
        plain = BARE.fullmatch(self.now) and self.now.lower() not in WORDS
        return self.step() if plain else self._fail(_("a value"))

    def filter(self) -> Tree:
        return self._group("or", "any", lambda: self._group("and", "all", self.part))

    def part(self) -> Tree:
        self.depth += 1
        if self.depth > 2 * DEEPEST:
            raise Refusal(_("This filter is nested too deeply."), field="filter")
        tree = self._part()
        self.depth -= 1
        return tree

    def expected(self, what: str) -> Refusal:
        said = {"place": self.start + 1, "found": self.now or _("the end"), "expected": what}
        sentence = _("The filter cannot be read at character %(place)s: found “%(found)s”, expected %(expected)s.")
        return Refusal(sentence % said, field="filter")

    def _group(self, word: str, join: str, one) -> Tree:
        parts = [one()]
        while self.takes(word):
            parts.append(one())
        return {join: parts} if len(parts) > 1 else parts[0]

    def _part(self) -> Tree:
        if self.takes("not"):
            return {"not": self.part()}
        if self.takes("("):
            tree = self.filter()
            self.must(")")
            return tree
        if self.takes("has"):
            noun = self.value()
            if not self.takes("("):
                return {"has": noun}
            tree = {"has": noun, "where": self.filter()}
            self.must(")")
            return tree
        field = self.value()
        operator, values = self._asked()
        return {"field": field, "op": operator, "values": values}

    def _asked(self) -> tuple[str, list[str]]:
        if sign := self.takes(*OPERATORS):
            return OPERATORS[sign], [self.value()]
        if self.takes("in"):
            self.must("(")
            values = [self.value()]
            while self.takes(","):
                values.append(self.value())
            self.must(")")
            return "in", values
        if self.takes("is"):
            filled = self.takes("not")
            self.must("empty")
            return "filled" if filled else "empty", []
        if self.takes("anniversary"):
            return "anniversary", [f"{self.must(*SIDES)} {self.value()}"]
        side = self.must(*SIDES, "older", "anniversary", "in", "is", *OPERATORS)
        said = self.value()
        return ("during", [f"{side} {said}"]) if said in PERIODS else (side, [said])

    def _fail(self, what: str) -> str:
        raise self.expected(what)


def _written(tree: Tree, *, inside: str) -> str:
    if "not" in tree:
        return "not " + _written(tree["not"], inside="not")
    if "field" in tree:
        return f"{_token(tree['field'])} {_asked(tree['op'], tree['values'])}"
    if "has" in tree:
        return f"has {_token(tree['has'])}" + (f"({_written(tree['where'], inside='')})" if "where" in tree else "")
    join, word = ("all", " and ") if "all" in tree else ("any", " or ")
    text = word.join(_written(part, inside=join) for part in tree[join])
    return text if inside == "" or (join, inside) == ("all", "any") else f"({text})"


def _asked(operator: str, values: list[str]) -> str:
    match operator:
        case "empty" | "filled":
            return "is empty" if operator == "empty" else "is not empty"
        case "in":
            return f"in ({', '.join(_token(value) for value in values)})"
        case "during":
            return values[0]
        case "anniversary":
            return f"anniversary {values[0]}"
        case _:
            return f"{SIGNS.get(operator, operator)} {_token(values[0])}"


def _token(value: str) -> str:
    return value if BARE.fullmatch(value) and value.lower() not in WORDS else json.dumps(value, ensure_ascii=False)
