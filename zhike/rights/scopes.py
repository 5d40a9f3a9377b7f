"""How wide a role reaches into a noun that has owners, said as conditions that each have a reason."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Role, Staff, Team
from zhike.kit.access.scopes import ALL, Scope
from zhike.kit.entity import Entity
from zhike.rights.shares import shared_with

NONE, OWN, TEAM, TREE, TERRITORY, EVERY = "none", "own", "team", "tree", "territory", "all"
SCOPES = (
    (NONE, _("nothing")),
    (OWN, _("their own")),
    (TEAM, _("their team's")),
    (TREE, _("their team's and those of the teams below")),
    (TERRITORY, _("their territory's")),
    (EVERY, _("all")),
)
USUAL = {Role.STAFF: OWN, Role.MANAGER: TREE, Role.ADMIN: EVERY}
NOBODY = Q(pk__in=[])
_further: dict[tuple[type[Model], str], list[tuple[Any, Scope]]] = {}
_narrower: dict[tuple[type[Model], str], Scope] = {}


@dataclass(frozen=True)
class Part:
    """Rows that somebody reaches for one reason."""

    why: Any
    rows: Q


def said(by: Staff, noun: str, to: str) -> str | None:
    """The scope that a role of the firm's own gives a right, or the right a verb needs; None where it says nothing."""
    rights = by.grants.get("rights", {}).get(noun, {})
    return rights.get(to, rights.get(to.partition(".")[0]))


def owner_team_or_all(path: str, *, territory: str = "") -> Scope:
    """Staff see their own rows, managers those of their team tree and the unowned, administrators all.

    `path` leads from the noun to the owning staff member, such as `owner` or `parent__owner`, and `territory` to the
    column whose value teams are given as their regions.
    """

    def scope(by: Staff) -> Q:
        return any_of(_wide(USUAL[Role(by.role)], by, path, territory))

    scope.path, scope.territory = path, territory  # type: ignore[attr-defined]
    return scope


def parts(by: Staff, to: str, entity: Entity) -> list[Part] | None:
    """Why somebody reaches rows with a right: any of these; None where the noun has no owners."""
    path = getattr(entity.visible_to, "path", "")
    if not path:
        return None
    width = said(by, entity.slug, to) or USUAL[Role(by.role)]
    found = _wide(width, by, path, getattr(entity.visible_to, "territory", ""))
    return found if width in (EVERY, NONE) else [*found, *_shared(by, to, entity, path), *further(by, to, entity)]


def reach_further(model: type[Model], to: str, rows: Scope, *, why: Any) -> None:
    """Let a right reach these rows of a noun beside those of the roles; one to a verb even what cannot be read."""
    _further.setdefault((model, to), []).append((why, rows))


def further(by: Staff, to: str, entity: Entity) -> list[Part]:
    """What was said so."""
    return [Part(why, rows(by)) for why, rows in _further.get((entity.model, to), ())]


def keep_within(model: type[Model], to: str, rows: Scope) -> None:
    """Let a right reach none but these rows of a noun; its verbs, each with a right of its own, reach as they did."""
    _narrower[model, to] = rows


def narrowed(by: Staff, to: str, entity: Entity) -> Q:
    """What was said so."""
    scope = _narrower.get((entity.model, to))
    return scope(by) if scope else ALL


def any_of(found: list[Part]) -> Q:
    """The rows of all these parts."""
    conditions = [part.rows for part in found]
    if ALL in conditions:
        return ALL
    return reduce(or_, conditions) if conditions else NOBODY


def _wide(width: str, by: Staff, path: str, territory: str) -> list[Part]:
    """The rows of a width, of a noun whose owner stands at `path`."""
    if width == EVERY:
        return [Part(_("the role reaches all of them"), ALL)]
    if width == NONE:
        return []
    return [Part(_("they look after it"), Q(**{path: by})), *WIDTHS[width](by, path, territory)]


def _own(by: Staff, path: str, territory: str) -> list[Part]:
    return []


def _team(by: Staff, path: str, territory: str) -> list[Part]:
    return [Part(_("it belongs to somebody of their team"), Q(**{f"{path}__team": by.team_id}))] if by.team_id else []


def _tree(by: Staff, path: str, territory: str) -> list[Part]:
    return [
        Part(_("it belongs to their team or a team below"), Q(**{f"{path}__team__in": by.team_ids})),
        Part(_("nobody looks after it"), Q(**{f"{path}__isnull": True})),
    ]


def _territory(by: Staff, path: str, territory: str) -> list[Part]:
    regions = _regions(by)
    return [Part(_("it lies in their territory"), Q(**{f"{territory}__in": regions}))] if territory and regions else []


def _shared(by: Staff, to: str, entity: Entity, path: str) -> list[Part]:
    """What others shared with them: the row itself, or the row that its owner comes from."""
    found, through = [], path.rpartition("__")[0]
    if keys := shared_with(by, entity.model, to=to.partition(".")[0]):
        found.append(Part(_("it was shared with them"), Q(pk__in=keys)))
    if through and (keys := shared_with(by, _related(entity.model, through), to=to.partition(".")[0])):
        found.append(Part(_("what it belongs to was shared with them"), Q(**{f"{through}__in": keys})))
    return found


def _related(model: type[Model], path: str) -> type[Model]:
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return model


def _regions(by: Staff) -> list[str]:
    """The regions of the teams a person stands in or above."""
    if "regions" not in by.__dict__:
        teams = Team.objects.filter(pk__in=by.team_ids).values_list("regions", flat=True)
        by.__dict__["regions"] = sorted({region for regions in teams for region in regions})
    return by.__dict__["regions"]


WIDTHS: dict[str, Callable[[Staff, str, str], list[Part]]] = {
    OWN: _own,
    TEAM: _team,
    TREE: _tree,
    TERRITORY: _territory,
}
