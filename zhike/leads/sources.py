"""Where leads come from, how fast they are answered, and what came of them."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, FloatField, Q, QuerySet, Sum
from django.db.models.functions import Extract
from django.utils.timezone import make_aware

from zhike.catalog.currencies import converted
from zhike.deals.models import Deal
from zhike.kit.access.rows import rows
from zhike.kit.refusal import Refusal
from zhike.leads.models import Lead, Source, Status, Trust


class Median(Aggregate):
    """The middle value (percentile_cont, which interpolates between two middle ones)."""

    function = "percentile_cont"
    template = "%(function)s(0.5) within group (order by %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class Line:
    """The leads of one source, or of one campaign of it; `seconds` is the median from arrival to first response."""

    source: str
    campaign: str
    leads: int
    suspected: int
    answered: int
    seconds: float | None
    converted: int
    lost: int
    won: int
    amount: Decimal

    @property
    def label(self) -> str:
        return self.campaign or str(Source(self.source).label)

    @property
    def share(self) -> float | None:
        """How many of the leads that are no spam became customers."""
        return self.converted / self.leads if self.leads else None

    @property
    def waited(self) -> timedelta | None:
        return timedelta(seconds=round(self.seconds)) if self.seconds is not None else None


def lines(*keys: str, by: Any, first: date, last: date) -> list[Line]:
    """Leads received from the first to the last day that somebody may see, by these keys (`source`, `campaign`)."""
    fine, deals = Q(trust=Trust.FINE), Q(deal__in=rows(Deal, by=by), deal__status="won")
    wait = ExpressionWrapper(F("first_response_at") - F("received_at"), output_field=DurationField())
    found = received(by=by, first=first, last=last)
    figures: dict[str, Any] = {
        "leads": Count("pk", filter=fine),
        "suspected": Count("pk", filter=~fine),
        "answered": Count("pk", filter=fine & Q(first_response_at__isnull=False)),
        "seconds": Median(Extract(wait, "epoch"), filter=fine),
        "converted": Count("pk", filter=Q(status=Status.CONVERTED)),
        "lost": Count("pk", filter=Q(status=Status.LOST) & fine),
        "won": Count("pk", filter=deals),
    }
    told = found.values(*keys).order_by().annotate(**figures) if keys else [found.aggregate(**figures)]
    worth = _worth(found.filter(deals), keys, on=last)
    some = [Line(**{"source": "", "campaign": "", **row}, amount=worth[_place(row, keys)]) for row in told]
    return sorted(some, key=lambda line: (-line.leads, line.source, line.campaign))


def received(*, by: Any, first: date, last: date) -> QuerySet[Lead]:
    """The leads of these days that somebody may see."""
    begins, ends = (make_aware(datetime.combine(day, time.min)) for day in (first, last + timedelta(days=1)))
    return rows(Lead, by=by).filter(received_at__gte=begins, received_at__lt=ends)


def _worth(won: QuerySet[Lead], keys: Sequence[str], *, on: date) -> dict[tuple, Decimal]:
    """What won deals came to in the firm's currency at the rates of a day; without a rate they count for nothing."""
    sums: dict[tuple, Decimal] = defaultdict(Decimal)
    for row in won.values(*keys, "deal__currency").order_by().annotate(amount=Sum("deal__amount")):
        amount, currency = row["amount"] or Decimal(0), row["deal__currency"]
        with suppress(Refusal):
            sums[_place(row, keys)] += converted(amount, currency, settings.CURRENCY, on)
    return sums


def _place(row: dict[str, Any], keys: Sequence[str]) -> tuple:
    return tuple(row[key] for key in keys)
