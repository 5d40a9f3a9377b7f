"""The added fields of each noun, handed to every surface through the registry."""

from collections.abc import Sequence

from django.apps import apps
from django.db.models import Model

from zhike.custom import cache
from zhike.custom.checking import build
from zhike.custom.kinds import AddedField
from zhike.custom.models import CustomField
from zhike.kit import registry


def fields_of(model: type[Model]) -> Sequence[AddedField]:
    """The fields that people added to a noun, in their order; none while the site is still starting."""
    return cache.known(_load).get(model, ()) if apps.ready else ()


def _load() -> cache.Known:
    found: dict[type[Model], list[AddedField]] = {}
    for definition in CustomField.live():
        try:
            found.setdefault(definition.model, []).append(build(definition))
        except LookupError:  # its noun, or the one it links to, is not installed any more
            continue
    return dict(found)


registry.add_fields(fields_of)
