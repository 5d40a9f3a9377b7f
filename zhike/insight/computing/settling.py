"""When another version of the rules comes into force: who moved because of it, and who because of what they did."""

from zhike.customers.models import Standing
from zhike.customers.models.standing import Source
from zhike.insight.books import measure_of, version_of
from zhike.insight.computing.steps import Step
from zhike.insight.computing.trials import Moved, write
from zhike.insight.computing.verdicts import changed, codes_of, evidence_by_customer, verdict
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.measure import Scored
from zhike.insight.models import Move, RuleBook, Run, Trial


def judged_by(step: Step) -> RuleBook | None:
    """The version of the rules that the standings of a step were last judged by; None before the first time."""
    done = Run.objects.filter(measure=step.name, status=Run.Status.DONE).exclude(parameters__has_key="replayed_from")
    last = done.order_by("-as_of", "-id").first()
    return version_of(step.name, last.rule_version) if last else None


def settle(step: Step, facts: Facts, new: Scored, *, earlier: RuleBook, book: RuleBook) -> Trial:
    """Write down who moved, before the new standings are published.

    Between what was believed and what the earlier rules say of today lies behaviour; between that and what the new
    rules say of the same facts, the rules. Standings set by hand move by neither.
    """
    old, kind, names = verdict(step, earlier, facts, new.as_of), step.kinds[0], measure_of(book).evidence
    current = Standing.objects.current().filter(kind=kind)
    held = {pk: (value, told) for pk, value, told in _believed(current.filter(source=Source.COMPUTED))}
    by_hand = set(current.filter(source=Source.STATED, holds_until__gte=new.as_of).values_list("customer", flat=True))
    by_rules = [one for one in changed(codes_of(old), codes_of(new)) if one[0] not in by_hand]
    verdicts = dict(_pairs(old))
    by_deeds = [
        (pk, value, verdicts.get(pk) or "") for pk, (value, _told) in held.items() if value != (verdicts.get(pk) or "")
    ]
    before = evidence_by_customer(old, names, [one[0] for one in (*by_rules, *by_deeds)])
    after = evidence_by_customer(new, names, [one[0] for one in by_rules])
    trial = Trial.objects.create(book=book, earlier=earlier.label, as_of=new.as_of, customers=new.customers)
    rules = (Moved(*one, before.get(one[0], {}), after.get(one[0], {})) for one in by_rules)
    deeds = (Moved(*one, held[one[0]][1], before.get(one[0], {})) for one in by_deeds)
    write(trial, new.as_of, rules, cause=Move.Cause.RULES)
    write(trial, new.as_of, deeds, cause=Move.Cause.BEHAVIOUR)
    return trial


def _believed(standings):
    return standings.values_list("customer", "value", "evidence").iterator()


def _pairs(scored: Scored):
    table = codes_of(scored)
    return zip(table["customer_id"].to_pylist(), table["code"].to_pylist(), strict=True)
