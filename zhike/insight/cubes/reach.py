"""Who sees what is kept of cubes, and who may change it."""

from typing import TypeVar

from django.db.models import Q, QuerySet

from zhike.insight.cubes.models import Dashboard, Report, SavedCube, Shared
from zhike.kit.access.models import Role, Staff
from zhike.kit.refusal import NotAllowed
from zhike.kit.views.models import Audience

S = TypeVar("S", SavedCube, Dashboard)


def seen(model: type[S], *, by: Staff) -> QuerySet[S]:
    """One's own, those of everyone, those of a team one is in or below; administrators all that are shared."""
    shared = Q(audience=Audience.EVERYONE) | Q(audience=Audience.TEAM, team__in=by.above_ids)
    if by.is_at_least(Role.ADMIN):
        shared = ~Q(audience=Audience.PRIVATE)
    return QuerySet(model).filter(shared | Q(made_by=by), deleted_at=None).order_by("name", "pk")


def may_change(kept: Shared, *, by: Staff) -> bool:
    """What is kept belongs to its maker; what is shared is in the care of administrators too."""
    return kept.made_by_id == by.pk or (kept.audience != Audience.PRIVATE and by.is_at_least(Role.ADMIN))


def changeable(model: type[S], pk: int, *, by: Staff) -> S:
    """To change, a deleted one too, locked. Raises DoesNotExist or, where others may change it, NotAllowed."""
    own: QuerySet[S] = QuerySet(model).filter(Q(pk__in=seen(model, by=by)) | Q(made_by=by))
    kept = own.select_for_update(of=("self",)).get(pk=pk)
    if not may_change(kept, by=by):
        raise NotAllowed
    return kept


def reports(*, by: Staff) -> QuerySet[Report]:
    """One's own and those one gets; administrators all."""
    every = Report.objects.filter(deleted_at=None).select_related("cube", "dashboard", "made_by").order_by("next_at")
    return every if by.is_at_least(Role.ADMIN) else every.filter(Q(made_by=by) | Q(to=by)).distinct()


def own_report(pk: int, *, by: Staff) -> Report:
    """A report to change: its maker's, or for administrators any; locked."""
    found = Report.objects.select_for_update(of=("self",)).filter(pk__in=reports(by=by).values("pk")).get(pk=pk)
    if found.made_by_id != by.pk and not by.is_at_least(Role.ADMIN):
        raise NotAllowed
    return found
