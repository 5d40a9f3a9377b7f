"""Questions about one customer that pages ask."""

from datetime import date, datetime

from django.db.models import F, Window
from django.db.models.functions import Lag
from django.utils import timezone

from zhike.customers.kinds import KINDS, RUNGS, TIERS, StandingKind
from zhike.customers.models import Customer, Standing

LADDERS = {"tier": [value for value, _word in TIERS], "rung": [value for value, _word in RUNGS]}


def current(customer: Customer) -> dict[str, Standing]:
    """What is believed now, by kind."""
    return {standing.kind: standing for standing in Standing.objects.current().filter(customer=customer)}


def axes_on(customer: Customer, day: date) -> list[tuple[StandingKind, Standing | None]]:
    """The six axes as they were believed at the end of a day."""
    names = [kind.name for kind in KINDS.values() if kind.axis]
    found = {s.kind: s for s in Standing.objects.on(day).filter(customer=customer, kind__in=names)}
    return [(KINDS[name], found.get(name)) for name in names]


def history(customer: Customer, kind: str):
    """Every standing of a kind, newest first."""
    return Standing.objects.filter(customer=customer, kind=kind).order_by("-since", "-pk")


def moves(customer: Customer, *, before: datetime | None, limit: int) -> list[Standing]:
    """The customer's steps between tiers and rungs, newest first, each with `came_from` (None for the first)."""
    steps = Standing.objects.filter(customer=customer, kind__in=LADDERS).annotate(
        came_from=Window(Lag("value"), partition_by=[F("kind")], order_by=[F("since").asc(), F("pk").asc()])
    )
    newest = [step for step in steps.order_by("-since", "-pk") if before is None or begin(step.since) < before]
    return newest[:limit]


def begin(day: date) -> datetime:
    """The first moment of a day in the business zone."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def direction(kind: str, came_from: str | None, value: str) -> str:
    """`up`, `down` or nothing: the way a step went on its ladder."""
    order = LADDERS.get(kind, [])
    if came_from not in order or value not in order or came_from == value:
        return ""
    return "up" if order.index(value) < order.index(came_from) else "down"
