"""The one door to rows: every lookup starts from who is asking."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from zhike.kit import registry
from zhike.kit.access.models import Actor, Role, Staff
from zhike.kit.access.scopes import ALL
from zhike.kit.refusal import NotAllowed, Refusal

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Rights:
    """The least role that may use each verb of a noun; `None` means nobody, through any surface."""

    read: str | None = Role.STAFF
    create: str | None = Role.STAFF
    change: str | None = Role.STAFF
    load: str | None = Role.MANAGER
    export: str | None = Role.MANAGER  # personal fields unmasked: whoever reads may export the rest


def may(by: Actor, to: str, model: type[Model]) -> bool:
    """Whether `by` holds the right `to` on this noun at all, whatever the row; `change.solve` is that to a verb."""
    return isinstance(by, Staff) and by.is_active and registry.gates[-1].may(by, to, registry.entity_of(model))


def rows(model: type[M], *, by: Actor, to: str = "read") -> QuerySet[M]:
    """The rows of `model` that `by` may reach in order to `to` (a right's name); none without the right."""
    everything = model._default_manager.all()
    if not may(by, to, model):
        return everything.none()
    return everything.filter(registry.gates[-1].reach(by, to, registry.entity_of(model)))


def require(by: Actor, to: str, model: type[Model]) -> None:
    """Refuse unless `by` holds the right."""
    if not may(by, to, model):
        raise NotAllowed


def readable(model: type[Model], keys: Collection[int], *, by: Actor) -> set[int]:
    """Those of `keys` whose rows `by` may read."""
    if not keys or sees_all(model, by=by):
        return set(keys)
    return set(rows(model, by=by).filter(pk__in=keys).values_list("pk", flat=True))


def sees_all(model: type[Model], *, by: Actor) -> bool:
    """Whether no row of a noun is out of sight of `by`."""
    return may(by, "read", model) and registry.gates[-1].reach(by, "read", registry.entity_of(model)) == ALL


def pointable(model: type[M], *, by: Actor) -> QuerySet[M]:
    """The rows `by` may make another row point at: those they may read, and of staff the people at work."""
    if registry.is_entity(model):
        return rows(model, by=by)
    return Staff.objects.working() if model is Staff else model._default_manager.all()  # type: ignore[return-value]


def require_in_reach(row: Model, changed: Collection[str], *, by: Actor) -> None:
    """Refuse a row whose changed columns point at what `by` may not see, as if it did not exist."""
    columns: list[Any] = [field for field in row._meta.concrete_fields if field.related_model is not None]
    pointing = [(f.attname, f.name, f.verbose_name, f.related_model, getattr(row, f.attname)) for f in columns]
    added = [field for field in registry.added_fields(type(row)) if field.kind == "relation"]
    pointing += [(f.name, f.name, f.label, f.related, f.stored(row)) for f in added]
    for written, name, label, model, key in pointing:
        if written in changed and key is not None and not pointable(model, by=by).filter(pk=key).exists():
            raise Refusal(_("“%(field)s” names nothing you can see.") % {"field": label}, field=name)


def require_in_sight(row: Model, *, by: Actor) -> None:
    """Refuse a row that its writer could not read."""
    if not sees_all(type(row), by=by) and not rows(type(row), by=by).filter(pk=row.pk).exists():
        raise Refusal(_("That would put the record out of your own sight."))
