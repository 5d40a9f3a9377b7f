"""Customers that were lately believed to slip away, and those of them whom nobody looks after just now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.translation import gettext as _

from zhike.customers.kinds import RUNGS, words_of
from zhike.customers.knowing import may_know
from zhike.customers.models import Customer, Standing
from zhike.kit.access.rows import rows
from zhike.kit.surfaces.cells import address_of
from zhike.work.day.items import Item
from zhike.work.models import Call, Status, Task, Visit

LATELY = timedelta(days=60)
CARED = timedelta(days=14)  # a customer spoken with in these days is looked after
SHOWN, UNCARED = 8, 3
RANKS = [value for value, _word in RUNGS]
WORTH = "net_sales_12m"
SLIPPED_TO = ("edge", "inactive")


@dataclass(frozen=True)
class Slip:
    """A customer that moved down the ladder lately: its rung, the rung before, and what is at stake."""

    customer: Customer
    standing: Standing
    before: str
    at_stake: Decimal | None

    @property
    def before_words(self) -> str:
        """The word of the rung it stood on before."""
        return words_of("rung", self.before)


def slipping(*, by: Any) -> list[Slip]:
    """The person's customers that moved down to the edge or to inactive lately, by what they bought in 12 months.

    Lately counts back from the last move of anybody, so that the history of a firm that stopped importing still shows.
    """
    return [Slip(row.customer, row, row.before, row.at_stake) for row in _found(by=by)[:SHOWN]]


def uncared(*, by: Any, today: date) -> Iterator[Item]:
    """Those whom they look after themselves, and for whom nothing is planned and nothing was done for two weeks."""
    recent = today - CARED
    busy = (
        Exists(rows(Task, by=by).filter(customer=OuterRef("customer"), status=Status.OPEN)),
        Exists(rows(Call, by=by).filter(customer=OuterRef("customer"), started_at__date__gt=recent)),
        Exists(rows(Visit, by=by).filter(customer=OuterRef("customer"), planned_at__date__gt=recent)),
    )
    found = _found(by=by).filter(customer__owner=by).exclude(busy[0]).exclude(busy[1]).exclude(busy[2])
    for row in found[:UNCARED]:
        moved = {"before": words_of("rung", row.before), "now": words_of("rung", row.value)}
        yield Item(
            kind="slips",
            title=row.customer.name,
            url=address_of(row.customer),
            reason=_("Slipped from “%(before)s” to “%(now)s”, and nothing is planned") % moved,
            amount=row.at_stake,
            stake=_("bought in 12 months"),
            finish=f"{address_of(row.customer)}call/",
        )


def _found(*, by: Any) -> QuerySet[Any]:
    if not may_know("rung", by=by):
        return Standing.objects.none()
    moved = _moved_down(WORTH if may_know(WORTH, by=by) else "").filter(customer__in=rows(Customer, by=by))
    return moved.select_related("customer__owner").order_by(F("at_stake").desc(nulls_last=True), "-since", "id")


def _moved_down(worth: str) -> QuerySet[Any]:
    """Current rungs that lately came below the one before them, with `before` and `at_stake`, the standing `worth`."""
    latest = Standing.objects.filter(kind="rung").order_by("-since").values("since")[:1]
    since = ExpressionWrapper(Subquery(latest) - Value(LATELY), output_field=DateTimeField())
    earlier = Standing.objects.filter(customer=OuterRef("customer"), kind="rung", until=OuterRef("since"))
    bought = Standing.objects.current().filter(customer=OuterRef("customer"), kind=worth)
    fell = Q()
    for value in SLIPPED_TO:
        fell |= Q(value=value, before__in=RANKS[: RANKS.index(value)])
    return (
        Standing.objects.current()
        .filter(kind="rung", value__in=SLIPPED_TO, since__gte=since)
        .annotate(before=Subquery(earlier.values("value")[:1]), at_stake=Subquery(bought.values("number")[:1]))
        .filter(fell)
    )
