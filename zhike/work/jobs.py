"""Work in the background: telling people in time what they wanted to be reminded of, or what must be entered."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kit import jobs
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import may
from zhike.notices.telling import tell
from zhike.work.actions.reminding import MOST
from zhike.work.models import MeetingStatus, Reminder, SpecialDay, Status, VisitStatus, work_calendar
from zhike.work.rules.reminding import KEPT, is_due, moment_of

AT_ONCE = 500
LAST_MONTH = 12


@jobs.named(_("Remind people of tasks, visits and meetings"))
@jobs.recurring("* * * * *")
def remind_due() -> None:
    """Tell everybody what is due this minute."""
    remind(as_of=timezone.now())


def remind(*, as_of: datetime) -> int:
    """Tell what is due at a moment, each reminder once for each moment it is about; how many were told."""
    told = 0
    for pk in _near(as_of).values_list("pk", flat=True)[:AT_ONCE]:
        with transaction.atomic():
            # Another worker may have been faster.
            one = Reminder.objects.select_for_update(of=("self",)).filter(pk=pk).first()
            told += _tell(one, as_of=as_of) if one else 0
    return told


@jobs.named(_("Ask for the holidays of the coming year"))
@jobs.daily(hour=7)
def ask_for_holidays() -> None:
    """In December, while nothing is known of the year to come, tell those who keep the special days, once a year."""
    ask_for_year(today=timezone.localdate())


def ask_for_year(*, today: date) -> None:
    """The same as of a day."""
    coming = today.year + 1
    if today.month == LAST_MONTH and not work_calendar().knows(coming):
        for one in Staff.objects.working():
            if may(one, "create", SpecialDay):
                tell(
                    one,
                    "year_unknown",
                    key=f"year {coming}",
                    url=reverse("kit:list", args=["special-days"]),
                    year=coming,
                )


def _tell(one: Reminder, *, as_of: datetime) -> bool:
    when = _when(one)
    if when is None:
        return False
    moment = moment_of(when, zone=timezone.get_default_timezone())
    if not is_due(moment, minutes_before=one.minutes_before, as_of=as_of, told_for=one.told_for):
        return False
    one.told_for = moment
    one.save(update_fields=["told_for"])
    key = f"reminder {one.pk} {moment:%Y%m%d%H%M}"
    tell(one.owner, "reminded", about=one.about, key=key, at=moment.isoformat())
    return True


def _when(one: Reminder) -> date | datetime | None:
    """The day or the moment it is about; None where there is nothing left to remind of."""
    if one.task:
        return one.task.due_on if one.task.is_open else None
    if one.visit:
        return one.visit.planned_at if one.visit.status == VisitStatus.PLANNED else None
    return one.meeting.starts_at if one.meeting and one.meeting.status == MeetingStatus.PLANNED else None


def _near(as_of: datetime) -> QuerySet[Reminder]:
    """Reminders whose time may have come: of what begins soon enough, and has not begun long ago."""
    first, last = as_of - KEPT, as_of + timedelta(minutes=MOST)
    due = Q(task__status=Status.OPEN, task__due_on__range=((first - KEPT).date(), (last + KEPT).date()))
    planned = Q(visit__status=VisitStatus.PLANNED, visit__planned_at__range=(first, last))
    held = Q(meeting__status=MeetingStatus.PLANNED, meeting__starts_at__range=(first, last))
    untold = (
        due & (Q(told_for=None) | ~Q(told_for__date=F("task__due_on"))),
        planned & (Q(told_for=None) | ~Q(told_for=F("visit__planned_at"))),
        held & (Q(told_for=None) | ~Q(told_for=F("meeting__starts_at"))),
    )
    return Reminder.objects.filter(untold[0] | untold[1] | untold[2]).order_by("pk")
