"""The trace of what somebody did to their own way in."""

from django.http import HttpRequest

from zhike.kit.access.models import Staff
from zhike.kit.access.person import person
from zhike.kit.audit import trace


def note(request: HttpRequest, **changes: list[str | None]) -> None:
    """Trace a change of one's own account: by name what was, and what is."""
    by = Staff.objects.get(pk=person(request).pk)  # a request has only a stand-in for it
    note_of(by, by=by, **changes)


def note_of(somebody: Staff, *, by: Staff, **changes: list[str | None]) -> None:
    """Trace a change of somebody's account."""
    trace.record("change", somebody, by=by, changes=changes)
