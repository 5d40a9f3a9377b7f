"""Tasks and what makes them come again; calls, visits and meetings; reminders and calendars to subscribe to."""

from zhike.work.models.activity import Call, CallNumber, CallResult, Direction, Visit, VisitResult, VisitStatus
from zhike.work.models.calendar import CalendarFeed, Reminder
from zhike.work.models.meeting import Meeting, MeetingStatus, MinuteItem, MinuteKind
from zhike.work.models.regarding import Regarding
from zhike.work.models.task import Priority, Recurrence, Status, Task, TaskKind

__all__ = [
    "CalendarFeed",
    "Call",
    "CallNumber",
    "CallResult",
    "Direction",
    "Meeting",
    "MeetingStatus",
    "MinuteItem",
    "MinuteKind",
    "Priority",
    "Recurrence",
    "Regarding",
    "Reminder",
    "Status",
    "Task",
    "TaskKind",
    "Visit",
    "VisitResult",
    "VisitStatus",
]
