"""Taking in the calendar of another program: each event once, by its name there; all of it can be taken back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from zhike.exchange.importing import journal, rejected
from zhike.exchange.importing.models import ImportRun
from zhike.kit import writing
from zhike.kit.access.rows import require
from zhike.work.actions.meetings import call_off
from zhike.work.calendars.parsing import Found
from zhike.work.models import Meeting, MeetingStatus

SORT = {"kind": "calendar"}  # the options by which such imports are known among those of meetings
COUNTED = {"new": "created", "changed": "changed", "cancelled": "changed", "same": "unchanged", "passed": "rejected"}


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
def take_in(found: Sequence[Found], *, by: Any, file_name: str = "") -> tuple[ImportRun | None, Counter[str]]:
    """Make meetings of the events, and change those made of them before; how many of each outcome.

    With the import by which it can be taken back; none where nothing was made or changed.
    """
    require(by, "create", Meeting)
    taken = compare(found, by=by)
    counts = Counter(one.outcome for one in taken)
    if not any(counts[outcome] for outcome in ("new", "changed", "cancelled")):
        return None, counts
    begun = timezone.now()
    run = ImportRun.objects.create(target="meetings", file_name=file_name[:200], options=SORT, by=by, started_at=begun)
    for one in taken:
        _follow(one, run, by=by)
    rejected.keep(run, [(one.line, one.problem, [one.title]) for one in found if one.problem])
    figures = Counter({"read": len(taken)})
    for outcome, count in counts.items():
        figures[COUNTED[outcome]] += count
    run.report(status=ImportRun.Status.DONE, counts=dict(figures), finished_at=timezone.now())
    return run, counts


def taken_in_before(by: Any) -> QuerySet[ImportRun]:
    """The calendars somebody took in, the latest first; without those that were taken back."""
    every = ImportRun.objects.filter(target="meetings", options=SORT, by=by, status=ImportRun.Status.DONE)
    return every.order_by("-pk")


def _follow(one: Taken, run: ImportRun, *, by: Any) -> None:
    """Do what is to become of an event, and note it for whoever takes it back."""
    if one.outcome == "new":
        made: Any = writing.create(Meeting, by=by, values=_values(one.found) | {"owner": by})
        made.uid = one.found.uid
        made.save(update_fields=["uid"])
        journal.keep_made(run, Meeting, [made.pk])
    elif one.outcome in ("changed", "cancelled") and one.meeting:
        journal.keep_before(run, Meeting, [one.meeting.pk])
        if one.outcome == "changed":
            writing.change(one.meeting, by=by, values=_values(one.found))
        else:
            call_off(one.meeting, by=by)
        journal.keep_changed(run, Meeting, [one.meeting.pk])


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
