"""A filter as a condition of the database."""

from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.lookups import In
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from zhike.kit import registry
from zhike.kit.access.models import Actor, Staff, Team
from zhike.kit.access.rows import readable, sees_all
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.filters import operators
from zhike.kit.filters.reach import in_sight, path_of, pointing_at, require_near, unknown
from zhike.kit.filters.trees import Tree, tidy


@dataclass(frozen=True)
class Ground:
    """Of which noun a filter speaks, who asks, and which day is today.

    `steps` are the relations crossed so far; `negated` inside an odd number of negations.
    """

    entity: Entity
    by: Actor
    today: date
    steps: int = 0
    negated: bool = False


def where(tree: Any, entity: Entity, *, by: Actor, today: date | None = None) -> Q:
    """The rows a filter lets through, for one person; today is that of the business zone unless given.

    What a row does not have is neither like nor unlike anything: `not kind = a` holds for rows without a kind.
    Raises Refusal naming what is not understood.
    """
    tree = tidy(tree)
    return _where(tree, Ground(entity, by, today or localdate())) if tree else Q()


def _where(tree: Tree, ground: Ground) -> Q:
    if "all" in tree or "any" in tree:
        join, parts = (and_, tree["all"]) if "all" in tree else (or_, tree["any"])
        return reduce(join, [_where(part, ground) for part in parts])
    if "not" in tree:
        return ~_where(tree["not"], replace(ground, negated=not ground.negated))
    return _has(tree, ground) if "has" in tree else _condition(tree, ground)


def _has(tree: Tree, ground: Ground) -> Q:
    name, known = tree["has"], pointing_at(ground.entity, by=ground.by)
    if name not in known:
        raise unknown(_("Nothing called “%(name)s” points at the rows of this list."), name, known)
    require_near(name, ground.steps + 1)
    other, field = known[name].entity, known[name].field
    theirs = in_sight(other.model, by=ground.by).filter(**{field.name: OuterRef("pk")})
    inside = replace(ground, entity=other, steps=ground.steps + 1, negated=False)
    return Q(Exists(theirs.filter(_where(tree["where"], inside)) if "where" in tree else theirs))


def _condition(tree: Tree, ground: Ground) -> Q:
    *way, field = path_of(tree["field"], ground.entity, by=ground.by)
    require_near(tree["field"], ground.steps + len(way))
    if way and tree["op"] == "empty":  # of nothing pointed at, nothing is known
        return ~_condition({**tree, "op": "filled"}, ground)
    found = _own(field, tree["op"], tree["values"], ground)
    return reduce(lambda beyond, step: _pointed_at(step, beyond, ground), reversed(way), found)


def _own(field: Field, operator: str, values: list[str], ground: Ground) -> Q:
    if field.kind == "relation":
        found = _relation(field, operator, values, ground)
    else:
        found = operators.condition(field.of_person(ground.by), operator, values, today=ground.today)
    if not ground.negated or field.model_field is None or field.is_column:
        return found  # Django negates columns that may be null rightly, expressions not
    return _decided(found)


def _relation(field: Field, operator: str, values: list[str], ground: Ground) -> Q:
    """A row pointed at that its reader may not see is as good as none."""
    if "none" in values and operator in ("in", "is"):
        rest = [value for value in values if value != "none"]
        none = _relation(field, "empty", [], ground)
        return none | _relation(field, operator, rest, ground) if rest else none
    if operator == "empty":
        return ~_relation(field, "filled", [], ground)
    if "me" in values and operator in ("in", "is"):
        mine = _mine(field, ground.by)
        operator, values = "in", [key for value in values for key in (mine if value == "me" else [value])]
    if registry.is_entity(field.related) and not sees_all(field.related, by=ground.by):
        if field.is_column:
            return operators.condition(field, operator, values, today=ground.today) & _pointed_at(field, Q(), ground)
        if operator == "filled":
            return Q(In(field.sql, in_sight(field.related, by=ground.by).values("pk")))
        seen = readable(field.related, {field.read(value) for value in values}, by=ground.by)
        values = [str(key) for key in seen] or ["0"] if values else []
    return operators.condition(field, operator, values, today=ground.today)


def _mine(field: Field, by: Actor) -> list[str]:
    """The keys of who asks, or of their teams with all below; of other nouns nothing is "me"."""
    if field.related is Staff:
        return [str(by.pk or 0)]
    return [str(key) for key in sorted(getattr(by, "team_ids", ()))] or ["0"] if field.related is Team else ["me"]


def _pointed_at(field: Field, condition: Q, ground: Ground) -> Q:
    theirs = in_sight(field.related, by=ground.by).filter(condition)
    if not field.is_column:
        return _decided(Q(In(field.sql, theirs.values("pk"))))
    return Q(Exists(theirs.filter(pk=OuterRef(field.model_field.attname))))


def _decided(condition: Q) -> Q:
    """The same condition, but false where the database cannot tell."""
    return Q(Case(When(condition, then=Value(value=True)), default=Value(value=False)))
