"""What usually comes next after a call or a visit: proposed, never decided."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from zhike.work.rules.working import WorkCalendar


@dataclass(frozen=True)
class Next:
    """A next step: what, by which kind of task and on which day; or the reason why there is none."""

    what: str = ""
    kind: str = "todo"
    on: date | None = None
    because: str = ""


def after_call(result: str, *, today: date, calendar: WorkCalendar) -> Next:
    """What usually follows a call that ended so."""
    steps = {
        "reached": (_("Follow up"), "call", 7),
        "call_back": (_("Call again as agreed"), "call", 1),
        "no_answer": (_("Call again"), "call", 1),
        "busy": (_("Call again"), "call", 1),
        "wrong_number": (_("Find the right number"), "todo", 1),
    }
    if result not in steps:
        return Next(because=_("Does not want to be called"))
    what, kind, days = steps[result]
    return Next(what, kind, calendar.workday(today + timedelta(days=days)))


def after_visit(*, today: date, calendar: WorkCalendar) -> Next:
    """What usually follows a visit."""
    return Next(_("Call to follow up the visit"), "call", calendar.workday(today + timedelta(days=3)))
