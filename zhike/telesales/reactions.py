"""What the desk hears of itself: a call ended, and belongs into the log."""

from zhike.kit.access.models import Staff
from zhike.kit.events import on
from zhike.telesales import following
from zhike.telesales.models import Attempt


@on("telesales.called")
def log(*, plannedcall: int, by: int) -> None:
    """Every attempt on it that is not in the log of calls yet."""
    caller = Staff.objects.get(pk=by)
    waiting = Attempt.objects.filter(planned=plannedcall, caller=by, call=None, result__isnull=False)
    for attempt in waiting.select_related(
        "planned__customer", "planned__lead", "planned__call_list", "result"
    ).order_by("pk"):
        following.log(attempt, by=caller)
