"""The tabs above a list: everything, one's own, what is pinned; the other views in a menu."""

from typing import Any

from zhike.kit.access.models import Role
from zhike.kit.views.models import Audience, View
from zhike.kit.views.reach import may_change, views


def tabs(query: Any, *, mine: dict[str, Any] | None) -> dict[str, Any]:
    """The views of a list for its reader, and what they may do with the one that is open; that one always has a tab."""
    kept, here, by = list(views(query.entity, by=query.by)), query.view, query.by
    is_mine = here is None and mine is not None and mine["on"]
    return {
        "mine": mine,
        "is_mine": is_mine,
        "is_all": here is None and not is_mine,
        "pinned": [view for view in kept if _is_tab(view, query)],
        "rest": [view for view in kept if not _is_tab(view, query)],
        "here": here,
        "may_change": here is not None and may_change(here, by=by),
        "may_open_for_all": here and here.audience == Audience.EVERYONE and by.is_at_least(Role.ADMIN),
    }


def _is_tab(view: View, query: Any) -> bool:
    """Administrators see the views of all teams; those of other teams wait in the menu."""
    is_near = view.audience != Audience.TEAM or view.team_id in query.by.above_ids or view.made_by_id == query.by.pk
    return view == query.view or (view.pinned and is_near)
