"""Rows are also found by the names of the rows they point at: when such a name changes, their documents follow."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from zhike.kit import jobs, registry
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.search.documents import index

AT_ONCE = 1000


def index_changed(row: Model, changed: Mapping[str, Sequence[Any]]) -> None:
    """Write the document of a changed row at once, and later those that hold its name, where that changed.

    `changed` holds old and new by name; to a row that had no name nothing points yet.
    """
    index([row])
    had, *_rest = changed.get(registry.entity_of(type(row)).title, [None])
    if had is not None:
        follow(type(row), [row.pk])


def is_told(model: type[Model], changed: Collection[str]) -> bool:
    """Whether any of these columns is among what rows of a noun are found by."""
    words = registry.entity_of(model).found_by
    return any({field.name, getattr(field.model_field, "attname", field.name)} & set(changed) for field in words)


def follow(model: type[Model], keys: Sequence[int]) -> None:
    """Write later the documents that hold the names of these rows."""
    for entity, field in _found_by_name(model) if keys else ():
        noun = entity.model._meta.label_lower
        once = f"{noun} {field.name} {keys[0]}" if len(keys) == 1 else None
        jobs.later(index_again, once=once, noun=noun, field=field.name, keys=list(keys))


@jobs.job
def index_again(*, noun: str, field: str, keys: list[int]) -> None:
    """Write the documents of every row of a noun that points at one of these."""
    _index_all(apps.get_model(noun)._base_manager.filter(**{f"{field}__in": keys}))


def index_every(entity: Entity) -> int:
    """Write the documents of all rows of a noun; returns how many."""
    return _index_all(rows(entity.model, by=Staff.objects.robot("search")))


def _index_all(found: QuerySet) -> int:
    last = done = 0
    while some := list(found.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        index(some)
        last, done = some[-1].pk, done + len(some)
    return done


def _found_by_name(model: type[Model]) -> Iterator[tuple[Entity, Field]]:
    for entity in registry.entities():
        for field in entity.found_by:
            if getattr(field.model_field, "related_model", None) is model:
                yield entity, field
