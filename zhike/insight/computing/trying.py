"""Rules tried on history: who would stand elsewhere now, and how many would have at each month's end of a year."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.customers.kinds import KINDS
from zhike.customers.models import Standing
from zhike.customers.models.standing import Source
from zhike.insight.books import BOOKS, looked_at, measure_of, version_of
from zhike.insight.computing.facts import newly_read
from zhike.insight.computing.memory import remembered
from zhike.insight.computing.runs import last_judged
from zhike.insight.computing.steps import STEPS, Step, bent_by
from zhike.insight.computing.trials import Moved, write
from zhike.insight.computing.trying_signals import try_signals
from zhike.insight.computing.verdicts import changed, codes_of, evidence_by_customer
from zhike.insight.lapsing import Lapse, Risk, Worth
from zhike.insight.measures.cautions import MeasureRefused
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.measure import Measure, Scored
from zhike.insight.measures.moments import month_ends, months_before
from zhike.insight.models import Draft, RuleBook, Trial
from zhike.insight.rules import day_to_judge
from zhike.insight.saying import saying
from zhike.insight.words import kind_of
from zhike.kit.models import Staff
from zhike.kit.refusal import Refusal

MONTHS = 12
#: Verdicts of measures that no step of the nightly computation gives.
APART: dict[str, Callable[..., Measure]] = {
    "churn": Lapse,
    "churn_risk": Risk,
    "lifetime": lambda **given: Worth(BOOKS["lifetime"].build(given)),
    "clv": lambda **given: Worth(BOOKS["clv"].build(given)),
    "matrix": lambda **given: BOOKS["matrix"].build(given),
}
TRIED = {step.name: step for step in STEPS} | {
    name: Step(name, (kind_of(name) if name in KINDS else "",), lambda measure, scored: iter(())) for name in APART
}
#: Learnt anew for each day, so that a year of months would take longer than anybody waits.
TODAY_ALONE = ("churn_risk", "lifetime", "matrix")


def preview(batch: Any) -> None:
    """Try a draft against the rules it was made from. Nothing of it is published."""
    draft = Draft.objects.get(pk=batch.asked["draft"])
    robot = Staff.objects.robot("insight")
    with newly_read(by=robot) as facts:
        try:
            _tried(draft, facts, batch)
        except MeasureRefused as refusal:
            raise Refusal(saying(refusal.sentence, refusal.values)) from None


def _tried(draft: Draft, facts: Facts, batch: Any) -> None:
    span = facts.span()
    if span is None:
        raise Refusal(_("There are no orders yet to try the rules on."))
    as_of = day_to_judge(timezone.localdate(), last_order=span[1], last_judged=last_judged())
    earlier = version_of(draft.measure, f"v{draft.version}") or looked_at(draft.measure)
    days = [day for day in month_ends(months_before(as_of, MONTHS + 1), as_of) if day < as_of][-MONTHS:]
    days = [] if draft.measure in TODAY_ALONE else days
    way = try_signals if draft.measure == "signals" else _try_moves
    way(draft, facts, batch, earlier=earlier, as_of=as_of, days=days)


def _try_moves(draft: Draft, facts: Facts, batch: Any, *, earlier: RuleBook, as_of: date, days: Sequence[date]) -> None:
    sides = (Side(earlier, facts), Side(draft.as_book(), facts))
    old, new = (side.now(as_of) for side in sides)
    batch.report(total=new.table.num_rows * (len(days) + 1), done=0)
    with transaction.atomic():
        Trial.objects.filter(draft=draft).delete()
        trial = Trial.objects.create(draft=draft, earlier=earlier.label, as_of=as_of, customers=new.table.num_rows)
        write(trial, as_of, _moved(draft.measure, old, new, as_of))
    batch.went(new.table.num_rows)
    for day in days:
        one, other = (side.then(day) for side in sides)
        if one is not None and other is not None:
            write(trial, day, (Moved(*row) for row in changed(one, other)))
            trial.days.append(day.isoformat())
        batch.went(new.table.num_rows)
    trial.save(update_fields=["days"])


def _moved(measure: str, old: Scored, new: Scored, as_of: date) -> list[Moved]:
    """Who would move, with the numbers behind it; standings that are held by hand would not."""
    by_hand = Standing.objects.current().filter(kind=TRIED[measure].kinds[0], source=Source.STATED)
    held = set(by_hand.filter(holds_until__gte=as_of).values_list("customer", flat=True))
    found = [row for row in changed(codes_of(old), codes_of(new)) if row[0] not in held]
    customers, names = [row[0] for row in found], measure_of_trial(measure, {}).evidence
    before, after = (evidence_by_customer(one, names, customers) for one in (old, new))
    return [Moved(*row, before.get(row[0], {}), after.get(row[0], {})) for row in found]


def measure_of_trial(measure: str, settings: dict[str, Any]) -> Measure:
    """The measure a trial judges by: of churn its lapse rule, of its risk the class, of a value its band."""
    if measure in APART:
        return APART[measure](**(settings or looked_at(measure).settings))
    return measure_of(RuleBook(measure=measure, settings=settings or looked_at(measure).settings))


class Side:
    """One of two versions of the rules, judging day after day as if it had always been in force."""

    def __init__(self, book: RuleBook, facts: Facts):
        self.book, self.facts, self.step = book, facts, TRIED[book.measure]
        self.measure = measure_of_trial(book.measure, book.settings)
        self.before: Scored | None = None

    def now(self, as_of: date) -> Scored:
        """As publishing would judge: with what is remembered of today."""
        scored = self.measure.fit(self.facts, as_of=as_of, before=remembered(self.step, self.measure, before=as_of))
        return self._bent(scored)

    def then(self, day: date) -> pa.Table | None:
        """The verdicts of a day gone by; None where the measure refuses to judge it."""
        before = self.before or remembered(self.step, self.measure, before=day)
        try:
            scored = self.measure.fit(self.facts, as_of=day, before=before)
        except MeasureRefused:
            return None
        self.before = scored
        return codes_of(self._bent(scored))

    def _bent(self, scored: Scored) -> Scored:
        return replace(scored, table=bent_by(self.book, self.measure, scored.table, scored.code))
