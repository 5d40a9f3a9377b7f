"""Questions about one customer that pages ask."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from zhike.customers.kinds import AXES, RUNGS, TIERS, StandingKind
from zhike.customers.models import Customer, Standing

LADDERS = {"tier": [value for value, _word in TIERS], "rung": [value for value, _word in RUNGS]}


def axes_on(customer: Customer, day: date) -> list[tuple[StandingKind, Standing | None]]:
    """The six axes as they were believed at the end of a day."""
    found = customer.standings.on(day).filter(kind__in=[kind.name for kind in AXES]).by_kind()
    return [(kind, found.get(kind.name)) for kind in AXES]


def moves(customer: Customer, *, before: datetime | None, limit: int) -> list[Standing]:
    """The customer's steps between tiers and rungs, newest first, each with `came_from` (None for the first)."""
    if before is None:
        steps = [standing for standing in customer.recent if standing.kind in LADDERS]
        return sorted(steps, key=lambda step: (-step.since.toordinal(), step.kind))[:limit]
    # A step belongs to the first moment of its day, so a step of that same day comes before any later moment.
    day = timezone.localdate(before - timedelta(microseconds=1))
    earlier = customer.standings.filter(kind__in=LADDERS, since__lte=day).with_origin()
    return list(earlier.order_by("-since", "kind")[:limit])


def begin(day: date) -> datetime:
    """The first moment of a day in the business zone."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def direction(kind: str, came_from: str | None, value: str) -> str:
    """`up`, `down` or nothing: the way a step went on its ladder."""
    order = LADDERS.get(kind, [])
    if came_from not in order or value not in order or came_from == value:
        return ""
    return "up" if order.index(value) < order.index(came_from) else "down"
