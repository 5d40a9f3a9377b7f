"""Calendars to subscribe to: made with a secret that is shown once, read by it, ended by whoever owns them."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows
from zhike.kit.audit import trace
from zhike.kit.refusal import Refusal
from zhike.work.calendars.days_off import days_off
from zhike.work.calendars.writing import OURS, Event, day_after, written
from zhike.work.models import CalendarFeed, Meeting, MeetingStatus, Recurrence, Status, Task, Visit, VisitStatus
from zhike.work.models.calendar import INCLUDED
from zhike.work.rules.recurring import days

BACK, AHEAD = timedelta(days=60), timedelta(days=400)
MOST_FEEDS = 10  # of one person
MOST = 2000  # events of each noun
MOVED_SHOWN = 12  # of a series whose tasks are due beside the day of the rule
COARSE = timedelta(hours=1)


@transaction.atomic
def make(name: str, *, by: Staff, parts: Sequence[str], with_names: bool) -> tuple[CalendarFeed, str]:
    """A new feed and its secret, which is kept nowhere and so can be shown this once only."""
    chosen = [part for part in INCLUDED if part in parts]
    if not chosen:
        raise Refusal(_("Choose at least one thing to show."), field="parts")
    if CalendarFeed.objects.filter(owner=by, ended_at=None).count() >= MOST_FEEDS:
        raise Refusal(_("You have %(most)s calendars already; end one first.") % {"most": MOST_FEEDS})
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        owner=by, name=name.strip() or _("Calendar"), digest=_digest(secret), parts=chosen, with_names=with_names
    )
    trace.record("create", feed, by=by, changes={"parts": [None, " ".join(chosen)]})
    return feed, secret


@transaction.atomic
def end(feed: CalendarFeed, *, by: Staff) -> None:
    """Put the address out of use, at once and for good."""
    if CalendarFeed.objects.filter(pk=feed.pk, ended_at=None).update(ended_at=timezone.now()):
        trace.record("change", feed, by=by, changes={"ended": [None, "✓"]})


def known(secret: str) -> CalendarFeed | None:
    """The live feed of this secret, of a person still at work."""
    found = CalendarFeed.objects.filter(digest=_digest(secret), ended_at=None, owner__is_active=True)
    return found.select_related("owner").first()


def text_of(feed: CalendarFeed, *, today: date) -> str:
    """The feed as a file: what its owner may see, around a day."""
    with translation.override(feed.owner.language):
        events = list(_events(feed, today=today))
    return written(f"{feed.owner} · {feed.name}", events, zone=settings.TIME_ZONE)


def note_read(feed: CalendarFeed, *, at: datetime) -> None:
    """Keep when it was read last, to the hour."""
    if feed.read_at is None or at - feed.read_at > COARSE:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=at)


def _events(feed: CalendarFeed, *, today: date) -> Iterator[Event]:
    by, names = feed.owner, feed.with_names
    begins, ends = today - BACK, today + AHEAD
    if "tasks" in feed.parts:
        due = rows(Task, by=by).filter(assignee=by, status=Status.OPEN, due_on__range=(begins, ends))
        for task in due.select_related("customer", "recurrence").order_by("pk")[:MOST]:
            yield _task(task, names)
            yield from _series(task, names)
    moments = tuple(make_aware(datetime.combine(day, time.min)) for day in (begins, ends))
    if "visits" in feed.parts:
        planned = rows(Visit, by=by).filter(owner=by, planned_at__range=moments)
        for visit in planned.exclude(status=VisitStatus.CANCELLED).select_related("customer").order_by("pk")[:MOST]:
            yield _timed("visit", visit, visit.planned_at, 60, names)
    if "meetings" in feed.parts:
        mine = rows(Meeting, by=by).filter(Q(owner=by) | Q(people=by), starts_at__range=moments).distinct()
        for meeting in mine.exclude(status=MeetingStatus.CANCELLED).select_related("customer").order_by("pk")[:MOST]:
            yield _timed("meeting", meeting, meeting.starts_at, meeting.lasts, names)
    if "days" in feed.parts:
        yield from days_off(begins, ends, since=feed.made_at, is_chinese=by.language.startswith("zh"))


def _task(task: Any, names: bool) -> Event:  # noqa: FBT001
    return Event(
        uid=f"task-{task.pk}{OURS}",
        title=_title(task.title, task.customer, names),
        starts=task.due_on,
        ends=day_after(task.due_on),
        changed_at=task.changed_at,
        version=task.version,
        is_free=True,
    )


def _series(task: Any, names: bool) -> Iterator[Event]:  # noqa: FBT001
    """Those of its recurrence that come after a task; its rule again, begun one later."""
    series: Recurrence | None = task.recurrence
    if series is None or series.ended_at or task.slot is None:
        return
    coming = days(series.rule, starts_on=series.starts_on, first=day_after(task.slot), last=task.slot + AHEAD)
    about = {"title": _title(series.title, task.customer, names), "changed_at": task.changed_at, "is_free": True}
    if series.shift:
        for slot in coming[:MOVED_SHOWN]:
            due = slot + timedelta(days=series.shift)
            yield Event(f"series-{series.uid}-{slot:%Y%m%d}{OURS}", starts=due, ends=day_after(due), **about)
    elif coming:
        begins = coming[0]
        yield Event(
            f"series-{series.uid}{OURS}",
            starts=begins,
            ends=day_after(begins),
            version=task.version,
            rule=_bounded(series),
            **about,
        )


def _bounded(series: Recurrence) -> str:
    """The rule with its last day in place of how many times, for it is told from a later day on."""
    head, _count, _times = series.rule.partition(";COUNT=")
    if not _count:
        return series.rule
    last = days(series.rule, starts_on=series.starts_on, first=series.starts_on, last=date.max)[-1]
    return f"{head};UNTIL={last:%Y%m%d}"


def _timed(kind: str, row: Any, starts: datetime, minutes: int, names: bool) -> Event:  # noqa: FBT001
    whole = bool(getattr(row, "is_all_day", False))
    day = timezone.localtime(starts).date()
    last = timezone.localtime(starts + timedelta(minutes=max(minutes - 1, 0))).date()
    return Event(
        uid=f"{kind}-{row.pk}{OURS}",
        title=_title(str(row), row.customer, names),
        starts=day if whole else starts,
        ends=day_after(last) if whole else starts + timedelta(minutes=minutes),
        changed_at=row.changed_at,
        version=row.version,
        place=row.place if names else "",
    )


def _title(title: str, customer: Any, names: bool) -> str:  # noqa: FBT001
    return f"{title} · {customer}" if names and customer and str(customer) not in title else title


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
