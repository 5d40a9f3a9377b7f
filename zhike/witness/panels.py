"""The way from a record to all that was done to it."""

from typing import Any

from django.db.models import Model

from zhike.kit.surfaces.offers import EVERY, offer_panel


def link(row: Model, *, by: Any) -> dict[str, Any]:
    """Whoever may read a record may read what was done to it."""
    return {"in_header": True}


offer_panel(EVERY, template="witness/link.html", context=link, place="top", order=90)
