"""Who hears of what happens to a row: those who follow it and those it points at, as far as they may see it."""

from collections.abc import Collection

from django.db.models import Model

from zhike.kit import registry
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import readable
from zhike.kit.attached.models import Mark
from zhike.kit.events import announce
from zhike.kit.fields import Field


def followers(row: Model) -> list[Staff]:
    """The people who follow a row, those who look after it first. They need not be able to see it any more."""
    return _people(_following(row))


def may_see(row: Model, people: Collection[Staff]) -> list[Staff]:
    """Those of some people who work here still and may read the row."""
    return [person for person in people if person.works_here and readable(type(row), [row.pk], by=person)]


def tell(row: Model, verb: str, *, by: Staff) -> None:
    """Announce a change to those who follow the row, but for the one who made it."""
    others = may_see(row, _people([key for key in _following(row) if key != by.pk]))
    if others:
        keys = {"noun": row._meta.label_lower, "row": row.pk, "verb": verb, "by": by.pk}
        announce("kit.followed_changed", **keys, followers=[person.pk for person in others])


def looking_after(row: Model) -> list[Staff]:
    """The people a row itself names, such as its owner; they follow it without asking."""
    return [person for field in _naming(row) if (person := field.value(row))]


def _following(row: Model) -> list[int]:
    """The keys of the people who follow a row, those who look after it first."""
    marks = Mark.objects.of(row).filter(kind=Mark.Kind.FOLLOW).order_by("pk").values_list("by", flat=True)
    named = [key for field in _naming(row) if (key := field.stored(row))]
    return list(dict.fromkeys([*named, *marks]))


def _people(keys: list[int]) -> list[Staff]:
    found = Staff.objects.in_bulk(keys) if keys else {}
    return [found[key] for key in keys]


def _naming(row: Model) -> list[Field]:
    fields = [field for field in registry.entity_of(type(row)).fields if field.model_field is not None]
    return [field for field in fields if field.kind == "relation" and field.related is Staff]
