"""Taking in the calendar of another program: each event once, by its name there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from zhike.kit import writing
from zhike.kit.access.rows import require
from zhike.work.actions.meetings import call_off
from zhike.work.calendars.parsing import Found
from zhike.work.models import Meeting, MeetingStatus


@dataclass(frozen=True)
class Taken:
    """What becomes of one event: new, changed, the same as before, cancelled, or passed over."""

    found: Found
    outcome: str
    meeting: Meeting | None = None


def compare(found: Sequence[Found], *, by: Any) -> list[Taken]:
    """What taking these events in would do."""
    uids = [one.uid for one in found if one.uid]
    had = {row.uid: row for row in Meeting.objects.filter(owner=by, uid__in=uids)}
    seen: set[str] = set()
    taken = []
    for one in found:
        row = had.get(one.uid)
        twice = one.uid in seen
        seen.add(one.uid)
        taken.append(Taken(one, "passed" if one.problem or twice else _outcome(one, row), row))
    return taken


@transaction.atomic
def take_in(found: Sequence[Found], *, by: Any) -> dict[str, int]:
    """Make meetings of the events, and change those made of them before; how many of each outcome."""
    require(by, "create", Meeting)
    counts: dict[str, int] = {}
    for one in compare(found, by=by):
        counts[one.outcome] = counts.get(one.outcome, 0) + 1
        if one.outcome == "new":
            made: Any = writing.create(Meeting, by=by, values=_values(one.found) | {"owner": by})
            made.uid = one.found.uid
            made.save(update_fields=["uid"])
        elif one.outcome == "changed" and one.meeting:
            writing.change(one.meeting, by=by, values=_values(one.found))
        elif one.outcome == "cancelled" and one.meeting:
            call_off(one.meeting, by=by)
    return counts


def _outcome(one: Found, row: Meeting | None) -> str:
    if one.is_cancelled:
        return "cancelled" if row and row.status == MeetingStatus.PLANNED else "passed"
    if row is None:
        return "new"
    return "same" if all(getattr(row, name) == value for name, value in _values(one).items()) else "changed"


def _values(one: Found) -> dict[str, Any]:
    return {
        "title": one.title,
        "starts_at": one.starts_at,
        "lasts": one.minutes,
        "is_all_day": one.is_all_day,
        "place": one.place,
        "agenda": one.note,
    }
