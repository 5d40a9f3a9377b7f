"""The last verdicts on everyone: what measures with a dead band hold on to."""

from datetime import date

import pyarrow as pa
from django.db.models import Max

from zhike.customers.models import Standing
from zhike.customers.models.standing import Source
from zhike.insight.computing.steps import Step
from zhike.insight.measures.measure import NO_LAST_KNOWN
from zhike.insight.models import Run


def remembered(step: Step, *, before: date) -> pa.Table | None:
    """The computed verdicts of a step's first kind as of its last run before a day; None where it remembers nothing.

    The day is that of the run and not of each row, so that computing a day twice gives the same answer twice.
    """
    if not step.remembers:
        return None
    done = Run.objects.filter(measure=step.name, status=Run.Status.DONE, as_of__lt=before)
    day = done.aggregate(day=Max("as_of"))["day"]
    if day is None:
        return None
    held = Standing.objects.on(day).filter(kind=step.kinds[0], source=Source.COMPUTED)
    rows = [(day, customer, code) for customer, code in held.values_list("customer_id", "value")]
    return pa.table(dict(zip(NO_LAST_KNOWN.names, zip(*rows, strict=True), strict=True)), schema=NO_LAST_KNOWN) if rows else None
