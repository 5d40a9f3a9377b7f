"""Tasks and what makes them come again; calls, visits and meetings; reminders, calendars, and which days are worked."""

from zhike.work.models.activity import Call, CallNumber, CallResult, Direction, Visit, VisitResult, VisitStatus
from zhike.work.models.calendar import CalendarFeed, Reminder
from zhike.work.models.meeting import Meeting, MeetingStatus, MinuteItem, MinuteKind
from zhike.work.models.regarding import Regarding
from zhike.work.models.special import DayKind, SpecialDay, last_said_at, work_calendar
from zhike.work.models.task import Priority, Recurrence, Status, Task, TaskKind

__all__ = [
    "CalendarFeed",
    "Call",
    "CallNumber",
    "CallResult",
    "DayKind",
    "Direction",
    "Meeting",
    "MeetingStatus",
    "MinuteItem",
    "MinuteKind",
    "Priority",
    "Recurrence",
    "Regarding",
    "Reminder",
    "SpecialDay",
    "Status",
    "Task",
    "TaskKind",
    "Visit",
    "VisitResult",
    "VisitStatus",
    "last_said_at",
    "work_calendar",
]
