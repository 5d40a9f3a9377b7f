"""Who hears of what happens to a row: those who follow it and those it points at, as far as they may see it."""

from collections.abc import Collection

from django.db.models import Model

from zhike.kit import registry
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import readable
from zhike.kit.attached.models import Mark
from zhike.kit.events import announce


def followers(row: Model) -> list[Staff]:
    """The people who follow a row, those who look after it first. They need not be able to see it any more."""
    marks = Mark.objects.of(row).filter(kind=Mark.Kind.FOLLOW).select_related("by").order_by("pk")
    return list(dict.fromkeys([*looking_after(row), *(mark.by for mark in marks)]))


def may_see(row: Model, people: Collection[Staff]) -> list[Staff]:
    """Those of some people who work here still and may read the row."""
    here = [person for person in people if person.is_active and not person.is_robot]
    return [person for person in here if readable(type(row), [row.pk], by=person)]


def tell(row: Model, verb: str, *, by: Staff) -> None:
    """Announce a change to those who follow the row, but for the one who made it."""
    others = may_see(row, [person for person in followers(row) if person != by])
    if others:
        keys = {"noun": row._meta.label_lower, "row": row.pk, "verb": verb, "by": by.pk}
        announce("kit.followed_changed", **keys, followers=[person.pk for person in others])


def looking_after(row: Model) -> list[Staff]:
    """The people a row itself names, such as its owner; they follow it without asking."""
    naming = [field for field in registry.entity_of(type(row)).fields if field.model_field is not None]
    named = [field.value(row) for field in naming if field.kind == "relation" and field.related is Staff]
    return [person for person in named if person]
