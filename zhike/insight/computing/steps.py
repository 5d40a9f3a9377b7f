"""What is computed, in which order, and which kinds of standing each result decides."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pyarrow as pa

from zhike.customers.actions import Finding
from zhike.insight.computing import findings
from zhike.insight.conditions import bent, met
from zhike.insight.measures.measure import Measure, Scored
from zhike.insight.models import RuleBook


@dataclass(frozen=True)
class Step:
    """One measure and the kinds it is the whole truth about."""

    name: str
    kinds: tuple[str, ...]
    findings: Callable[[Measure, Scored], Iterator[Finding]]


def _coded(derived: dict[str, findings.Derive], measure: Measure, scored: Scored) -> Iterator[Finding]:
    return findings.coded(measure, scored, derived)


def _verdict(kind: str, column: str, **further: findings.Derive) -> Callable[[Measure, Scored], Iterator[Finding]]:
    return partial(_coded, {kind: lambda row: row[column], **further})


def _clv(measure: Measure, scored: Scored) -> Iterator[Finding]:
    return findings.numbers(scored, "clv", "clv", measure.evidence)


STEPS = (
    Step("rfm", ("rfm",), _verdict("rfm", "rfm")),
    Step("abc", ("abc",), _verdict("abc", "abc")),
    Step("pyramid", ("tier", "profit"), _verdict("tier", "tier", profit=findings.profit)),
    Step("ladder", ("rung",), _verdict("rung", "rung")),
    Step("lifecycle", ("lifecycle", "relation"), _verdict("lifecycle", "stage", relation=findings.relation)),
    Step("clv", ("clv",), _clv),
)
REPLAYED = tuple(step for step in STEPS if step.name in ("pyramid", "ladder", "lifecycle"))


def bent_by(book: RuleBook, measure: Measure, table: pa.Table, code: str | None) -> pa.Table:
    """Verdicts after the conditions of a version; as they are where it has none."""
    return bent(table, code, measure.codes, met(book.conditions)) if book.conditions and code else table
