"""The shape of a filter: what a tree may be, how deep and how large."""

import json
from typing import Any

from django.utils.translation import gettext as _

from zhike.kit.fields import UNSTORABLE
from zhike.kit.refusal import Refusal

Tree = dict[str, Any]
DEEPEST = 8
MOST = 100  # conditions of a filter
MOST_VALUES = 500  # of one condition


def tidy(tree: Any) -> Tree:
    """The same filter in its plainest form: no group of one, every value a text. Raises Refusal for any other shape."""
    if tree == {}:
        return {}
    tidied = _tidied(tree, 0)
    if len(conditions(tidied)) > MOST:
        raise Refusal(_("A filter has %(most)s conditions at most.") % {"most": MOST}, field="filter")
    if UNSTORABLE.search(json.dumps(tidied, ensure_ascii=False)):
        raise _unreadable()  # nor could a sentence that repeats it be sent
    return tidied


def conditions(tree: Tree) -> list[Tree]:
    """The conditions of a tidy tree, in order; a related noun counts as one itself."""
    if "has" in tree:
        return [tree, *conditions(tree.get("where", {}))]
    parts = tree.get("all") or tree.get("any") or ([tree["not"]] if "not" in tree else [])
    return [tree] if "field" in tree else [found for part in parts for found in conditions(part)]


def _tidied(tree: Any, depth: int) -> Tree:
    if depth > DEEPEST:
        raise Refusal(_("This filter is nested too deeply."), field="filter")
    match tree:
        case {"all": [*parts]} | {"any": [*parts]} if parts and len(tree) == 1:
            tidied = [_tidied(part, depth + 1) for part in parts]
            return {next(iter(tree)): tidied} if len(tidied) > 1 else tidied[0]
        case {"not": part} if len(tree) == 1:
            return {"not": _tidied(part, depth + 1)}
        case {"has": str(noun), "where": part} if part and len(tree) == 2:
            return {"has": noun, "where": _tidied(part, depth + 1)}
        case {"has": str(noun)} if not tree.keys() - {"has", "where"} and not tree.get("where"):
            return {"has": noun}
        case {"field": str(name), "op": str(op)} if not tree.keys() - {"field", "op", "values"}:
            return {"field": name, "op": op, "values": _texts(tree.get("values", []), name)}
    raise _unreadable()


def _unreadable() -> Refusal:
    return Refusal(_("This filter cannot be read."), field="filter")


def _texts(values: Any, name: str) -> list[str]:
    plain = isinstance(values, list) and all(isinstance(value, str | int | float) for value in values)
    if not plain or len(values) > MOST_VALUES:
        raise Refusal(_("The values of “%(name)s” cannot be read.") % {"name": name}, field=name)
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in values]
