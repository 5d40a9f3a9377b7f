"""The last verdicts on everyone: what measures with a dead band hold on to."""

from datetime import date, timedelta

import pyarrow as pa

from zhike.customers.models import Standing
from zhike.customers.models.standing import Source
from zhike.insight.computing.steps import Step
from zhike.insight.measures.measure import NO_LAST_KNOWN, Measure
from zhike.insight.models import Run
from zhike.insight.rules import first_of_month


def remembered(step: Step, measure: Measure, *, before: date) -> pa.Table | None:
    """The computed verdicts of a step's first kind on the last day judged before a day; None where there are none.

    The day is that of the judgement and not of each row, so that computing a day twice gives the same answer twice.
    Where a condition bent a verdict, what the thresholds had said is remembered.
    """
    day = _last_judged(step.name, before) if measure.remembers else None
    if day is None:
        return None
    held = Standing.objects.on(day).filter(kind=step.kinds[0], source=Source.COMPUTED)
    rows = [
        {"as_of": day, "customer_id": customer, "code": unbent or code}
        for customer, code, unbent in held.values_list("customer_id", "value", "evidence__unbent")
    ]
    return pa.Table.from_pylist(rows, NO_LAST_KNOWN)


def _last_judged(measure: str, before: date) -> date | None:
    """The latest day before `before` with a verdict: the day of a run, or a month's end within a replay."""
    month_end = first_of_month(before - timedelta(days=1))
    done = Run.objects.filter(measure=measure, status=Run.Status.DONE)
    days = list(done.filter(as_of__lt=before).values_list("as_of", flat=True).distinct())
    for run in done.filter(as_of__gte=month_end, parameters__has_key="replayed_from"):
        if run.parameters["replayed_from"] <= month_end.isoformat():
            days.append(month_end)
    return max(days, default=None)
