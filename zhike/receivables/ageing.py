"""Who owes what, and how late: of any day, by everything that is known today."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.translation import gettext as _

from zhike.customers.kinds import words_of
from zhike.customers.models import Customer, Standing
from zhike.kit.access.rows import rows, sees_all
from zhike.postgres.among import among
from zhike.receivables.models import LedgerEntry
from zhike.receivables.models.ledger import Account, EntryKind
from zhike.receivables.rules.ageing import UNAPPLIED, Item, Thresholds, days_of_sales, spread
from zhike.sales.rules import last_months

NOTHING = Decimal(0)
DSO_DAYS, MONTHS = 90, 12
# A changed plan claims anew what it takes out of the one before: both together are nothing.
CLAIMED, RECEIVED = (EntryKind.CLAIM, EntryKind.REPLAN), (EntryKind.RECEIPT, EntryKind.REFUND)
Parts = dict[int, tuple[Any, str]]  # by customer the part it belongs to, and what that is called


@dataclass(frozen=True)
class Open(Item):
    """Something open, in the firm's currency, with the document it is about."""

    customer: int = 0
    number: str = ""
    on: date = date.min
    kind: str = ""
    currency: str = ""
    amount: Decimal = NOTHING
    instalment: int | None = None
    document: str = ""
    document_id: int = 0


@dataclass
class Line:
    """What a customer, an owner or a tier owes, by bucket; `key` leads to the documents."""

    key: Any
    name: str
    buckets: dict[str, Decimal]
    customers: int = 0

    @property
    def owed(self) -> Decimal:
        """Everything together, less the money that settled nothing."""
        return sum(self.buckets.values(), NOTHING)

    @property
    def overdue(self) -> Decimal:
        """What should have been paid."""
        return sum((amount for name, amount in self.buckets.items() if name not in ("not_due", UNAPPLIED)), NOTHING)


@dataclass(frozen=True)
class Report:
    """The ageing of a day: lines, totals by bucket, and how long sales stay outside."""

    on: date
    lines: list[Line]
    totals: Line
    dso: Decimal | None
    thresholds: Thresholds = field(default_factory=Thresholds)


def open_items(on: date, *, customers: Any = None) -> list[Open]:
    """What was open at the end of a day: debts above zero, money that settled nothing below.

    `customers` narrows it to some, given as a query or by their keys.
    """
    until = LedgerEntry.objects.filter(account=Account.OWED, on__lte=on)
    if customers is not None:
        until = until.filter(customer__in=customers)
    return sorted([*_open(until, on, "debit", "settled", 1), *_open(until, on, "credit", "given", -1)], key=_place)


def report(on: date, *, by, thresholds: Thresholds, parted: str = "customer") -> Report:
    """The ageing of a day over the customers a person sees, by customer, owner or tier; who owes most comes first."""
    reached = None if sees_all(Customer, by=by) else rows(Customer, by=by)
    items = open_items(on, customers=reached)
    parts = PARTS[parted]({item.customer for item in items}, by)
    grouped: dict[Any, list[Open]] = defaultdict(list)
    for item in items:
        grouped[parts[item.customer][0]].append(item)
    names = dict(parts.values())
    lines = [Line(key, names[key], spread(some, thresholds, on=on), _count(some)) for key, some in grouped.items()]
    totals = Line(None, "", spread(items, thresholds, on=on), _count(items))
    recent = posted(by=by).filter(kind__in=CLAIMED, on__lte=on, on__gt=on - timedelta(days=DSO_DAYS))
    claimed = recent.aggregate(sum=Sum("firm_debit") - Sum("firm_credit"))["sum"] or NOTHING
    dso = days_of_sales(totals.owed, claimed, days=DSO_DAYS)
    return Report(on, sorted(lines, key=lambda line: -line.owed), totals, dso, thresholds)


def trend(on: date, *, by) -> list[tuple[date, Decimal, Decimal, Decimal]]:
    """Of each of the last twelve months what was claimed, what came in, and what was owed at its end."""
    entries = posted(by=by).filter(on__lte=on)
    months = last_months(on, MONTHS)
    before = entries.filter(on__lt=months[0]).aggregate(owed=Sum("firm_debit") - Sum("firm_credit"))["owed"] or NOTHING
    sums = {
        row["month"]: row
        for row in entries.filter(on__gte=months[0])
        .annotate(month=TruncMonth("on"))
        .values("month")
        .annotate(
            owed=Sum("firm_debit") - Sum("firm_credit"),
            claimed=Sum(F("firm_debit") - F("firm_credit"), filter=Q(kind__in=CLAIMED)),
            received=Sum(F("firm_credit") - F("firm_debit"), filter=Q(kind__in=RECEIVED)),
        )
        .order_by()
    }
    found = []
    for month in months:
        row: Any = sums.get(month, {})
        before += row.get("owed") or NOTHING
        found.append((month, row.get("claimed") or NOTHING, row.get("received") or NOTHING, before))
    return found


def posted(*, by) -> QuerySet[LedgerEntry]:
    """What the ledger holds of what is owed by the customers a person sees."""
    entries = LedgerEntry.objects.filter(account=Account.OWED)
    return entries if sees_all(Customer, by=by) else entries.filter(customer__in=rows(Customer, by=by))


def _open(entries: QuerySet[LedgerEntry], on: date, side: str, taken: str, sign: int) -> Iterable[Open]:
    by_then = Q(**{f"{taken}__on__lte": on})
    left = {
        "left": F(side) - Coalesce(Sum(f"{taken}__amount", filter=by_then), NOTHING),
        "left_firm": F(f"firm_{side}") - Coalesce(Sum(f"{taken}__firm_{side}", filter=by_then), NOTHING),
    }
    columns = ("customer", "number", "on", "kind", "currency", "document", "document_id", "instalment")
    found: Any = entries.filter(**{f"{side}__gt": 0}).annotate(**left)
    found = found.filter(left__gt=0)
    for row in found.values(*columns, "left", "left_firm", "instalment__due_on"):
        told = {name: row[name] for name in columns}
        yield Open(sign * row["left_firm"], row["instalment__due_on"], amount=sign * row["left"], **told)


def _place(item: Open) -> tuple[date, date, str]:
    return (item.due_on or date.max, item.on, item.number)


def _count(items: Iterable[Open]) -> int:
    return len({item.customer for item in items})


def _by_customer(keys: set[int], by: Any) -> Parts:
    found = rows(Customer, by=by).filter(among("pk", keys)).values_list("pk", "name")
    return {key: (key, name) for key, name in found}


def _by_owner(keys: set[int], by: Any) -> Parts:
    found = rows(Customer, by=by).filter(among("pk", keys)).values_list("pk", "owner", "owner__name")
    return {key: (owner, name or _("Nobody")) for key, owner, name in found}


def _by_tier(keys: set[int], by: Any) -> Parts:
    tiers = dict(Standing.objects.current().filter(customer__in=keys, kind="tier").values_list("customer", "value"))
    words = {tier: words_of("tier", tier) for tier in set(tiers.values())}
    return {key: (tiers.get(key), words.get(tiers.get(key, ""), _("Not graded"))) for key in keys}


PARTS: dict[str, Callable[[set[int], Any], Parts]] = {"customer": _by_customer, "owner": _by_owner, "tier": _by_tier}
