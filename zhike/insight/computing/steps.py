"""What is computed, in which order, and which kinds of standing each result decides."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

import pyarrow as pa

from zhike.customers.actions import Finding
from zhike.insight.computing import findings
from zhike.insight.conditions import bent, met
from zhike.insight.measures.cautions import MeasureRefused
from zhike.insight.measures.clv import PlainClv
from zhike.insight.measures.clv_holdout import value_test
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.measure import Measure, Scored
from zhike.insight.measures.moments import months_before
from zhike.insight.models import RuleBook

#: The formula counts in years, so that a year is what it is judged by.
HELD_OUT_MONTHS = 12


@dataclass(frozen=True)
class Step:
    """One measure and the kinds it is the whole truth about; `tested` adds how it would have done before."""

    name: str
    kinds: tuple[str, ...]
    findings: Callable[[Measure, Scored], Iterator[Finding]]
    tested: Callable[[Measure, Scored, Facts], Scored] = lambda _measure, scored, _facts: scored


def _coded(derived: dict[str, findings.Derive], measure: Measure, scored: Scored) -> Iterator[Finding]:
    return findings.coded(measure, scored, derived)


def _verdict(kind: str, column: str, **further: findings.Derive) -> Callable[[Measure, Scored], Iterator[Finding]]:
    return partial(_coded, {kind: lambda row: row[column], **further})


def _clv(measure: Measure, scored: Scored) -> Iterator[Finding]:
    return findings.numbers(scored, "clv", "clv", measure.evidence)


def _held_out(measure: Measure, scored: Scored, facts: Facts) -> Scored:
    """Judged by the last year; as it was where less history or fewer costs are known than that takes."""
    begin = months_before(scored.as_of, HELD_OUT_MONTHS)
    try:
        test = value_test(cast(PlainClv, measure), facts, calibrate_until=begin, as_of=scored.as_of)
    except MeasureRefused:
        return scored
    return replace(scored, extras={**scored.extras, **test.tables}, holdout=test.figures)


STEPS = (
    Step("rfm", ("rfm",), _verdict("rfm", "rfm")),
    Step("abc", ("abc",), _verdict("abc", "abc")),
    Step("pyramid", ("tier", "profit"), _verdict("tier", "tier", profit=findings.profit)),
    Step("ladder", ("rung",), _verdict("rung", "rung")),
    Step("lifecycle", ("lifecycle", "relation"), _verdict("lifecycle", "stage", relation=findings.relation)),
    Step("clv", ("clv",), _clv, _held_out),
)
REPLAYED = tuple(step for step in STEPS if step.name in ("pyramid", "ladder", "lifecycle"))


def bent_by(book: RuleBook, measure: Measure, table: pa.Table, code: str | None) -> pa.Table:
    """Verdicts after the conditions of a version; as they are where it has none."""
    return bent(table, code, measure.codes, met(book.conditions)) if book.conditions and code else table
