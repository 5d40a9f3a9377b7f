"""What people do with saved cubes and dashboards. Everything is traced."""

from typing import Any, TypeVar

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.insight.cubes import reach
from zhike.insight.cubes.models import LONGEST_STATE, Dashboard, SavedCube, Tile, Width
from zhike.kit.access.models import Role, Staff
from zhike.kit.atomic import one_act
from zhike.kit.audit import trace
from zhike.kit.refusal import Refusal
from zhike.kit.views.models import Audience
from zhike.kit.views.reach import teams

S = TypeVar("S", SavedCube, Dashboard)
MOST_TILES = 12


def keep(state: str, *, by: Staff, **settings: Any) -> SavedCube:
    """Keep a question under a name; `settings` are name, audience and team."""
    if len(state) > LONGEST_STATE:
        raise Refusal(_("This question is too long to be kept. Take fewer values."))
    return _saved(SavedCube(made_by=by, state=state), {}, by=by, verb="create", **settings)


def make(*, by: Staff, **settings: Any) -> Dashboard:
    """A dashboard without anything on it."""
    return _saved(Dashboard(made_by=by), {}, by=by, verb="create", **settings)


def change(model: type[S], pk: int, *, by: Staff, **values: Any) -> S:
    """Say anew what it shows (`state` of a saved cube), or its name, audience and team."""
    with one_act():
        kept = reach.changeable(model, pk, by=by)
        return _saved(kept, trace.snapshot(kept), by=by, **values)


def delete(model: type[S], pk: int, *, by: Staff) -> S:
    """Take it away; `restore` brings it back."""
    return change(model, pk, by=by, deleted_at=timezone.now())


def restore(model: type[S], pk: int, *, by: Staff) -> S:
    """Bring back what was taken away."""
    return change(model, pk, by=by, deleted_at=None)


def put(dashboard: int, *, by: Staff, cube: int, width: int = Width.HALF) -> Tile:
    """Put a saved cube on a dashboard, after those that are there."""
    with one_act():
        kept = reach.changeable(Dashboard, dashboard, by=by)
        if kept.tiles.count() >= MOST_TILES:
            raise Refusal(_("A dashboard holds %(most)s cubes at most.") % {"most": MOST_TILES})
        shown = reach.seen(SavedCube, by=by).get(pk=cube)
        last = kept.tiles.aggregate(last=Max("position"))["last"] or 0
        tile = Tile.objects.create(dashboard=kept, cube=shown, position=last + 1, width=Width(width))
        trace.record("change", kept, by=by, changes={"tiles": [None, shown.name]})
        return tile


def move(dashboard: int, tile: int, *, by: Staff, step: int) -> None:
    """Let a tile change places with the one before or after it."""
    with one_act():
        kept = reach.changeable(Dashboard, dashboard, by=by)
        order = list(kept.tiles.all())
        at = next((place for place, one in enumerate(order) if one.pk == tile), -1)
        to = at + (1 if step > 0 else -1)
        if at < 0 or not 0 <= to < len(order):
            return
        order[at], order[to] = order[to], order[at]
        for place, one in enumerate(order):
            Tile.objects.filter(pk=one.pk).update(position=place)


def widen(dashboard: int, tile: int, *, by: Staff, width: int) -> None:
    """Give a tile another width."""
    with one_act():
        _tiles(dashboard, tile, by=by).update(width=Width(width))


def remove(dashboard: int, tile: int, *, by: Staff) -> None:
    """Take a tile off; the saved cube stays."""
    with one_act():
        found = _tiles(dashboard, tile, by=by)
        for one in found.select_related("cube", "dashboard"):
            trace.record("change", one.dashboard, by=by, changes={"tiles": [one.cube.name, None]})
        found.delete()


def _tiles(dashboard: int, tile: int, *, by: Staff) -> QuerySet[Tile]:
    return Tile.objects.filter(dashboard=reach.changeable(Dashboard, dashboard, by=by), pk=tile)


def _saved(kept: S, before: dict[str, Any], *, by: Staff, verb: str = "change", **values: Any) -> S:
    with one_act():
        for name, value in (_shared(by, **values) if "audience" in values else values).items():
            setattr(kept, name, value)
        kept.full_clean()
        kept.save()
        trace.record(verb, kept, by=by, changes=trace.difference(before, trace.snapshot(kept)))
        return kept


def _shared(by: Staff, *, audience: str, team: Any = None, **rest: Any) -> dict[str, Any]:
    """Refuse to share further than a person may."""
    if audience == Audience.EVERYONE and not by.is_at_least(Role.MANAGER):
        raise Refusal(_("Managers share with everyone; share this with your team."), field="audience")
    if audience == Audience.TEAM and (team is None or not teams(by).filter(pk=team.pk).exists()):
        raise Refusal(_("Choose the team that shall see this."), field="team")
    return {"audience": audience, "team": team if audience == Audience.TEAM else None, **rest}
