"""A rule tried on the past before it is switched on: who would have been warned and returned, morning by morning.

The same decision as every morning's makes it. Owners are those of today, for all the days; nobody claims meanwhile.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.kit import batches
from zhike.kit.access.models import Staff
from zhike.kit.batches.models import Batch
from zhike.pool.deciding import Decided, sight
from zhike.pool.in_force import asked
from zhike.pool.models import PoolRule
from zhike.pool.rules import Asked

KIND = "pool_simulation"
KEPT = 500  # customers that the result names
LONGEST = 366  # days


@dataclass
class Outcome:
    """What rules would have come to.

    `days` are tuples of a day and how many were warned and returned on it; `warned` of a customer and its day;
    `returned` of the day and what decided; `spared` are customers that were due and stayed.
    """

    days: list[tuple[date, int, int]] = field(default_factory=list)
    warned: dict[tuple[int, date], Decided] = field(default_factory=dict)
    returned: list[tuple[date, Decided]] = field(default_factory=list)
    spared: dict[int, Decided] = field(default_factory=dict)


def simulate(rules: Sequence[Asked], *, first: date, days: int, went: Callable[[], None] = lambda: None) -> Outcome:
    """The mornings of so many days from the first on, which the rules take for the first day they are on."""
    outcome = Outcome()
    with sight(on=first, rules=rules, until=first + timedelta(days=days)) as known:
        for _morning in range(days):
            decided = known.decide()
            new = {(one.customer, one.due_on): one for one in decided if not one.is_due and not one.spared}
            new = {place: one for place, one in new.items() if place not in outcome.warned}
            gone = [one for one in decided if one.is_due and not one.spared]
            outcome.warned |= new
            outcome.returned += [(known.day, one) for one in gone]
            outcome.spared |= {one.customer: one for one in decided if one.is_due and one.spared}
            outcome.days.append((known.day, len(new), len(gone)))
            known.leave_out([one.customer for one in gone])
            known.go_on()
            went()
    return outcome


def ask(rule: PoolRule, *, by: Staff, days: int) -> Batch:
    """Try a rule on so many days up to today, in the background."""
    title = _("Try “%(rule)s” on %(days)s days") % {"rule": rule, "days": days}
    return batches.start(KIND, by=by, title=title, rule=rule.pk, days=min(max(days, 1), LONGEST))


@batches.kind(KIND)
def work(batch: Batch) -> None:
    """Do what was asked, and keep what its page shows."""
    rule = PoolRule.objects.select_related("pool").get(pk=batch.asked["rule"])
    days = batch.asked["days"]
    first = timezone.localdate() - timedelta(days=days)
    batch.report(total=days, done=0)
    outcome = simulate([asked(rule, starts_on=first)], first=first, days=days, went=lambda: batch.went(1))
    batch.report(result=summary(outcome, first=first))


def summary(outcome: Outcome, *, first: date) -> dict[str, Any]:
    """What the page shows, as JSON keeps it: counts by day, owner and tier, and the customers that fell back first."""
    gone = [one for _day, one in outcome.returned]
    return {
        "first": first.isoformat(),
        "days": [[day.isoformat(), warned, returned] for day, warned, returned in outcome.days],
        "owners": Counter(str(one.owner) for one in gone).most_common(),
        "tiers": Counter(one.tier for one in gone).most_common(),
        "spared": Counter(one.spared for one in outcome.spared.values()),
        "warned": len(outcome.warned),
        "returned": len(gone),
        "customers": [_told(day, one) for day, one in outcome.returned[:KEPT]],
    }


def _told(day: date, one: Decided) -> dict[str, Any]:
    days = {"day": day, "contact": one.last_contact, "order": one.last_order}
    told = {"customer": one.customer, "owner": one.owner, "tier": one.tier}
    return told | {name: value and value.isoformat() for name, value in days.items()}
