"""Judge everyone as of a day and write the results down."""

from datetime import date

from zhike.customers.actions import publish
from zhike.insight.books import in_force, measure_of
from zhike.insight.computing import kept
from zhike.insight.computing.facts import newly_read
from zhike.insight.computing.findings import FIGURES, figures, plain_figures
from zhike.insight.computing.runs import describe, recorded, said
from zhike.insight.computing.settling import judged_by, settle
from zhike.insight.computing.steps import STEPS, Step
from zhike.insight.computing.verdicts import verdict
from zhike.insight.left_out import without_rate
from zhike.insight.measures.engine import Facts
from zhike.insight.models import Run


def compute(as_of: date, *, by) -> list[Run]:
    """Judge every customer by the facts before `as_of` and the rules in force, and publish the standings.

    Each measure is a run of its own. One that refuses, because its numbers would mislead, leaves its standings as they
    were and says why on its run. Refuses, like any publication, a day before the last one computed.
    """
    with newly_read(by=by) as facts:
        return judge(facts, as_of, by=by)


def judge(facts: Facts, as_of: date, *, by) -> list[Run]:
    """The same by facts that are open already."""
    span = facts.span()
    since = span[0].isoformat() if span else None
    figures = _figures(facts, as_of, by=by, facts_from=since)
    return [figures, *(_step(step, facts, as_of, by=by, facts_from=since) for step in STEPS)]


def _step(step: Step, facts: Facts, as_of: date, *, by, facts_from: str | None) -> Run:
    book, earlier = in_force(step.name, on=as_of), judged_by(step)
    with recorded(step.name, as_of=as_of, rule_version=book.label, facts_from=facts_from) as run:
        scored = step.tested(measure_of(book), verdict(step, book, facts, as_of), facts)
        describe(run, scored)
        kept.keep(run, scored.tables)
        if earlier is not None and earlier.version != book.version and scored.code:
            settle(step, facts, scored, earlier=earlier, book=book)
        found = step.findings(measure_of(book), scored)
        publish(found, kinds=step.kinds, by=by, as_of=as_of, run=run.pk, rule_version=book.label)
    return run


def _figures(facts: Facts, as_of: date, *, by, facts_from: str | None) -> Run:
    with recorded("figures", as_of=as_of, facts_from=facts_from) as run:
        table = plain_figures(facts, as_of)
        run.customers, run.warnings = table.num_rows, [said(caution) for caution in without_rate()]
        publish(figures(table), kinds=FIGURES, by=by, as_of=as_of, run=run.pk)
        kept.keep(run, {"customers": table})
    return run
