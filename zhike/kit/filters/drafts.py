"""A filter while it is being built: the state of a form, complete or not, and the tree it stands for.

The inputs of a node carry its path, "0" for the whole and "0.2" for its third part:

    0.join   all, any or none of its parts; of a related noun some or no
    0.has    the related noun              0.1.field, 0.1.op, 0.1.value, 0.1.pick, 0.1.count, 0.1.unit   a condition
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from dataclasses import field as of

from django.http import QueryDict

from zhike.kit.filters.operators import KNOWN
from zhike.kit.filters.trees import DEEPEST, Tree

NEGATED = "not "  # before the operator of a condition that must not hold
RELATED = "has:"  # before a related noun among the fields to pick from
PICKED = re.compile(r".*#(\d+)\s*")  # a row picked while typing: "明州茶叶 #12"
GIVEN = {"last": ["30d"], "next": ["30d"], "older": ["60d"], "during": ["this month"], "anniversary": ["this month"]}


@dataclass
class Draft:
    """A group (`join`, `parts`), a related noun (with `has`) or a condition; perhaps not whole yet."""

    join: str = ""
    has: str = ""
    field: str = ""
    op: str = ""
    values: list[str] = of(default_factory=list)
    parts: list["Draft"] = of(default_factory=list)


def draft_of(tree: Tree) -> Draft:
    """A tidy tree as the form shows it; the whole is always a group."""
    draft = _draft(tree) if tree else Draft("all")
    return draft if draft.join and not draft.has else Draft("all", parts=[draft])


def tree_of(draft: Draft) -> Tree:
    """What is whole in a draft, empty where nothing is."""
    parts = [part for part in map(tree_of, draft.parts) if part]
    if draft.has:
        tree: Tree = {"has": draft.has} | ({"where": {"all": parts}} if parts else {})
        return {"not": tree} if draft.join == "no" else tree
    if draft.join:
        tree = {"all" if draft.join == "all" else "any": parts} if parts else {}
        return {"not": tree} if tree and draft.join == "none" else tree
    operator = draft.op.removeprefix(NEGATED)
    if not operator or not (draft.values or operator in KNOWN):
        return {}
    tree = {"field": draft.field, "op": operator, "values": [] if operator in KNOWN else draft.values}
    return {"not": tree} if operator != draft.op else tree


def posted(form: QueryDict, path: str = "0") -> Draft:
    """The draft of a form as it was sent."""
    picked, join = form.get(f"{path}.field", ""), form.get(f"{path}.join", "")
    if picked.startswith(RELATED):
        return Draft("some", picked.removeprefix(RELATED))
    if join and path.count(".") < DEEPEST:
        parts = [posted(form, f"{path}.{place}") for place in range(_parts(form, path))]
        return Draft(join, form.get(f"{path}.has", ""), parts=parts)
    if picked != form.get(f"{path}.was", ""):
        return Draft(field=picked)
    picked_rows = [PICKED.sub(r"\1", row) for row in form.getlist(f"{path}.pick")]
    operator, values = form.get(f"{path}.op", ""), [v for v in form.getlist(f"{path}.value") + picked_rows if v.strip()]
    if count := form.get(f"{path}.count", ""):
        values = [count + form.get(f"{path}.unit", "d")]
    return Draft(field=picked, op=operator, values=values or GIVEN.get(operator.removeprefix(NEGATED), []))


def acted(draft: Draft, act: str) -> Draft:
    """The draft after a button was pressed: "add 0.1", "group 0" or "remove 0.1.2"."""
    word, _space, path = act.partition(" ")
    *above, last = [int(step) for step in path.split(".")[1:] if step.isdecimal()] or [-1]
    parent = draft
    try:
        for step in above:
            parent = parent.parts[step]
        if word == "remove":
            del parent.parts[last]
        elif new := ACTS.get(word):
            (parent.parts[last] if last >= 0 else draft).parts.append(new())
    except IndexError:
        pass  # a button of a form that has changed since
    return draft


ACTS: dict[str, Callable[[], Draft]] = {"add": Draft, "group": lambda: Draft("any", parts=[Draft()])}


def _parts(form: QueryDict, path: str) -> int:
    depth = path.count(".") + 1
    places = [name.split(".")[depth] for name in form if name.startswith(f"{path}.") and name.count(".") > depth]
    return min(max((int(place) + 1 for place in places if place.isdecimal()), default=0), 100)


def _draft(tree: Tree) -> Draft:
    match tree:
        case {"all": parts} | {"any": parts}:
            return Draft(next(iter(tree)), parts=[_draft(part) for part in parts])
        case {"has": noun}:
            inside = tree.get("where", {})
            parts = inside.get("all") or ([inside] if inside else [])
            return Draft("some", noun, parts=[_draft(part) for part in parts])
        case {"not": {"any": parts}}:
            return Draft("none", parts=[_draft(part) for part in parts])
        case {"not": {"has": _}}:
            return replace(_draft(tree["not"]), join="no")
        case {"not": {"field": _}}:
            inner = _draft(tree["not"])
            return replace(inner, op=NEGATED + inner.op)
        case {"not": part}:
            return Draft("none", parts=[_draft(part)])
    return Draft(field=tree["field"], op=tree["op"], values=tree["values"])
