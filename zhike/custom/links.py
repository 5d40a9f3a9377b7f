"""A field that points at a row of any noun, and what a merge asks about such fields."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Model, QuerySet

from zhike.custom.kinds import AddedField
from zhike.kit import registry
from zhike.kit.merging import moving


class LinkField(AddedField):
    """One row of another noun, by its number. It is shown only to those who may read that row."""

    kind = "relation"
    sortable = False
    typed_sql = "(case when RAW ~ '^[0-9]{1,18}$' then RAW::bigint end)"
    output = models.BigIntegerField()
    fact = "int64"

    def column(self, **told: Any) -> models.Field:
        return models.ForeignKey(apps.get_model(self.definition.link_to), models.DO_NOTHING, related_name="+", **told)

    def value(self, row: Model) -> Model | None:
        key, known = self.stored(row), row._state.fields_cache
        if known.get(self.name, (None,))[0] != key:
            self.attach([row])
        return known[self.name][1] if key is not None else None

    def attach(self, some: list[Model]) -> None:
        keys = {row: self.stored(row) for row in some}
        found = self.related._base_manager.in_bulk({key for key in keys.values() if key is not None})
        for row, key in keys.items():
            row._state.fields_cache[self.name] = (key, found.get(key))

    def words(self, row: Model) -> str:
        return str(self.value(row) or "")


def pointing_at(model: type[Model]) -> list[tuple[type[Model], LinkField]]:
    """The nouns whose rows may point at rows of `model` through an added field, with the field."""
    return [
        (entity.model, field)
        for entity in registry.entities()
        for field in registry.added_fields(entity.model)
        if isinstance(field, LinkField) and field.related is model
    ]


def rows_pointing_at(row: Model, model: type[Model], field: LinkField) -> QuerySet:
    """The rows of `model` that point at one row, whoever may see them: for merging, which moves them all."""
    return QuerySet(model).filter(field.condition("is", [row.pk]))


def astray(model: type[Model], field: LinkField) -> QuerySet:
    """The rows of `model` whose link leads to no row: the check that a foreign key would make."""
    there: QuerySet = QuerySet(field.related).filter(pk=models.OuterRef("link_key"))
    pointing = QuerySet(model).annotate(link_key=field.sql).exclude(link_key=None)
    return pointing.filter(~models.Exists(there))


def _followed(model: type[Model], key: Any) -> Iterator[tuple[type[Model], str, list[Any]]]:
    for other, field in pointing_at(model):
        found = rows_pointing_at(model(pk=key), other, field)
        yield other, str(field.id), list(found.values_list("pk", flat=True))


moving.add_links(_followed)
