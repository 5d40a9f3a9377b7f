"""The way from a record to the reasons, for those who answer for a team."""

from typing import Any

from django.db.models import Model

from zhike.kit.access.models import Role
from zhike.kit.registry import entity_of
from zhike.kit.surfaces.offers import EVERY, offer_panel


def way(row: Model, *, by) -> dict[str, Any] | None:
    """Where the reasons stand."""
    return {"slug": entity_of(type(row)).slug} if by.is_at_least(Role.MANAGER) else None


offer_panel(EVERY, template="rights/way.html", context=way, place="right", order=99)
