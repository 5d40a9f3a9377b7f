"""Row scopes: which rows of a noun a person may reach. Every scope is a condition without joins that multiply rows."""

from typing import Protocol

from django.db.models import Q

from zhike.kit.access.models import Role, Staff


class Scope(Protocol):
    """The rows a person may reach, as a condition."""

    def __call__(self, by: Staff, /) -> Q: ...


ALL = Q()


def everyone(by: Staff) -> Q:
    """Every signed-in person sees every row."""
    return ALL


def owner_team_or_all(path: str, *, territory: str = "") -> Scope:
    """Staff see their own rows, managers those of their team tree and the unowned, administrators all.

    `path` leads from the noun to the owning staff member, such as `owner` or `parent__owner`, and `territory` to the
    column whose value teams are given as their regions.
    """

    def scope(by: Staff) -> Q:
        if by.is_at_least(Role.ADMIN):
            return ALL
        if by.is_at_least(Role.MANAGER):
            return Q(**{path: by}) | Q(**{f"{path}__team__in": by.team_ids}) | Q(**{f"{path}__isnull": True})
        return Q(**{path: by})

    scope.path, scope.territory = path, territory  # type: ignore[attr-defined]
    return scope
