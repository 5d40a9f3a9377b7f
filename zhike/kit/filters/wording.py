"""A filter as a sentence, for the chips of a list and the description of a view."""

from collections.abc import Iterable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhike.kit.access.models import Actor, Team
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.filters.reach import Path, in_sight, path_of, pointing_at
from zhike.kit.filters.trees import Tree
from zhike.look import format

SENTENCES = {
    "in": gettext_lazy("%(field)s is %(values)s"),
    "is": gettext_lazy("%(field)s is %(values)s"),
    "yesno": gettext_lazy("%(field)s: %(values)s"),
    "has": gettext_lazy("%(field)s contains “%(values)s”"),
    "starts": gettext_lazy("%(field)s starts with “%(values)s”"),
    "min": gettext_lazy("%(field)s ≥ %(values)s"),
    "max": gettext_lazy("%(field)s ≤ %(values)s"),
    "empty": gettext_lazy("%(field)s is empty"),
    "filled": gettext_lazy("%(field)s is not empty"),
    "last": gettext_lazy("%(field)s in the last %(values)s"),
    "next": gettext_lazy("%(field)s in the next %(values)s"),
    "older": gettext_lazy("%(field)s more than %(values)s ago"),
    "during": gettext_lazy("%(field)s %(values)s"),
    "anniversary": gettext_lazy("%(field)s has its anniversary %(values)s"),
}
NEGATIVES = {
    "in": gettext_lazy("%(field)s is not %(values)s"),
    "is": gettext_lazy("%(field)s is not %(values)s"),
    "yesno": gettext_lazy("%(field)s: not %(values)s"),
    "has": gettext_lazy("%(field)s does not contain “%(values)s”"),
    "starts": gettext_lazy("%(field)s does not start with “%(values)s”"),
    "empty": SENTENCES["filled"],
    "filled": SENTENCES["empty"],
    "last": gettext_lazy("%(field)s not in the last %(values)s"),
    "next": gettext_lazy("%(field)s not in the next %(values)s"),
    "older": gettext_lazy("%(field)s not more than %(values)s ago"),
    "during": gettext_lazy("%(field)s not %(values)s"),
    "anniversary": gettext_lazy("%(field)s does not have its anniversary %(values)s"),
}
PERIODS = {
    "last week": gettext_lazy("last week"),
    "this week": gettext_lazy("this week"),
    "next week": gettext_lazy("next week"),
    "last month": gettext_lazy("last month"),
    "this month": gettext_lazy("this month"),
    "next month": gettext_lazy("next month"),
    "last quarter": gettext_lazy("last quarter"),
    "this quarter": gettext_lazy("this quarter"),
    "next quarter": gettext_lazy("next quarter"),
    "last year": gettext_lazy("last year"),
    "this year": gettext_lazy("this year"),
    "next year": gettext_lazy("next year"),
}


def words(tree: Tree, entity: Entity, *, by: Actor) -> str:
    """What a tidy filter asks for, in the language of the moment, naming only rows that `by` may read."""
    return _words(tree, entity, by, inside="") if tree else ""


def chips(tree: Tree, entity: Entity, *, by: Actor) -> list[tuple[str, Tree]]:
    """The parts of a filter that must all hold, each in words and with the filter that is left without it."""
    parts = tree.get("all") or ([tree] if tree else [])
    left = [[other for other in parts if other is not part] for part in parts]
    rests = [{"all": rest} if len(rest) > 1 else rest[0] if rest else {} for rest in left]
    return [(words(part, entity, by=by), rest) for part, rest in zip(parts, rests, strict=True)]


def label_of(path: Path) -> str:
    """The words of a field; of one of a row pointed at, with the way to it."""
    *way, field = path
    if not way:
        return capfirst(str(field.label))
    return _("%(relation)s: %(field)s") % {"relation": way_of(way), "field": field.label}


def way_of(path: Iterable[Field]) -> str:
    """The relations that a path goes along, in words."""
    return capfirst(" › ".join(str(step.label) for step in path))


def _words(tree: Tree, entity: Entity, by: Actor, *, inside: str) -> str:
    if "not" in tree:
        return _not(tree["not"], entity, by)
    if "has" in tree:
        return _has(tree, entity, by, _("has %(nouns)s"), _("has %(nouns)s (%(where)s)"))
    if "field" in tree:
        return _condition(tree, entity, by, SENTENCES)
    join, word = ("all", _(" and ")) if "all" in tree else ("any", _(" or "))
    text = word.join(_words(part, entity, by, inside=join) for part in tree[join])
    return f"({text})" if inside not in ("", join) else text


def _not(tree: Tree, entity: Entity, by: Actor) -> str:
    if "has" in tree:
        return _has(tree, entity, by, _("has no %(nouns)s"), _("has no %(nouns)s (%(where)s)"))
    if "field" in tree and tree["op"] in NEGATIVES:
        return _condition(tree, entity, by, NEGATIVES)
    return _("not (%(words)s)") % {"words": _words(tree, entity, by, inside="")}


def _has(tree: Tree, entity: Entity, by: Actor, any_at_all: str, some: str) -> str:
    other = pointing_at(entity, by=by)[tree["has"]]
    if "where" not in tree:
        return any_at_all % {"nouns": other.nouns}
    return some % {"nouns": other.nouns, "where": _words(tree["where"], other.entity, by, inside="")}


def _condition(tree: Tree, entity: Entity, by: Actor, sentences: dict[str, Any]) -> str:
    path = path_of(tree["field"], entity, by=by)
    values = values_in_words(path[-1], tree["op"], tree["values"], by=by)
    return sentences["yesno" if path[-1].kind == "yesno" else tree["op"]] % {"field": label_of(path), "values": values}


def values_in_words(field: Field, operator: str, values: list[str], *, by: Actor) -> str:
    """Values as people read them, joined by "or"."""
    if operator in ("last", "next", "older"):
        return amount(values[0])
    if operator in ("during", "anniversary"):
        side, _space, what = values[0].partition(" ")
        ahead = _("in the next %(amount)s") if side == "next" else _("in the last %(amount)s")
        return str(PERIODS[values[0]] if values[0] in PERIODS else ahead % {"amount": amount(what)})
    named = names(field, values, by=by)
    return _(" or ").join(named.get(value) or _plain(field, value) for value in values)


def amount(said: str) -> str:
    """ "90d" as "90 days"."""
    count = int(said[:-1])
    forms = {
        "d": ngettext("%(n)s day", "%(n)s days", count),
        "w": ngettext("%(n)s week", "%(n)s weeks", count),
        "m": ngettext("%(n)s month", "%(n)s months", count),
        "y": ngettext("%(n)s year", "%(n)s years", count),
    }
    return forms[said[-1]] % {"n": count}


def names(field: Field, values: list[str], *, by: Actor) -> dict[str, str]:
    """The words of coded values and of rows that `by` may read."""
    fixed = {"none": _("(none)"), "me": _("my team") if field.kind == "relation" and field.related is Team else _("me")}
    if field.kind == "relation":
        keys = {value: field.read(value) for value in values if value not in fixed}
        known = in_sight(field.related, by=by).in_bulk(list(keys.values())) if keys else {}
        return fixed | {value: str(known[key]) if key in known else "—" for value, key in keys.items()}
    if field.kind == "yesno":
        return {value: _("yes") if field.read(value) else _("no") for value in values}
    if field.kind in ("date", "moment"):
        return {"today": _("today")}
    return {"none": fixed["none"], **field.named(values)}


def _plain(field: Field, value: str) -> str:
    if field.kind != "number":
        return value
    read = field.read(value)
    if field.money:
        return format.exact_money(read).removesuffix(".00")
    return f"{format.number(read)} {field.unit}".strip()
