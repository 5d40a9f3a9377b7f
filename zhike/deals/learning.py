"""Every night: what the deals of the last months say of each stage, written as rows of a day."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from zhike.deals import rules
from zhike.deals.models import Kind, Learned, Stage
from zhike.kit import jobs

MONTHS, NIGHT = 24, 4
MONTH = 30.44  # days
Ended = dict[int, list[tuple[int, bool, int]]]

REACHED = """
select d.pipeline_id, d.status = 'won', coalesce(max(s.position), 0), d.id
from deals_deal d
left join deals_stagemove m on m.deal_id = d.id and not m.is_undo
left join deals_stage s on s.id = m.left_id and s.kind = 'open' and s.pipeline_id = d.pipeline_id
where d.status <> 'open' and d.closed_on >= %(since)s and d.closed_on < %(as_of)s
group by d.id
"""
ENDED = f"""
select pipeline_id, won, top, count(*) from ({REACHED}) as one (pipeline_id, won, top, id) group by 1, 2, 3
"""  # noqa: S608 -- a text of ours
STAYS = """
select stage, days, count(*) filter (where has_left), count(*) filter (where not has_left)
from (
    select left_id as stage, days, true as has_left
    from (select m.*, lead(is_undo) over (partition by deal_id order by at, id) as is_taken_back
          from deals_stagemove m) step
    where at >= %(since)s and at < %(as_of)s and not is_undo and is_taken_back is not true
    union all
    select stage_id, greatest(%(as_of)s - stage_since, 0), false from deals_deal
    where status = 'open' and stage_since >= %(since)s and stage_since < %(as_of)s
) stay
group by stage, days
"""


@jobs.named(gettext_lazy("Learn from ended deals, every night"))
@jobs.daily(NIGHT)
def every_night() -> None:
    """What is known this morning."""
    learn(timezone.localdate())


def learn(as_of: date, *, months: int = MONTHS) -> list[Learned]:
    """Learn from the months before a day (exclusive); learning again of the same day replaces what was learned."""
    window = {"since": as_of - timedelta(days=round(months * MONTH)), "as_of": as_of}
    ended, stays = _ended(window), _stays(window)
    with transaction.atomic():
        Learned.objects.filter(as_of=as_of).delete()
        stages = Stage.in_use().filter(kind=Kind.OPEN)
        return Learned.objects.bulk_create(
            _of(stage, ended[stage.pipeline_id], stays[stage.pk], as_of=as_of, months=months) for stage in stages
        )


def _of(
    stage: Stage, ended: list[tuple[int, bool, int]], stays: list[rules.Stay], *, as_of: date, months: int
) -> Learned:
    counted = [(won, count) for top, won, count in ended if won or top >= stage.position]
    reached, won = sum(count for _won, count in counted), sum(count for is_won, count in counted if is_won)
    low, high = rules.wilson(won, reached)
    return Learned(
        stage=stage,
        as_of=as_of,
        version=rules.VERSION,
        months=months,
        reached=reached,
        won=won,
        given=stage.probability,
        low=_percent(low),
        high=_percent(high),
        probability=_percent(rules.drawn(won, reached, given=stage.probability / 100)),
        stays=sum(stay.left + stay.still for stay in stays),
        median_days=rules.days_until(stays, share=rules.MIDDLE),
        slow_days=rules.days_until(stays, share=rules.SLOW),
    )


def _ended(window: dict[str, date]) -> Ended:
    """By pipeline the deals that ended: how far they came (the rank of a stage), whether won, how many."""
    found: Ended = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(ENDED, window)
        for pipeline, won, top, count in cursor.fetchall():
            found[pipeline].append((top, won, count))
    return found


def _stays(window: dict[str, date]) -> dict[int, list[rules.Stay]]:
    found: dict[int, list[rules.Stay]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(STAYS, window)
        for stage, *stay in cursor.fetchall():
            found[stage].append(rules.Stay(*stay))
    return found


def _percent(share: float) -> Decimal:
    return Decimal(round(share * 100, 2)).quantize(Decimal("0.01"))
