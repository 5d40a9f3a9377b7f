"""After orders came in, and every night: bring standings and movement up to date."""

from datetime import date

from zhike.insight.computing.computing import judge
from zhike.insight.computing.facts import first_new_day, newly_read
from zhike.insight.computing.replaying import retell
from zhike.insight.computing.runs import last_judged
from zhike.insight.models import Run
from zhike.insight.rules import day_to_judge


def catch_up(today: date, *, by) -> list[Run]:
    """Replay the months that new orders fall into, then judge everyone as of the day the orders speak for.

    Months without new orders keep what was believed then, whatever the rules are now.
    """
    with newly_read(by=by) as facts:
        span = facts.span()
        if span is None:
            return []
        as_of = day_to_judge(today, last_order=span[1], last_judged=last_judged())
        changed = first_new_day(facts, _last_line_retold())
        retold = retell(facts, changed, as_of, by=by) if changed else []
        return retold + judge(facts, as_of, by=by)


def _last_line_retold() -> int:
    """The last order line that a replay has seen; 0 before the first."""
    retold = Run.objects.filter(measure="ladder", status=Run.Status.DONE, parameters__has_key="last_line")
    run = retold.order_by("-id").first()
    return run.parameters["last_line"] if run else 0
