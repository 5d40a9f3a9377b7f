"""Commission that is taken back: receipts that a statement paid for and that are withdrawn since."""

from collections import defaultdict
from datetime import date

from django.db.models import Max, Q, Sum

from zhike.receivables.models import Receipt
from zhike.targets.models import CommissionPlan, Measure, State, StatementLine
from zhike.targets.rules.commission import Line

SHARED = ("statement__person", "url", "document", "customer", "category", "percent", "share")


def taken_back(plan: CommissionPlan, *, first: date, last: date) -> dict[int, list[tuple[Line, date, StatementLine]]]:
    """What the statements of a period take back, by the person who was paid: at the very rates they were paid by.

    All that was approved for a withdrawn receipt, and all that was taken back of it, add up to nothing. So each line
    comes with the day of the withdrawal and the last line that it counters. Without what the drafts of the period
    itself say, for these are made anew.
    """
    if plan.basis != Measure.RECEIPTS:
        return {}
    withdrawn = Receipt.objects.filter(withdrawn_on__lte=last).values_list("pk", "withdrawn_on")
    days = {f"/receipts/{pk}/": day for pk, day in withdrawn if day}
    said = StatementLine.objects.filter(statement__plan=plan, url__in=days).exclude(
        Q(statement__status=State.DRAFT) & (Q(paid_in="") | Q(statement__starts_on=first))
    )
    sums = said.values(*SHARED).annotate(whole=Sum("amount"), paid=Sum("earned"), latest=Max("pk")).order_by("latest")
    open_sums = [one for one in sums if one["whole"] or one["paid"]]
    latest = StatementLine.objects.select_related("statement").in_bulk([one["latest"] for one in open_sums])
    found: dict[int, list[tuple[Line, date, StatementLine]]] = defaultdict(list)
    for one in open_sums:
        key, share = f"taken back {one['latest']}", one["share"]
        line = Line(key, one["category"], -one["whole"], one["percent"], share, -one["paid"])
        found[one["statement__person"]].append((line, days[one["url"]], latest[one["latest"]]))
    return found
