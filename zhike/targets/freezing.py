"""Forecasts frozen every Monday, and how far those of the past were off."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from zhike.kit.access.models import Team
from zhike.targets.counting import Asked, count
from zhike.targets.foreseeing import foresee
from zhike.targets.models import FrozenForecast, Measure, Way
from zhike.targets.people import sellers
from zhike.targets.rules import periods
from zhike.targets.rules.errors import Error, error

AHEAD = 3  # months beside the running one
Distance = int  # months between the day something was said and the month it spoke of


def monday(day: date) -> date:
    """The Monday of the week a day lies in."""
    return day - timedelta(days=day.weekday())


def freeze(*, on: date) -> int:
    """Keep what every way says on the Monday `on`, for the firm and each team; how many rows were added.

    A Monday is frozen once: what is known later would make the past look wiser than it was.
    """
    if FrozenForecast.objects.filter(frozen_on=on).exists():
        return 0
    months = [periods.moved(periods.begin(on, "month"), number) for number in range(AHEAD + 1)]
    teams = list(Team.objects.order_by("pk"))
    above = {team.pk: team.parent_id for team in teams}
    kept = [
        FrozenForecast(frozen_on=on, month=month, team=team, way=way, amount=said.amount, low=said.low, high=said.high)
        for team in (None, *teams)
        for way, by_month in foresee(months, team=team, on=on, above=above).said.items()
        for month, said in by_month.items()
    ]
    return len(FrozenForecast.objects.bulk_create(kept, ignore_conflicts=True))


def past_errors(team: Team | None, *, on: date, months: int = 12) -> dict[tuple[str, Distance], Error]:
    """How far each way was off at each distance, over the last months that are over."""
    first = periods.moved(periods.begin(on, "month"), -months)
    frozen = FrozenForecast.objects.filter(team=team, month__gte=first, month__lt=periods.begin(on, "month"))
    if not frozen:
        return {}
    owners = sellers([team.pk])[team.pk] if team else None
    actual = {
        month: count(Asked(Measure.SALES), first=month, last=periods.end(month, "month")).of(owners)
        for month in {one.month for one in frozen}
    }
    pairs: dict[tuple[str, Distance], list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for one in frozen:
        said_in = periods.begin(one.frozen_on, "month")
        distance = (one.month.year - said_in.year) * 12 + one.month.month - said_in.month
        pairs[str(Way(one.way)), distance].append((one.amount, actual[one.month]))
    return {key: found for key, some in pairs.items() if (found := error(some))}
