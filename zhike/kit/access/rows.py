"""The one door to rows: every lookup starts from who is asking."""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from zhike.kit import registry
from zhike.kit.access.models import Role, Staff
from zhike.kit.refusal import Refusal

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Rights:
    """The least role that may use each verb of a noun; `None` means nobody, through any surface."""

    read: str | None = Role.STAFF
    create: str | None = Role.STAFF
    change: str | None = Role.STAFF
    load: str | None = Role.MANAGER


def may(by: Staff, to: str, model: type[Model]) -> bool:
    """Whether `by` holds the right `to` on this noun at all, whatever the row."""
    least = getattr(registry.entity_of(model).rights, to)
    return least is not None and by.is_active and by.is_at_least(least)


def rows(model: type[M], *, by: Staff, to: str = "read") -> QuerySet[M]:
    """The rows of `model` that `by` may reach in order to `to` (a right's name); none without the right."""
    everything = model._default_manager.all()
    if not may(by, to, model):
        return everything.none()
    return everything.filter(registry.entity_of(model).visible_to(by))


def require(by: Staff, to: str, model: type[Model]) -> None:
    """Refuse unless `by` holds the right."""
    if not may(by, to, model):
        raise Refusal(_("Your role does not allow this. Ask an administrator."))
