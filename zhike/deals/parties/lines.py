"""Lines as they are typed: `name: part`, or `name: standing, price`. Arithmetic without a database."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple


class Line(NamedTuple):
    """One party: its name, what it is (the value of a choice), and the price it asks, as typed."""

    name: str
    what: str
    price: str = ""


class Wrong(ValueError):
    """A line that is not understood: `number` counts from 1."""

    def __init__(self, number: int, typed: str):
        super().__init__(number, typed)
        self.number, self.typed = number, typed


def split(text: str) -> list[Line]:
    """Lines as they stand, whatever they say; empty ones are left out.

    >>> split("Li: decides\\nWang: ahead, 1200")
    [Line(name='Li', what='decides', price=''), Line(name='Wang', what='ahead', price='1200')]
    """
    return [_split(line) for line in text.replace("：", ":").splitlines() if line.strip()]


def read(text: str, words: Mapping[str, Any], *, otherwise: str = "") -> list[Line]:
    """Lines with what they say as values of `words` (value: word); where a line says nothing, `otherwise`. A line said
    twice counts once. Raises Wrong.
    """
    by_word = {str(word).casefold(): value for value, word in words.items()} | {value: value for value in words}
    found = []
    for number, line in enumerate(split(text), start=1):
        what = by_word.get(line.what.casefold() or otherwise)
        if what is None:
            raise Wrong(number, line.what or line.name)
        found.append(line._replace(what=what))
    return list(dict.fromkeys(found))


def written(some: Iterable[Line], words: Mapping[str, Any] | None = None) -> str:
    """Lines as text; with `words` as people read them."""
    return "\n".join(_written(line, str(words[line.what]) if words else line.what) for line in some)


def given(sent: Sequence[Any]) -> str:
    """Lines as programs send them: objects with `name`, and `part` or `standing` and `price`."""
    told = [one if isinstance(one, Mapping) else {"name": one} for one in sent]
    lines = (
        Line(str(one.get("name", "")), str(one.get("part") or one.get("standing") or ""), str(one.get("price") or ""))
        for one in told
    )
    return written(lines)


def _split(line: str) -> Line:
    name, _colon, rest = line.rpartition(":") if ":" in line else (line, "", "")
    what, _comma, price = rest.replace("，", ",").partition(",")
    return Line(name.strip(), what.strip(), price.strip())


def _written(line: Line, what: str) -> str:
    return f"{line.name}: {what}, {line.price}" if line.price else f"{line.name}: {what}"
