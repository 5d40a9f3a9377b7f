"""Questions about the deals somebody may see: how far they are, what they weigh, where they stick, how they ended."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Now, TruncDate, TruncMonth
from django.utils import timezone

from zhike.deals.asked import last_left
from zhike.deals.models import Deal, Kind, Learned, Pipeline, Stage
from zhike.kit.access.rows import rows

YEAR = timedelta(days=365)
NO_STEP = Q(next_step="") | Q(next_step_on=None)


class Standing(NamedTuple):
    """One open stage: its deals, what they come to, how many are slow, and what was learned of it."""

    stage: Stage
    deals: int
    amount: float
    weighted: float
    slow: int
    learned: Learned | None


def currency_of(pipeline: Pipeline, *, by: Any) -> str:
    """The currency most open deals of a pipeline are in: figures of money are told in it alone."""
    counted = _open(pipeline, by=by).values_list("currency").annotate(n=Count("pk")).order_by("-n", "currency")
    first = counted.first()
    return first[0] if first else "CNY"


def beside(pipeline: Pipeline, *, by: Any, currency: str) -> list[tuple[str, int, float]]:
    """The open deals in other currencies than the one figures are told in: currency, how many, what they come to."""
    other = _open(pipeline, by=by).exclude(currency=currency).values_list("currency")
    counted = other.annotate(Count("pk"), Sum("amount")).order_by("currency")
    return [(told, count, float(amount or 0)) for told, count, amount in counted]


def standings(pipeline: Pipeline, *, by: Any, currency: str) -> list[Standing]:
    """Every open stage of a pipeline, in order."""
    stages = pipeline.open_stages
    since = TruncDate(Now(), tzinfo=timezone.get_default_timezone()) - F("stage_since")
    slow = Q(stage__usual_days__isnull=False, days_there__gt=F("stage__usual_days") * timedelta(days=1))
    told = Q(currency=currency)
    figures = _open(pipeline, by=by).annotate(days_there=since).values("stage").order_by()
    sums = {"amount": Sum("amount", filter=told), "weight": Sum("weighted", filter=told)}
    counted = figures.annotate(n=Count("pk"), slow=Count("pk", filter=slow), **sums)
    found: dict[int, dict[str, Any]] = {row["stage"]: dict(row) for row in counted}
    learned = newest(stages)
    return [_standing(stage, found.get(stage.pk, {}), learned.get(stage.pk)) for stage in stages]


def newest(stages: Iterable[Stage]) -> dict[int, Learned]:
    """What was learned last of each stage."""
    found = Learned.objects.filter(stage__in=list(stages)).order_by("stage", "-as_of").distinct("stage")
    return {learned.stage_id: learned for learned in found}


def months(pipeline: Pipeline, *, by: Any, currency: str) -> list[tuple[date | None, int, float, float]]:
    """Open deals by the month they are expected in: month or none, how many, their amount, their weighted amount."""
    found = _open(pipeline, by=by).filter(currency=currency).annotate(month=TruncMonth("expected_on"))
    counted = found.values_list("month").annotate(Count("pk"), Sum("amount"), Sum("weighted"))
    return [(m, n, float(a or 0), float(w or 0)) for m, n, a, w in counted.order_by(F("month").asc(nulls_last=True))]


def owners(pipeline: Pipeline, *, by: Any, currency: str) -> list[tuple[int | None, str, int, float, float]]:
    """Open deals by who looks after them, the heaviest first: key, name, how many, amount, weighted amount."""
    found = _open(pipeline, by=by).filter(currency=currency).values_list("owner", "owner__name")
    counted = found.annotate(Count("pk"), Sum("amount"), weight=Sum("weighted")).order_by(F("weight").desc(), "owner")
    return [(key, name or "", n, float(a or 0), float(w or 0)) for key, name, n, a, w in counted]


def funnel(pipeline: Pipeline, *, by: Any, since: date) -> list[tuple[Stage, int, int]]:
    """Of the deals opened since a day: how many came to each stage, or past it, and how many of those were won."""
    left = Max(
        "moves__left__position",
        filter=Q(moves__is_undo=False, moves__left__kind=Kind.OPEN, moves__left__pipeline=pipeline),
    )
    here = rows(Deal, by=by).filter(pipeline=pipeline, opened_on__gte=since).annotate(far=Coalesce(left, 0))
    top: dict[tuple[int, bool], int] = {}
    for far, status, position in here.values_list("far", "status", "stage__position"):
        place = max(far, position) if status == Kind.OPEN else far
        top[place, status == Kind.WON] = top.get((place, status == Kind.WON), 0) + 1
    return [
        (
            stage,
            sum(n for (far, won), n in top.items() if won or far >= stage.position),
            sum(n for (_far, won), n in top.items() if won),
        )
        for stage in pipeline.open_stages
    ]


def counts(pipeline: Pipeline, *, by: Any, today: date) -> dict[str, int]:
    """How many open deals there are, without a next step, with a late one, and past their expected day."""
    return _open(pipeline, by=by).aggregate(
        open=Count("pk"),
        no_step=Count("pk", filter=NO_STEP),
        late=Count("pk", filter=Q(next_step_on__lt=today)),
        slipping=Count("pk", filter=Q(expected_on__lt=today)),
    )


def ended(*, by: Any, since: date, until: date) -> QuerySet[Deal]:
    """The deals that ended in a span of days, both included, each with the stage it left last."""
    found = rows(Deal, by=by).exclude(status=Kind.OPEN).filter(closed_on__gte=since, closed_on__lte=until)
    return found.annotate(stage_left=last_left("left__path"), left_last=last_left("left"))


def outcomes(found: QuerySet[Deal], key: str, *, asked: str, currency: str) -> list[dict[str, Any]]:
    """Ended deals by one of their columns: won and lost, how many and what they came to.

    `key` is what people read, `asked` what the list of deals is asked for.
    """
    told, won, lost = Q(currency=currency), Q(status=Kind.WON), Q(status=Kind.LOST)
    counted = found.values(key=F(key), asked=F(asked)).annotate(
        won=Count("pk", filter=won),
        lost=Count("pk", filter=lost),
        won_amount=Coalesce(Sum("amount", filter=won & told), 0, output_field=Deal._meta.get_field("amount")),
        lost_amount=Coalesce(Sum("amount", filter=lost & told), 0, output_field=Deal._meta.get_field("amount")),
    )
    return [dict(row) for row in counted.order_by(F("lost").desc(), F("won").desc(), "key")]


def _open(pipeline: Pipeline, *, by: Any) -> QuerySet[Deal]:
    return rows(Deal, by=by).filter(pipeline=pipeline, status=Kind.OPEN)


def _standing(stage: Stage, row: dict[str, Any], learned: Learned | None) -> Standing:
    amount, weight = float(row.get("amount") or 0), float(row.get("weight") or 0)
    return Standing(stage, row.get("n", 0), amount, weight, row.get("slow", 0), learned)
