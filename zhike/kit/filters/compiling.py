"""A filter as a condition of the database."""

from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from zhike.kit.entity import Entity
from zhike.kit.refusal import Refusal

DEEPEST = 8


def where(tree: Any, entity: Entity, *, by, depth: int = 0) -> Q:
    """The rows a filter lets through, for one person. Raises Refusal naming what is not understood."""
    if not isinstance(tree, dict) or depth > DEEPEST:
        raise Refusal(_("This filter cannot be read."), field="filter")
    if "all" in tree or "any" in tree:
        join, parts = (and_, tree["all"]) if "all" in tree else (or_, tree["any"])
        return reduce(join, [where(part, entity, by=by, depth=depth + 1) for part in parts], Q())
    if "not" in tree:
        return ~where(tree["not"], entity, by=by, depth=depth + 1)
    return _condition(tree, entity, by=by) if tree else Q()


def _condition(tree: dict[str, Any], entity: Entity, *, by) -> Q:
    name = str(tree.get("field", ""))
    field = next((field for field in entity.filters if field.name == name), None)
    if field is None:
        raise Refusal(_("This list has no filter called “%(name)s”.") % {"name": name}, field=name or "filter")
    me = str(by.pk) if field.kind == "relation" else "me"
    values = [me if value == "me" else str(value) for value in tree.get("values", ())]
    return field.where(str(tree.get("op", field.operators[0])), values)
