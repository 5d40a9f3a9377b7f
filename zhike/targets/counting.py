"""What was reached of a measure between two days: by whom it is credited to, and by month."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import Aggregate, Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import TruncMonth

from zhike.catalog.currencies import rate
from zhike.deals.models import Deal
from zhike.kit.refusal import Refusal
from zhike.receivables.models import Receipt
from zhike.receivables.models.receipt import ReceiptKind
from zhike.sales.models import Kind, Order, OrderLine
from zhike.targets.models import Measure
from zhike.targets.rules import periods


@dataclass(frozen=True)
class Asked:
    """What counts: a measure, of one product category or region where named."""

    measure: str
    category: str = ""
    region: str = ""


@dataclass
class Counted:
    """What was reached, by whom it is credited to (None: nobody) and month; `unpriced` could not be changed into the
    firm's currency for want of a rate."""

    by_owner: dict[int | None, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    by_month: dict[date, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    unpriced: set[str] = field(default_factory=set)

    def of(self, owners: Iterable[int | None] | None) -> Decimal:
        """The sum of some owners; of everybody without."""
        found = self.by_owner.values() if owners is None else (self.by_owner.get(one, Decimal(0)) for one in owners)
        return sum(found, Decimal(0))


def count(asked: Asked, *, first: date, last: date) -> Counted:
    """What was reached from `first` to `last`, both included, in the firm's currency or in heads. One query."""
    counted = Counted()
    for owner, month, currency, amount in COUNTS[asked.measure](asked, first, last):
        worth = _in_firm(amount, currency, on=min(last, periods.end(month, "month")), counted=counted)
        counted.by_owner[owner] += worth
        counted.by_month[month] += worth
    return counted


def _sales(asked: Asked, first: date, last: date) -> QuerySet:
    found: QuerySet
    if asked.category:
        found = OrderLine.objects.filter(product__category=asked.category)
        return _summed(
            found,
            "amount",
            "order__placed_on",
            "order__customer",
            asked,
            first,
            last,
            at="order__currency",
            to="order__credited_to",
        )
    return _summed(Order.objects.all(), "total", "placed_on", "customer", asked, first, last)


def _receipts(asked: Asked, first: date, last: date) -> QuerySet:
    signed = Case(When(kind=ReceiptKind.REFUND, then=-F("amount")), default=F("amount"))
    found = Receipt.objects.filter(withdrawn_on=None).annotate(signed=signed)
    return _summed(found, "signed", "received_on", "customer", asked, first, last)


def _won(asked: Asked, first: date, last: date) -> QuerySet:
    found = Deal.objects.filter(status="won", amount__isnull=False)
    return _summed(found, "amount", "closed_on", "customer", asked, first, last, to="owner")


def _first_orders(asked: Asked, first: date, last: date) -> QuerySet:
    """Sales before which their customer had none, by the head."""
    sales = Order.objects.filter(kind=Kind.SALE, customer__isnull=False)
    same_day = Q(placed_on=OuterRef("placed_on"), pk__lt=OuterRef("pk"))
    earlier = sales.filter(Q(placed_on__lt=OuterRef("placed_on")) | same_day, customer=OuterRef("customer"))
    firsts = sales.filter(~Exists(earlier)).annotate(no_currency=Value(""))
    return _summed(firsts, "pk", "placed_on", "customer", asked, first, last, at="no_currency", adds=Count)


def _summed(
    found: QuerySet,
    amount: str,
    day: str,
    customer: str,
    asked: Asked,
    first: date,
    last: date,
    *,
    to: str = "credited_to",
    at: str = "currency",
    adds: type[Aggregate] = Sum,
) -> QuerySet:
    within = found.filter(**{f"{day}__range": (first, last)}, **_where(asked, customer))
    grouped = within.values_list(to, TruncMonth(day), at)
    return grouped.annotate(reached=adds(amount)).order_by()


def _where(asked: Asked, customer: str) -> dict[str, str]:
    return {f"{customer}__region": asked.region} if asked.region else {}


def _in_firm(amount: Decimal | int, currency: str, *, on: date, counted: Counted) -> Decimal:
    if currency in ("", settings.CURRENCY):
        return Decimal(amount)
    try:
        return amount * rate(currency, settings.CURRENCY, on)
    except Refusal:
        counted.unpriced.add(currency)
        return Decimal(0)


COUNTS: dict[str, Callable[[Asked, date, date], QuerySet]] = {
    Measure.SALES: _sales,
    Measure.RECEIPTS: _receipts,
    Measure.WON: _won,
    Measure.CUSTOMERS: _first_orders,
}
