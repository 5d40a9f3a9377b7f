"""A target handed down: to teams, to people, to smaller periods, so that the parts add up to it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.catalog.currencies import split
from zhike.kit.access.models import Staff, Team
from zhike.kit.actions import action
from zhike.kit.audit import trace
from zhike.kit.refusal import Refusal
from zhike.kit.search import forget, index
from zhike.targets.counting import Asked, count
from zhike.targets.models import Measure, Period, Target
from zhike.targets.people import sellers
from zhike.targets.rules import periods

INTO = {
    "teams": gettext_lazy("Teams below"),
    "people": gettext_lazy("People of the team"),
    Period.QUARTER: gettext_lazy("Quarters"),
    Period.MONTH: gettext_lazy("Months"),
}
BY = {"last_year": gettext_lazy("As last year went"), "evenly": gettext_lazy("Evenly")}
HEADS = "JPY"  # people come whole: a currency without coins shares them out
Part = tuple[dict[str, Any], Decimal]


@action(
    Target,
    title=gettext_lazy("Divide"),
    past=gettext_lazy("divided this target"),
    announces="targets.divided",
    offered=lambda target: not target.parts.exists(),
    undo="targets.gather",
    labels={"into": gettext_lazy("Into"), "weights": gettext_lazy("Shared out")},
    choices={"into": tuple(INTO.items()), "weights": tuple(BY.items())},
)
def divide(target: Target, *, by: Staff, into: str, weights: str) -> dict[str, list[str | None]]:
    """Give its amount to smaller targets, by what each reached a year before, or evenly."""
    if target.parts.exists():
        raise Refusal(_("It is divided already; gather its parts first."))
    parts = _weighed(target, into)
    if not parts:
        raise Refusal(_("There is nobody and no period to divide it into like that."), field="into")
    shares = [weight for _values, weight in parts]
    if weights == "evenly" or sum(shares) <= 0:
        shares = [Decimal(1)] * len(parts)
    unit = "CNY" if target.is_money else HEADS
    amounts = split(target.amount, [max(share, Decimal(0)) for share in shares], unit)
    rows = [_part(target, values, amount) for (values, _weight), amount in zip(parts, amounts, strict=True)]
    for row in rows:
        row.full_clean()
        row.save()
    index(rows)
    trace.record_many("create", rows, by=by)
    return {"parts": [None, "、".join(row.name for row in rows)]}


@action(
    Target,
    title=gettext_lazy("Gather the parts"),
    past=gettext_lazy("took back the parts of this target"),
    offered=lambda target: target.parts.exists(),
    rare=True,
)
def gather(target: Target, *, by: Staff) -> dict[str, list[str | None]]:
    """Its parts are gone, as long as none of them was divided itself."""
    parts = list(target.parts.all())
    if not parts:
        raise Refusal(_("It has no parts."))
    if Target.objects.filter(part_of__in=parts).exists():
        raise Refusal(_("A part of it is divided itself; gather that one first."))
    trace.record_many("delete", parts, by=by)
    forget(Target, [part.pk for part in parts])
    target.parts.all().delete()
    return {"parts": ["、".join(part.name for part in parts), None]}


def _weighed(target: Target, into: str) -> list[Part]:
    """What each part is, and what it reached in the same time a year before."""
    if into in (Period.QUARTER, Period.MONTH):
        return _by_period(target, into)
    first, last = periods.moved(target.starts_on, -12), periods.end(periods.moved(target.starts_on, -12), target.period)
    before = count(_asked(target), first=first, last=last)
    if into == "teams":
        teams = list(Team.objects.filter(parent=target.team).order_by("name")) if not target.person_id else []
        owners = sellers(team.pk for team in teams)
        return [({"team": team}, before.of(owners[team.pk])) for team in teams]
    people = Staff.objects.working().filter(team=target.team)
    found = list(people) if target.team_id else []
    return [({"person": person}, before.of([person.pk])) for person in found]


def _by_period(target: Target, into: str) -> list[Part]:
    if periods.MONTHS[into] >= periods.MONTHS[target.period]:
        return []
    owners: Sequence[int] | None = [target.person_id] if target.person_id else None
    if target.team_id:
        owners = list(sellers([target.team_id])[target.team_id])
    found = []
    for first in periods.parts(target.starts_on, target.period, into):
        a_year_ago = periods.moved(first, -12)
        before = count(_asked(target), first=a_year_ago, last=periods.end(a_year_ago, into))
        values = {"team": target.team, "person": target.person, "period": into, "starts_on": first}
        found.append((values, before.of(owners)))
    return found


def _asked(target: Target) -> Asked:
    return Asked(Measure(target.measure), target.category, target.region)


def _part(target: Target, values: dict[str, Any], amount: Decimal) -> Target:
    same = {name: getattr(target, name) for name in ("measure", "period", "starts_on", "category", "region")}
    return Target(**same | values, amount=amount, part_of=target)
