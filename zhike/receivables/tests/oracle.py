"""What must hold of the money of a customer after everything that happens: by documents, and figure against figure."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Sum

from zhike.catalog.currencies import rate, smallest
from zhike.receivables.actions import receiving
from zhike.receivables.actions.limits import credit_of
from zhike.receivables.actions.papers import papers_of
from zhike.receivables.actions.posting import balance, left_of
from zhike.receivables.ageing import open_items, report, trend
from zhike.receivables.models import Allocation, Instalment, Invoice, LedgerEntry, Receipt
from zhike.receivables.models.ledger import EntryKind
from zhike.receivables.rules.ageing import Thresholds
from zhike.receivables.statements import statement
from zhike.receivables.tests.histories import BEGIN, History
from zhike.sales.balance import standing_of
from zhike.sales.models import Order
from zhike.targets.counting import Asked, count

MONEY = (EntryKind.RECEIPT, EntryKind.EXCHANGED, EntryKind.CREDIT)
ZERO = Decimal(0)
# Money counts from the day on which it came or was found wrong, a plan from that of its order.
OF_THE_PAST = ("pay", "bank", "settle", "settle_one", "take_back", "withdraw", "use", "exchange", "plan", "plan_frame")


def check(told: History) -> None:
    """Every balance is what documents say, every sum is that of its parts, and every page says the same."""
    owed, moved = told.owed(), exchanged()
    owed = {one: owed.get(one, ZERO) + moved.get(one, ZERO) for one in {*owed, *moved}}
    owed = {one: amount for one, amount in sorted(owed.items()) if amount}
    assert balance(told.customer.pk) == owed, "owed"
    assert balance(told.customer.pk, account="invoiced") == {
        one: amount for one, amount in sorted(told.invoiced.items()) if amount
    }, "invoiced"
    goods(told)
    entries()
    papers()
    plans(told)
    pages(told, since=BEGIN, until=told.day)
    sums(told)


def finish(told: History) -> None:
    """The same of days that are over, the numbers of receipts have no gaps, and no money is bound to nothing."""
    for day in (*told.past, told.day):
        pages(told, since=max(BEGIN, told.day - timedelta(10)), until=day)
        pages(told, since=day, until=day)
    numbers = sorted(Receipt.objects.filter(kind="receipt").values_list("number", flat=True))
    assert numbers == [f"SK2026-{nth:06}" for nth in range(1, len(numbers) + 1)]
    usable(told)


def goods(told: History) -> None:
    """Each order comes to what its goods are worth, and of each kind as many are open and there as were moved."""
    found = standing_of(list(told.orders))
    for key, agreed in told.orders.items():
        for one in found[key]:
            line = agreed.lines[one.key]
            assert (one.wanted, one.amount) == (line.count, line.amount(agreed.currency)), one.line
            assert (one.open, one.returnable) == (line.open, line.there), one.line
            moved = [(part.key, one.missing(part), one.with_customer(part)) for part in one.parts]
            assert moved == [(kind.part, kind.missing, kind.there) for kind in line.goods if kind.part], one.line
        family = Order.family([key]).aggregate(sum=Sum("total"))["sum"]
        assert family == agreed.total, f"order {key}"


def entries() -> None:
    """Nothing is settled by more than it is, and nothing settled is worth anything."""
    found = LedgerEntry.objects.filter(account="owed").exclude(kind=EntryKind.EXCHANGE)
    left = {entry.pk: left_of(entry) for entry in found}
    for entry in found:
        rest = left[entry.pk]
        assert min(rest.amount, rest.firm) >= 0, entry
        assert rest.amount or not rest.firm, entry
        usable = (EntryKind.CLAIM, EntryKind.RECEIPT, EntryKind.CREDIT)
        assert entry.kind in usable or not rest.amount, f"{entry.kind} {entry}: nobody can use {rest.amount}"
    for one in Instalment.objects.all():
        assert one.open == left[one.entry_id].amount, one
    for one in Receipt.objects.filter(kind="receipt"):
        assert one.open == left[one.entry_id].amount, one
    for one in Invoice.objects.filter(form="credit"):
        assert one.open == left[one.entry_id].amount, one


def papers() -> None:
    """An invoice is paid by what names it, and never by more than is left of it; nothing is named twice."""
    for one in Invoice.objects.filter(form="blue"):
        assert one.paid == (one.payments.aggregate(sum=Sum("amount"))["sum"] or 0), one
        assert 0 <= one.paid <= one.left, one
    for one in Allocation.objects.filter(amount__gt=0):
        named = one.papers.aggregate(sum=Sum("amount"))["sum"] or 0
        assert 0 <= named <= (0 if hasattr(one, "reversed_by") else one.amount), one


def plans(told: History) -> None:
    """Of all that is agreed money pays a part; invoices over it are open by what of them is agreed and not paid."""
    agreed = {Q(order=key): one.total for key, one in told.orders.items() if one.is_planned}
    agreed |= {Q(contract=key): told.agreed_under(key) for key in told.planned_frames}
    agreed |= {Q(invoice=key): amount for key, (_currency, amount) in told.claims.items()}
    for source, amount in agreed.items():
        plan = list(Instalment.objects.filter(source).select_related("entry"))
        paid = _sum(Allocation.objects.filter(debit__instalment__in=plan, credit__kind__in=MONEY), "amount")
        assert sum(one.open for one in plan) == amount - paid, f"plan of {source}"
        over = list(papers_of(plan[0]))
        billed = sum((one.left for one in over), ZERO)
        expected = max(min(billed, amount) - paid, ZERO)
        assert sum(one.open for one in over) == expected, f"papers of {source}: billed {billed}, agreed {amount}"


def pages(told: History, *, since: date, until: date) -> None:
    """Open items, ageing, twelve months and the statement of a day say the same."""
    some, months = open_items(until), trend(until, by=told.by)
    firm = _sum(LedgerEntry.objects.filter(account="owed", on__lte=until), F("firm_debit") - F("firm_credit"))
    assert sum(one.open for one in some) == months[-1][3] == firm, until
    assert report(until, by=told.by, thresholds=Thresholds()).totals.owed == firm, until
    sheets = statement(told.customer, since=since, until=until)
    owed = balance(told.customer.pk, on=until)
    assert {one.currency: one.closing for one in sheets if one.closing} == owed, until
    for sheet in sheets:
        assert sheet.opening + sheet.debits - sheet.credits == sheet.closing
        assert sum(amount for _name, amount in sheet.buckets) == sheet.closing
        assert sum(one.amount for one in some if one.currency == sheet.currency) == sheet.closing


def sums(told: History) -> None:
    """What is owed now, under way, asked for and received, in one currency, is what documents come to."""
    credit, months = credit_of(told.customer, on=told.day), trend(told.day, by=told.by)
    assert credit.owed == months[-1][3]
    if {one.currency for one in told.orders.values()} | {one for one, _amount in told.frames.values()} == {"CNY"}:
        assert credit.under_way == told.under_way()
        assert sum(claimed for _month, claimed, *_rest in months) == told.claimed()
        received = told.money["CNY"] - _sum(Invoice.objects.filter(form="credit"), "gross")
        assert sum(received for _month, _claimed, received, _owed in months) == received
        assert count(Asked("receipts"), first=BEGIN - timedelta(9), last=told.day).of(None) == received


def exchanged() -> dict[str, Decimal]:
    """What exchanges moved by currency: worth nothing together, settled whole, and at the rate of the day."""
    sides = LedgerEntry.objects.filter(kind=EntryKind.EXCHANGED)
    assert not sides.aggregate(worth=Sum("firm_debit") - Sum("firm_credit"))["worth"]
    for come in sides.filter(document="receivables.allocation"):
        gone = Allocation.objects.get(pk=come.document_id)
        worth = rate(gone.debit.currency, come.currency, gone.credit.on)
        coins = smallest(come.currency) + smallest(gone.debit.currency) * worth
        assert abs(gone.amount * worth - come.credit) <= coins, come
    moved = sides.values("currency").annotate(moved=Sum("debit") - Sum("credit")).order_by()
    return {row["currency"]: row["moved"] for row in moved}


def remember(told: History, act: str) -> None:
    """What a past day looked like, it looks like for ever; but for acts that say what was true then."""
    if act in OF_THE_PAST:
        told.past = {day: _said(day) for day in told.past}
    for day, said in told.past.items():
        assert _said(day) == said, f"{day} was rewritten by {act}"
    told.past[told.day - timedelta(days=1)] = _said(told.day - timedelta(days=1))


def usable(told: History) -> None:
    """Where something is open and the customer has money in its currency, the money can pay it."""
    for receipt in Receipt.objects.filter(kind="receipt", withdrawn_on=None, amount__gt=F("allocated")):
        waiting = sum(one.open for one in Instalment.objects.filter(currency=receipt.currency))
        if waiting:
            receiving.allocate(receipt, by=told.by)
            assert receipt.fresh().open == max(receipt.open - waiting, ZERO)
            check(told)


def _said(day: date) -> list[Any]:
    return [(one.number, one.amount, one.open, one.due_on) for one in open_items(day)]


def figures(day: date) -> Any:
    """Everything that an undo brings back."""
    return {
        "plan": list(Instalment.objects.order_by("pk").values_list("pk", "amount", "paid", "replaced_on")),
        "papers": list(Invoice.objects.exclude(status="void").order_by("pk").values_list("pk", "paid", "countered")),
        "money": list(Receipt.objects.filter(withdrawn_on=None).order_by("pk").values_list("pk", "allocated")),
        "items": [(one.number, one.amount, one.open) for one in open_items(day)],
    }


def _sum(rows: Any, amount: Any) -> Decimal:
    return rows.aggregate(sum=Sum(amount))["sum"] or ZERO
