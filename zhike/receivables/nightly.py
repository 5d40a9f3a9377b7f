"""Every night: what each customer is on the axis of receivables, and which letters are due."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.customers.actions.publishing import Finding, publish
from zhike.kit import jobs
from zhike.kit.access.models import Staff
from zhike.receivables.actions.dunning import draft_due
from zhike.receivables.ageing import Open, open_items
from zhike.receivables.models import LedgerEntry, Rulebook
from zhike.receivables.models.ledger import Account

HOUR = 5
KIND = "receivables"


@jobs.named(_("Judge what customers owe"))
@jobs.daily(HOUR)
def grade() -> None:
    """Write down what every customer is as of today."""
    grade_as_of(timezone.localdate(), by=Staff.objects.robot("receivables"))


@jobs.named(_("Draft payment reminders"))
@jobs.daily(HOUR + 1)
def remind() -> None:
    """Draft the letters that are due, and withdraw those that are not any more."""
    draft_due(on=timezone.localdate(), by=Staff.objects.robot("receivables"))


def grade_as_of(day: date, *, by: Staff) -> None:
    """What each customer with entries in the ledger is at the end of a day; who has none is nothing on this axis."""
    rules = Rulebook.objects.newest()
    # All of them first: while they are copied in, nothing else can be asked of the database.
    found = list(findings(day, rules))
    publish(found, kinds=[KIND], by=by, as_of=day, run=None, rule_version=f"v{rules.version}")


def findings(day: date, rules: Rulebook) -> Iterator[Finding]:
    """The standing of each customer, with the figures behind it."""
    thresholds = rules.thresholds
    items: dict[int, list[Open]] = defaultdict(list)
    for item in open_items(day):
        items[item.customer].append(item)
    known = LedgerEntry.objects.filter(account=Account.OWED, on__lte=day).values_list("customer", flat=True)
    for customer in known.distinct().order_by("customer"):
        some = items.get(customer, [])
        late = [item for item in some if item.open > 0 and item.days_overdue(day) > 0]
        evidence = {
            "owed": f"{sum((item.open for item in some), Decimal(0)):f}",
            "overdue": f"{sum((item.open for item in late), Decimal(0)):f}",
            "days_overdue": max((item.days_overdue(day) for item in late), default=0),
            "long_from": thresholds.long_from,
            "bad_from": thresholds.bad_from,
        }
        yield Finding(customer, KIND, thresholds.standing(some, on=day), None, evidence)
