"""Whose customers would be whose: the rules asked in order, what would move, and moving it."""

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from zhike.customers.actions import hand_over
from zhike.customers.models import Customer
from zhike.kit import batches, filters
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import require, rows
from zhike.kit.atomic import one_act
from zhike.kit.audit.trace import snapshot
from zhike.kit.batches.models import Batch
from zhike.kit.bulk.changing import REFUSALS, sentence
from zhike.kit.bulk.deeds import earlier_of
from zhike.kit.refusal import Refusal
from zhike.kit.registry import entity_of
from zhike.planning.models import TerritoryRule
from zhike.planning.sight import may_give

PART = 200  # customers


@dataclass(frozen=True)
class Outcome:
    """What one rule does: customers it fits, those of them it decides about, and those who would change hands.

    `others` would change hands as well, but not by whoever asks, who may know of them.
    """

    rule: TerritoryRule
    fits: int
    decides: int
    moves: int
    others: int

    @property
    def overlap(self) -> int:
        """Customers it fits that an earlier rule has already."""
        return self.fits - self.decides


def rules(*, by: Staff) -> list[TerritoryRule]:
    """The rules in use, in the order in which they are asked."""
    found = rows(TerritoryRule, by=by).filter(active=True).select_related("team", "owner__team")
    return list(found.order_by("position", "pk"))


def preview(*, by: Staff) -> list[Outcome]:
    """What each rule would do, over the customers that somebody may hand over."""
    told = []
    known = rules(by=by)
    seen, within = (_decided(known, by, some) for some in (rows(Customer, by=by), _reach(by)))
    counts = dict(within.order_by().values_list("rule").annotate(Count("pk")))
    for rule in known:
        moves = _given(within, rule, by).count()
        others = _changing(seen, rule).count() - moves
        fit = _reach(by).filter(fits(rule, by=by)).count()
        told.append(Outcome(rule, fit, counts.get(rule.pk, 0), moves, others))
    return told


def fits(rule: TerritoryRule, *, by: Staff) -> Q:
    """The customers a rule fits, as a condition. Raises Refusal for a condition that nobody understands."""
    condition = Q(pk__isnull=False)
    if rule.region_names:
        condition &= reduce(or_, (Q(region__startswith=word) for word in rule.region_names))
    if rule.kind:
        condition &= Q(kind=rule.kind)
    said = " and ".join(part for part in (rule.tier and f"tier in ({rule.tier})", rule.condition.strip()) if part)
    entity = entity_of(Customer)
    return condition & filters.where(filters.read(said, entity, by=by), entity, by=by) if said else condition


def apply(*, by: Staff) -> Batch:
    """Hand over whoever the rules give to somebody else, in the background, each as a person would do it."""
    require(by, "hand_over", Customer)
    if not rules(by=by):
        raise Refusal(_("There is no rule in use yet."))
    return batches.start("planning.territories", by=by, title=_("Share customers out by the rules"), model=Customer)


@batches.kind("planning.territories")
def work(batch: Batch) -> None:
    """Part by part, in the order of their numbers; who refuses to be moved stays, and is told."""
    by, found = batch.by, rules(by=batch.by)
    load = Counter(dict(rows(Customer, by=by).order_by().values_list("owner").annotate(Count("pk"))))
    moving = [_given(_decided(found, by, _reach(by)), rule, by) for rule in found]
    batch.report(total=batch.done + sum(some.count() for some in moving))
    for rule, some in zip(found, moving, strict=True):
        after = 0
        while part := list(some.filter(pk__gt=after).order_by("pk")[:PART]):
            with one_act():
                batch.went(len(part), [told for one in part if (told := _move(one, rule, load, batch))])
            after = part[-1].pk


def _decided(known: list[TerritoryRule], by: Staff, some: QuerySet) -> QuerySet:
    """Customers with the number of the first rule that fits them; none where no rule does."""
    whens = [When(fits(rule, by=by), then=Value(rule.pk)) for rule in known]
    first: Any = Case(*whens, output_field=IntegerField()) if whens else Value(None, output_field=IntegerField())
    return some.annotate(rule=first)


def _reach(by: Staff) -> QuerySet:
    return rows(Customer, by=by, to=hand_over.right)


def _changing(decided: QuerySet, rule: TerritoryRule) -> QuerySet:
    """Whom a rule decides about and who is not with the right people already."""
    return decided.filter(rule=rule.pk).exclude(_stays(rule))


def _given(decided: QuerySet, rule: TerritoryRule, by: Staff) -> QuerySet:
    """Those of them whom `by` can give to the people of the rule; of a team, to all of them or to none."""
    return _changing(decided, rule).filter(may_give(rule.owner or _least_busy(rule, Counter()), by=by))


def _stays(rule: TerritoryRule) -> Q:
    """Who is with the right people already."""
    if rule.owner_id:
        return Q(owner=rule.owner_id)
    return Q(owner__team=rule.team_id, owner__is_active=True)


def _move(customer: Customer, rule: TerritoryRule, load: Counter, batch: Batch) -> tuple[str, str] | None:
    """Hand one over and keep whose it was; gives its name and the sentence where that was refused."""
    to, before = rule.owner or _least_busy(rule, load), snapshot(customer)
    try:
        if to is None:
            raise Refusal(_("The rule “%(name)s” names nobody who works here.") % {"name": rule})
        earlier_of(batch, hand_over(customer, by=batch.by, to=to), before).save()
        load[to.pk] += 1
    except REFUSALS as refusal:
        return str(customer), sentence(refusal)
    return None


def _least_busy(rule: TerritoryRule, load: Counter) -> Staff | None:
    """Of the team, who looks after the fewest."""
    people = Staff.objects.working().filter(team=rule.team_id) if rule.team_id else ()
    return min(people, key=lambda one: (load[one.pk], one.pk), default=None)
