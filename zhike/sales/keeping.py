"""Rows that a verb of another row makes: written, found, traced, in sight of their maker."""

from typing import Any

from django.db.models import Model

from zhike.kit import search
from zhike.kit.access.rows import require_in_sight
from zhike.kit.audit import trace
from zhike.kit.registry import is_entity


def keep(row: Model, *, by: Any) -> None:
    """Write a new row; what is announced is the verb's own matter."""
    row.save()
    if is_entity(type(row)):
        require_in_sight(row, by=by)
        search.index([row])
    trace.record("create", row, by=by, changes=trace.difference({}, trace.snapshot(row)))
