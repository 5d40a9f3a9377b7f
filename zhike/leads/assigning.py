"""Who gets a lead, by rule, with the reason."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext as _

from zhike.kit.access.models import Role, Staff, Team
from zhike.leads.models import AssignmentRule, Lead
from zhike.leads.models.rules import Manner
from zhike.leads.rules import in_turn, least_loaded, listed, with_room

LOCK = "select pg_advisory_xact_lock('leads_assignment_rule'::regclass::oid::bigint)"


@dataclass(frozen=True)
class Choice:
    """Who gets a lead, and why."""

    person: Staff
    why: str


def choose(lead: Lead) -> Choice | None:
    """Who gets a lead by the first rule that fits and has somebody with room; None where no rule says.

    Part of the caller's transaction, which holds everybody else up who chooses, so that turns and loads stay right.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    for rule in AssignmentRule.objects.filter(is_on=True).select_related("team").order_by("position", "pk"):
        if fits(rule, lead) and (chosen := _by(rule, lead)):
            return chosen
    return None


def fits(rule: AssignmentRule, lead: Lead) -> bool:
    """Whether a rule speaks of a lead."""
    regions = listed(rule.regions)
    return (
        rule.source in ("", lead.source)
        and (not regions or lead.region in regions)
        and (not rule.in_territory or lead.region in rule.team.regions)
        and (rule.least_score is None or lead.score >= rule.least_score)
    )


def loads(people: list[int]) -> dict[int, int]:
    """How many open leads each of them has."""
    counted = Lead.objects.open().filter(owner__in=people).values_list("owner").annotate(Count("pk")).order_by()
    return dict.fromkeys(people, 0) | dict(counted)


def _by(rule: AssignmentRule, lead: Lead) -> Choice | None:
    people = Staff.objects.working().filter(team__in=_with_those_below(rule.team))
    found = {one.pk: one for one in people.filter(role=Role.STAFF).exclude(pk=lead.last_owner_id or 0)}
    free = with_room(loads(list(found)), most=rule.most)
    if not free:
        return None
    if rule.manner == Manner.LEAST_LOADED:
        person = found[least_loaded(free)]
        why = _("“%(rule)s”: least open leads (%(load)s)") % {"rule": rule, "load": free[person.pk]}
    else:
        person = found[in_turn(list(free), last=rule.last_id)]
        why = _("“%(rule)s”: next in turn") % {"rule": rule}
    AssignmentRule.objects.filter(pk=rule.pk).update(last=person)
    return Choice(person, why)


def _with_those_below(team: Team) -> list[int]:
    parents = dict(Team.objects.values_list("pk", "parent_id"))
    found = {team.pk}
    while more := {pk for pk, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found)
