"""Where targets stand on a day: each with what was reached of it, and what its parts come to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from zhike.deals.models import Deal
from zhike.kit.access.models import Staff, Team
from zhike.kit.access.rows import rows
from zhike.receivables.models import Receipt
from zhike.rights.figures import are_known
from zhike.sales.models import Order
from zhike.targets.counting import Asked, Counted, count
from zhike.targets.models import Measure, Target
from zhike.targets.people import Owners, sellers
from zhike.targets.rules.attainment import Progress, progress
from zhike.work.models import work_calendar

#: Whose amounts a measure adds up.
ADDED_UP: dict[str, Any] = {Measure.SALES: Order, Measure.RECEIPTS: Receipt, Measure.WON: Deal}


@dataclass(frozen=True)
class Standing:
    """A target on a day. `depth` is how far below the first it stands; `parts` what it was divided into comes to."""

    target: Target
    progress: Progress
    depth: int
    parts: Decimal | None = None


@dataclass
class Attained:
    """Some targets, the firm's first, then teams with those below them and their people."""

    standings: list[Standing] = field(default_factory=list)
    unpriced: set[str] = field(default_factory=set)


def known_measures(by: Staff) -> list[str]:
    """The measures that add up no amount which somebody may not know."""
    return [one for one in Measure.values if one not in ADDED_UP or are_known(ADDED_UP[one], by=by)]


def of_period(period: str, first: date, *, on: date, by: Staff, measure: str = "") -> Attained:
    """The targets somebody may see of one period that begins on `first`, and whose amounts they may know."""
    found = rows(Target, by=by).filter(period=period, starts_on=first, measure__in=known_measures(by))
    return attained(list((found.filter(measure=measure) if measure else found).select_related("team", "person")), on=on)


def of_person(by: Staff, *, on: date) -> Attained:
    """The targets running on a day that are somebody's own."""
    running = Target.objects.filter(person=by, starts_on__lte=on, ends_on__gte=on)
    return attained(list(running.select_related("person").order_by("ends_on", "pk")), on=on)


def begun(*, on: date) -> Attained:
    """Every target that has begun by a day, whoever's."""
    return attained(list(Target.objects.filter(starts_on__lte=on).select_related("team", "person__team")), on=on)


def attained(targets: Sequence[Target], *, on: date) -> Attained:
    """Where targets stand on the evening of `on`. One count for each measure, narrowing and period among them."""
    found, calendar = Attained(), work_calendar()
    owners = sellers({target.team_id for target in targets if target.team_id})
    counts: dict[tuple, Counted] = {}
    depths = _depths()
    top = min((len(_place(target, depths)[1]) for target in targets), default=0)  # whoever sees no more stands first
    parts = _parts(targets)
    for target in sorted(targets, key=lambda target: (*_place(target, depths), target.pk)):
        asked = Asked(target.measure, target.category, target.region)
        key = (asked, target.starts_on, min(target.ends_on, on))
        if key not in counts:
            counts[key] = count(asked, first=target.starts_on, last=min(target.ends_on, on))
            found.unpriced |= counts[key].unpriced
        reached = counts[key].of(_owners(target, owners))
        span = {"first": target.starts_on, "last": target.ends_on}
        stands = progress(target.amount, reached, **span, on=on, calendar=calendar)
        depth = len(_place(target, depths)[1]) - top
        found.standings.append(Standing(target, stands, depth, parts.get(target.pk)))
    return found


def _owners(target: Target, owners: dict[int, Owners]) -> Owners | None:
    """Whose customers count for a target; everybody's for the firm's."""
    if target.person_id:
        return frozenset([target.person_id])
    return owners[target.team_id] if target.team_id else None


def _parts(targets: Sequence[Target]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for above, amount in Target.objects.filter(part_of__in=targets).values_list("part_of", "amount"):
        if above is None:
            continue
        found[above] = found.get(above, Decimal(0)) + amount
    return found


def _depths() -> dict[int, tuple[str, ...]]:
    """The names from the top team down to each team, by which the tree is laid out."""
    teams = {team.pk: team for team in Team.objects.all()}
    found = {}
    for team in teams.values():
        names, one = [team.name], team
        while one.parent_id in teams and len(names) <= len(teams):
            one = teams[one.parent_id]
            names.append(one.name)
        found[team.pk] = tuple(reversed(names))
    return found


def _place(target: Target, depths: dict[int, tuple[str, ...]]) -> tuple[str, tuple[str, ...]]:
    """The measure, then the way from the firm down."""
    if target.person_id:
        way = (*depths.get(target.person.team_id or 0, ()), target.person.name)  # type: ignore[union-attr]
    else:
        way = depths.get(target.team_id or 0, ())
    return f"{target.measure} {target.category} {target.region}", way


def visible_periods(by: Staff) -> list[tuple[str, date]]:
    """The periods somebody has targets in, the latest first."""
    pairs = rows(Target, by=by).order_by().values_list("period", "starts_on").distinct()
    return sorted(pairs, key=lambda pair: (pair[1], pair[0]), reverse=True)
