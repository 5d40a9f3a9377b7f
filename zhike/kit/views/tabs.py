"""The tabs above a list: everything, one's own, what is pinned; the other views in a menu."""

from dataclasses import dataclass
from typing import Any

from zhike.kit.access.models import Role
from zhike.kit.views.models import Audience, View
from zhike.kit.views.reach import may_change, views


@dataclass(frozen=True)
class Tabs:
    """Pinned views, the others, and what the reader may do with the one that is open."""

    mine: dict[str, Any] | None
    pinned: list[View]
    rest: list[View]
    here: View | None
    may_change: bool
    may_open_for_all: bool

    @property
    def is_all(self) -> bool:
        return self.here is None and not (self.mine and self.mine["on"])


def tabs(query: Any, *, mine: dict[str, Any] | None) -> Tabs:
    """The tabs of a list; a view that is open has one even where it is not pinned."""
    kept, here, by = list(views(query.entity, by=query.by)), query.view, query.by
    pinned = [view for view in kept if view.pinned or view == here]
    return Tabs(
        mine=mine and {**mine, "on": mine["on"] and here is None},
        pinned=pinned,
        rest=[view for view in kept if view not in pinned],
        here=here,
        may_change=here is not None and may_change(here, by=by),
        may_open_for_all=here is not None and here.audience == Audience.EVERYONE and by.is_at_least(Role.ADMIN),
    )
