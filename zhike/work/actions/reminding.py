"""Being reminded of a task, a visit or a meeting: each person for themselves."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.models import Staff
from zhike.kit.actions import Verb
from zhike.kit.refusal import Refusal
from zhike.work.models import Meeting, Reminder, Task, Visit

MOST = 14 * 24 * 60  # minutes
BEFORE = (
    (0, gettext_lazy("on time")),
    (10, gettext_lazy("10 minutes before")),
    (30, gettext_lazy("30 minutes before")),
    (60, gettext_lazy("an hour before")),
    (24 * 60, gettext_lazy("a day before")),
)
DAYS_BEFORE = (
    (0, gettext_lazy("at nine on that day")),
    (24 * 60, gettext_lazy("at nine on the day before")),
    (3 * 24 * 60, gettext_lazy("at nine three days before")),
)


def remind(row: Any, *, by: Staff, minutes: int) -> dict[str, list[str | None]]:
    """Tell me so many minutes before; said again it takes the place of what was said before."""
    minutes = int(minutes)
    if not 0 <= minutes <= MOST:
        raise Refusal(_("A reminder comes at most two weeks before."), field="minutes")
    which = {"owner": by, str(row._meta.model_name): row}
    before = Reminder.objects.filter(**which).values_list("minutes_before", flat=True).first()
    if before == minutes:
        return {}
    Reminder.objects.update_or_create(**which, defaults={"minutes_before": minutes, "told_for": None})
    return {"reminder": [None if before is None else str(before), str(minutes)]}


for model, choices in ((Task, DAYS_BEFORE), (Visit, BEFORE), (Meeting, BEFORE)):
    Verb(
        remind,
        model,
        title=gettext_lazy("Remind me…"),
        past=gettext_lazy("set a reminder"),
        labels={"minutes": gettext_lazy("when")},
        choices={"minutes": choices},
        rare=True,
    )
