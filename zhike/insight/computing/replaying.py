"""The months before: how everyone would have been judged at each month's end, seeing only what came before it."""

from collections.abc import Iterator
from datetime import date

import pyarrow as pa
from django.utils import timezone

from zhike.customers.actions import Change, publish_history
from zhike.insight.books import in_force, measure_of
from zhike.insight.computing.facts import last_line, newly_read
from zhike.insight.computing.findings import evidence_of, rows_of
from zhike.insight.computing.memory import remembered
from zhike.insight.computing.runs import recorded
from zhike.insight.computing.steps import REPLAYED, Step, bent_by
from zhike.insight.conditions import BENT
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.measure import Measure
from zhike.insight.measures.moments import month_ends
from zhike.insight.measures.replay import changes
from zhike.insight.measures.replay import replay as verdicts
from zhike.insight.models import Run


def replay(first: date | None = None, last: date | None = None, *, by) -> list[Run]:
    """Judge everyone at every month's end from `first` to `last` by the rules in force, and publish what changed.

    By default the whole history of orders up to today. What was computed for those months before is replaced; what
    people stated and what was computed after `last` stays.
    """
    with newly_read(by=by) as facts:
        span = facts.span()
        return retell(facts, first or span[0], last or timezone.localdate(), by=by) if span else []


def retell(facts: Facts, first: date, last: date, *, by) -> list[Run]:
    """The same by facts that are open already."""
    days = month_ends(first, last)
    return [_retell(step, facts, days, by=by) for step in REPLAYED] if days else []


def _retell(step: Step, facts: Facts, days: list[date], *, by) -> Run:
    book, kind = in_force(step.name, on=days[-1]), step.kinds[0]
    with recorded(step.name, as_of=days[-1], rule_version=book.label, replayed_from=days[0]) as run:
        measure = measure_of(book)
        before = remembered(step, measure, before=days[0])
        judged = verdicts(measure, facts, days, before=before, keep=measure.evidence)
        run.rows_read, run.customers = judged.num_rows, len(judged["customer_id"].unique())
        run.parameters |= {**measure.parameters, "last_line": last_line(facts)}
        moved = _changes(kind, measure, changes(bent_by(book, measure, judged, "code")))
        publish_history(moved, kinds=[kind], first=days[0], last=days[-1], by=by, run=run.pk, rule_version=book.label)
    return run


def _changes(kind: str, measure: Measure, moved: pa.Table) -> Iterator[Change]:
    """Every change in time's order. Who left the pyramid has an empty value; who never was in it is passed over."""
    for row in rows_of(moved):
        if row["code"] is not None or row["code_before"] is not None:
            evidence = evidence_of(row, (*measure.evidence, *BENT))
            yield Change(row["customer_id"], kind, row["as_of"], row["code"] or "", evidence)
