"""A field that points at a row of any noun."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Model

from zhike.custom.kinds import AddedField


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
