"""Receipts whose month was settled before anybody knew whose they are: the next statement pays them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from zhike.receivables.models import Receipt
from zhike.targets.models import CommissionPlan, Measure, State, Statement, StatementLine
from zhike.targets.rules import periods

Late = dict[date, dict[int, set[str]]]  # the addresses, by the first day of the period and the person


def late(plan: CommissionPlan, people: Collection[int], *, first: date) -> Late:
    """The receipts of settled periods before `first` that no statement counts, those of a draft of `first` included.

    A period is settled for who has an approved statement of it; and, for what was entered when it was over, for who
    has none where another one has.
    """
    found: Late = defaultdict(lambda: defaultdict(set))
    if plan.basis != Measure.RECEIPTS:
        return found
    settled = _settled(plan, first)
    approved = {begun for begun, person in settled if settled[begun, person]}
    for one in _uncounted(plan, people, first):
        begun, person = periods.begin(one.received_on, plan.period), one.credited_to_id or 0
        is_over = timezone.localdate(one.entry.at) > periods.end(begun, plan.period) and begun in approved
        if settled.get((begun, person), is_over and not one.is_counted_elsewhere):
            found[begun][person].add(f"/receipts/{one.pk}/")
    return found


def counted_apart(plan: CommissionPlan, *, first: date, last: date) -> set[str]:
    """The addresses of documents of a period that statements of later periods count."""
    late_lines = StatementLine.objects.filter(statement__plan=plan, on__range=(first, last), paid_in="")
    return set(late_lines.exclude(statement__starts_on=first).values_list("url", flat=True))


def _settled(plan: CommissionPlan, first: date) -> dict[tuple[date, int], bool]:
    """Whose statements there are of the periods before, and whether they are approved."""
    some = Statement.objects.filter(plan=plan, starts_on__lt=first).values_list("starts_on", "person", "status")
    return {(begun, person): status != State.DRAFT for begun, person, status in some}


def _uncounted(plan: CommissionPlan, people: Collection[int], first: date) -> QuerySet[Receipt, Any]:
    counted = StatementLine.objects.filter(url=OuterRef("address")).exclude(
        statement__plan=plan, statement__starts_on=first, statement__status=State.DRAFT
    )
    address = Concat(Value("/receipts/"), Cast("pk", CharField()), Value("/"))
    some = Receipt.objects.filter(received_on__gte=plan.starts_on, received_on__lt=first, withdrawn_on=None)
    if plan.ends_on:
        some = some.filter(received_on__lte=plan.ends_on)
    return (
        some.filter(credited_to__in=people, entry__isnull=False)
        .annotate(address=address, is_counted_elsewhere=Exists(counted.exclude(statement__plan=plan)))
        .exclude(Exists(counted.filter(statement__plan=plan)))
        .select_related("entry")
    )
