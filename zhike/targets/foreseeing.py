"""What will be sold in the months to come: by the pipeline, by the past, and by the judgement of managers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Case, F, QuerySet, Sum, When
from django.db.models.functions import TruncMonth

from zhike.catalog.currencies import rate
from zhike.deals.models import Deal
from zhike.insight.computing import kept
from zhike.kit.access.models import Team
from zhike.kit.refusal import Refusal
from zhike.targets.counting import Asked, count
from zhike.targets.models import Judgement, Measure, Way
from zhike.targets.people import Above, sellers
from zhike.targets.rules import periods

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Said:
    """What one way says of a month, with the ends of its 90 % band where it has one."""

    amount: Decimal
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass
class Forecast:
    """What each way says of each month, for a team or the firm."""

    said: dict[str, dict[date, Said]] = field(default_factory=dict)
    came: dict[date, Decimal] = field(default_factory=dict)


def foresee(months: Sequence[date], *, team: Team | None, on: date, above: Above) -> Forecast:
    """Every way for the months that begin on these days, as it looks on `on`; a way that knows nothing says nothing."""
    owners = sellers([team.pk], above=above)[team.pk] if team else None
    ways = {
        Way.PIPELINE: pipeline(months, owners=owners, on=on),
        Way.STATISTICAL: statistical(months, owners=owners, on=on),
        Way.JUDGED: judged(months, team=team, above=above),
    }
    return Forecast(said={str(way): said for way, said in ways.items()}, came=came(months, owners=owners, on=on))


def came(months: Sequence[date], *, owners: Iterable[int] | None, on: date) -> dict[date, Decimal]:
    """Net sales of each of these months, up to `on`."""
    begun = [month for month in months if month <= on]
    found = {}
    for month in begun:
        counted = count(Asked(Measure.SALES), first=month, last=min(periods.end(month, "month"), on))
        found[month] = counted.of(owners)
    return found


def pipeline(months: Sequence[date], *, owners: Iterable[int] | None, on: date) -> dict[date, Said]:
    """Deals won in a month and open ones expected in it, by their probability; what is overdue counts for now."""
    deals = _of(Deal.objects.filter(amount__isnull=False), owners)
    won = deals.filter(status="won", closed_on__gte=months[0]).annotate(day=F("closed_on"))
    due = Case(When(expected_on__lt=on, then=on), default=F("expected_on"))
    open_ones = deals.filter(status="open", expected_on__isnull=False).annotate(day=due)
    found: dict[date, Decimal] = defaultdict(Decimal)
    sums = [
        some.values_list(TruncMonth("day"), "currency").annotate(sum=Sum(amount)).order_by()
        for some, amount in ((won, "amount"), (open_ones, "weighted"))
    ]
    for month, currency, total in sums[0].union(sums[1], all=True):
        found[month] += _in_firm(total, currency, on)
    return {month: Said(found[month].quantize(CENT)) for month in months if month in found}


def statistical(months: Sequence[date], *, owners: Iterable[int] | None, on: date) -> dict[date, Said]:
    """The forecast of insight for the whole firm; of a team its share of the last twelve months' sales."""
    run = kept.newest("forecast")
    ahead = [row for row in (kept.rows(run, "forecast") if run else ()) if hasattr(row["period"], "year")]
    if not ahead:
        return {}
    share = _share(owners, on=on)
    rows = {row["period"].replace(day=1): row for row in ahead if row["series"] == ahead[0]["series"]}
    return {
        month: Said(*(_scaled(rows[month][name], share) for name in ("forecast", "low_90", "high_90")))
        for month in months
        if month in rows
    }


def judged(months: Sequence[date], *, team: Team | None, above: Above) -> dict[date, Said]:
    """What managers said last of the team; else the sum of what was said of the teams below it."""
    latest: dict[tuple[int, date], Decimal] = {}
    for one in Judgement.objects.filter(month__in=months).order_by("pk"):
        latest[one.team_id, one.month] = one.amount
    below: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in above.items():
        below[parent].append(pk)
    found = {month: _judged_of(team.pk if team else None, month, latest, below) for month in months}
    return {month: Said(amount) for month, amount in found.items() if amount is not None}


def _judged_of(team: int | None, month: date, latest: dict, below: dict) -> Decimal | None:
    if team is not None and (team, month) in latest:
        return latest[team, month]
    parts = [_judged_of(one, month, latest, below) for one in below[team]]
    said = [part for part in parts if part is not None]
    return sum(said, Decimal(0)) if said else None


def _share(owners: Iterable[int] | None, *, on: date) -> Decimal:
    """What part of the last twelve whole months' sales was of these people's customers."""
    if owners is None:
        return Decimal(1)
    this = periods.begin(on, "month")
    counted = count(
        Asked(Measure.SALES), first=periods.moved(this, -12), last=periods.end(periods.moved(this, -1), "month")
    )
    whole = counted.of(None)
    return counted.of(owners) / whole if whole > 0 else Decimal(0)


def _scaled(value: Any, share: Decimal) -> Decimal:
    return (Decimal(str(value)) * share).quantize(CENT)


def _of(deals: QuerySet[Deal], owners: Iterable[int] | None) -> QuerySet[Deal]:
    return deals if owners is None else deals.filter(owner__in=list(owners))


def _in_firm(amount: Decimal, currency: str, on: date) -> Decimal:
    """An amount in the firm's currency; nothing where no rate is known, for a forecast must not stop at that."""
    try:
        return amount * rate(currency, settings.CURRENCY, on)
    except Refusal:
        return Decimal(0)
