"""Which views a person sees, and which of them they may change."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from zhike.kit.access.models import Actor, Role, Staff, Team
from zhike.kit.entity import Entity
from zhike.kit.refusal import NotAllowed, Refusal
from zhike.kit.views.models import Audience, Opening, View


def views(entity: Entity, *, by: Actor) -> QuerySet[View]:
    """The views of a noun that `by` sees: their own, those of everyone, those of a team they are in or below."""
    return _seen(entity, by).filter(deleted_at=None).order_by("position", "pk")


def view_of(entity: Entity, key: str, *, by: Actor) -> View | None:
    """The view an address names, none where it names none. Raises DoesNotExist for one that `by` does not see."""
    if not key:
        return None
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Refusal(_("“%(key)s” is not a view.") % {"key": key}, field="view")
    return views(entity, by=by).get(pk=int(key))


def opening(entity: Entity, *, by: Actor) -> int | None:
    """The view with which the list opens for a person: their own choice, else the one for everyone."""
    chosen = Opening.objects.filter(Q(person=by.pk) | Q(person=None), noun=entity.model._meta.label_lower)
    keys = list(chosen.order_by("person_id").values_list("view", flat=True))  # nulls come last
    # Most lists have none, and whether it is seen need not be asked then.
    seen = views(entity, by=by).in_bulk(keys) if keys else {}
    return next((key for key in keys if key in seen), None)


def may_change(view: View, *, by: Actor) -> bool:
    """A view belongs to its maker; shared ones are in the care of administrators too."""
    if not isinstance(by, Staff):
        return False
    return view.made_by_id == by.pk or (view.audience != Audience.PRIVATE and by.is_at_least(Role.ADMIN))


def changeable(entity: Entity, pk: int, *, by: Actor) -> View:
    """A view to change, a deleted one too, locked. Raises DoesNotExist or, where others may change it, NotAllowed."""
    view = _seen(entity, by).select_for_update().get(pk=pk)
    if not may_change(view, by=by):
        raise NotAllowed
    return view


def teams(by: Staff) -> QuerySet[Team]:
    """The teams a person may share a view with: their own and those below it, administrators any."""
    return Team.objects.all() if by.is_at_least(Role.ADMIN) else Team.objects.filter(pk__in=by.team_ids)


def _seen(entity: Entity, by: Actor) -> QuerySet[View]:
    kept = View.objects.filter(noun=entity.model._meta.label_lower)
    if not isinstance(by, Staff):
        return kept.none()
    shared = Q(audience=Audience.EVERYONE) | Q(audience=Audience.TEAM, team__in=by.above_ids)
    if by.is_at_least(Role.ADMIN):
        shared = ~Q(audience=Audience.PRIVATE)
    return kept.filter(shared | Q(made_by=by))
