"""What the tea firm wants to reach this quarter and month by month, what it pays its sellers, and what it foresaw."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from zhike.catalog.currencies import split
from zhike.kit import search
from zhike.kit.access.models import Staff, Team
from zhike.targets.actions import settle
from zhike.targets.counting import Asked, Counted, count
from zhike.targets.models import CommissionPlan, CommissionRate, FrozenForecast, Judgement, Target
from zhike.targets.people import sellers
from zhike.targets.rules import periods

GROWTH = Decimal("1.08")
RATES = (("", 0, "1.5"), ("", 80, "2"), ("", 100, "3"), ("礼盒", 0, "4"))
#: What share of the sales each way of forecasting usually tells, and how far off that is by months before: most of
#: what regular customers order again was never a deal.
USUAL = {
    "pipeline": (0.3, (0.10, 0.14, 0.18, 0.2)),
    "statistical": (1.02, (0.05, 0.08, 0.10, 0.12)),
    "judged": (1.03, (0.06, 0.10, 0.15, 0.2)),
}
REASONS = ("两个展会的订单在谈", "中秋后淡季，礼盒收尾", "年底企业集采")


def write_targets(staff: Mapping[str, Staff], *, as_of: date, seed: int) -> None:
    """Targets down to the people, a commission plan settled, judgements, a year of forecasts."""
    month = periods.begin(as_of, "month")
    for period, first in (
        ("quarter", periods.begin(as_of, "quarter")),
        ("month", periods.moved(month, -1)),
        ("month", month),
    ):
        _targets(period, first)
    _commission(staff, as_of)
    _forecasts(staff, as_of, Random(f"forecasts {seed}"))  # noqa: S311 -- a story


def _targets(period: str, first: date) -> None:
    """As last year went, and eight per cent more."""
    before = periods.moved(first, -12)
    counted = count(Asked("sales"), first=before, last=periods.end(before, period))
    whole = (counted.of(None) * GROWTH).quantize(Decimal(1).scaleb(4)) or Decimal(10_000)
    firm = _target(period, first, whole)
    top = list(Team.objects.filter(parent=None).order_by("name"))
    for team, amount in _shared(top, counted, whole):
        _below(_target(period, first, amount, team=team, part_of=firm), counted)


def _below(target: Target, counted: Counted) -> None:
    """The target of a team handed to the teams below it, else to its people."""
    teams = list(Team.objects.filter(parent=target.team).order_by("name"))
    for team, amount in _shared(teams, counted, target.amount):
        _below(_target(target.period, target.starts_on, amount, team=team, part_of=target), counted)
    people = [] if teams else list(Staff.objects.filter(team=target.team, is_active=True).order_by("name"))
    weights = [max(counted.of([one.pk]), Decimal(0)) for one in people]
    if sum(weights) > 0:
        for person, amount in zip(people, split(target.amount, weights, "CNY"), strict=True):
            if amount:
                _target(target.period, target.starts_on, amount, person=person, part_of=target)


def _shared(teams: list[Team], counted: Counted, whole: Decimal) -> list[tuple[Team, Decimal]]:
    owners = sellers(team.pk for team in teams)
    weights = [max(counted.of(owners[team.pk]), Decimal(0)) for team in teams]
    return list(zip(teams, split(whole, weights, "CNY"), strict=True)) if sum(weights) > 0 else []


def _target(period: str, first: date, amount: Decimal, **whose: Any) -> Target:
    target = Target.objects.create(period=period, starts_on=first, amount=amount, **whose)
    search.index([target])
    return target


def _commission(staff: Mapping[str, Staff], as_of: date) -> None:
    """Sellers are paid by net sales; last month is settled."""
    last_month = periods.moved(periods.begin(as_of, "month"), -1)
    plan = CommissionPlan.objects.create(name="销售提成", basis="sales", starts_on=periods.moved(last_month, -12))
    for category, above, percent in RATES:
        CommissionRate.objects.create(plan=plan, category=category, above=above, percent=Decimal(percent))
    search.index([plan])
    search.index(list(plan.rates.all()))
    settle(plan, by=staff["admin"], day=last_month)


def _forecasts(staff: Mapping[str, Staff], as_of: date, chance: Random) -> None:
    """What was said on the Mondays of the last year about the months that are over, and what managers say now."""
    this = periods.begin(as_of, "month")
    months = [periods.moved(this, -back) for back in range(12, 0, -1)]
    sold = {month: count(Asked("sales"), first=month, last=periods.end(month, "month")) for month in months}
    teams = list(Team.objects.order_by("name"))
    owners = sellers(team.pk for team in teams)
    came = {team: {m: sold[m].of(owners[team.pk] if team else None) for m in months} for team in (None, *teams)}
    FrozenForecast.objects.bulk_create(one for team in came for one in _frozen(team, came[team], chance))
    for number, reason in enumerate(REASONS):
        month = periods.moved(this, number)
        for leader in staff.values():
            if leader.role != "manager" or leader.team is None:
                continue
            usual = came[leader.team][periods.moved(month, -12)] * GROWTH
            amount = usual.quantize(Decimal(1).scaleb(3)) or Decimal(1000)
            judgement = Judgement.objects.create(
                team=leader.team, month=month, amount=amount, reason=reason, judged_by=leader
            )
            search.index([judgement])


def _frozen(team: Team | None, came: Mapping[date, Decimal], chance: Random) -> Iterator[FrozenForecast]:
    """What each way said of these months, in the month itself and up to three before."""
    for month, actual in came.items():
        for distance in range(4):
            said_in = periods.moved(month, -distance)
            monday = said_in + timedelta(days=-said_in.weekday() % 7)
            for way, (told, noise) in USUAL.items():
                off = Decimal(str(round(told + chance.gauss(0, noise[distance]), 4)))
                amount = max(actual * off, Decimal(0)).quantize(Decimal("0.01"))
                yield FrozenForecast(frozen_on=monday, month=month, team=team, way=way, amount=amount)
