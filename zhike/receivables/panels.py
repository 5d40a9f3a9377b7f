"""What receivables put on pages: plans and invoices of orders and contracts, money of customers."""

from collections.abc import Iterable
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, Q, Sum, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import Customer
from zhike.kit.access.rows import may, rows
from zhike.kit.surfaces.cells import address_of
from zhike.kit.surfaces.offers import TimelineEntry, Way, offer_panel, offer_timeline, offer_way
from zhike.look.templatetags.ui import exact_money
from zhike.receivables.actions.limits import credit_of
from zhike.receivables.exchanges import settled
from zhike.receivables.models import Allocation, CreditLimit, Instalment, Invoice, Receipt, Reminder
from zhike.receivables.models.invoice import Form, Status
from zhike.receivables.models.ledger import EntryKind
from zhike.rights.figures import are_known, cover
from zhike.sales.models import Contract, Kind, Order

NOTHING = Decimal(0)
SHOWN = 60


def of_order(order: Order, *, by) -> dict[str, Any] | None:
    """When an order is paid and what was invoiced of it; nothing for what amends another one."""
    if order.kind != Kind.SALE or order.customer_id is None:
        return None
    return _of_source("order", order, by=by)


def of_contract(contract: Contract, *, by) -> dict[str, Any]:
    """The same for a contract."""
    return _of_source("contract", contract, by=by)


def of_instalment(instalment: Instalment, *, by) -> dict[str, Any]:
    """What settled an instalment."""
    if not are_known(Instalment, Receipt, by=by):
        return {"known": False}
    found = Allocation.objects.filter(debit=instalment.entry_id).select_related("credit", "debit", "by").order_by("pk")
    return {"known": True, "allocations": settled(found[:SHOWN]), "state": instalment.state_on(timezone.localdate())}


def of_receipt(receipt: Receipt, *, by) -> dict[str, Any]:
    """What a receipt settled, and what it could settle."""
    if not are_known(Instalment, Receipt, by=by):
        return {"known": False}
    found = Allocation.objects.filter(credit=receipt.entry_id).select_related("credit", "debit__instalment", "by")
    due = rows(Instalment, by=by).filter(customer=receipt.customer_id, replaced_on=None, paid__lt=F("amount"))
    at_home = Case(When(currency=receipt.currency, then=0), default=1)
    waiting = due.order_by(at_home, F("due_on").asc(nulls_last=True), "pk")[:SHOWN]
    return {
        "known": True,
        "allocations": settled(found.order_by("pk")[:SHOWN]),
        "taken": set(found.filter(reversed_by__isnull=False).values_list("pk", flat=True)),
        "waiting": waiting if receipt.open and receipt.customer_id else (),
        "may_book": may(by, "book", Receipt),
        "today": timezone.localdate(),
    }


def of_reminder(reminder: Reminder, *, by) -> dict[str, Any]:
    """Whether the letter, which names what is due, may be read."""
    return {"known": are_known(Reminder, by=by)}


def of_invoice(invoice: Invoice, *, by) -> dict[str, Any]:
    """The lines of an invoice, to whom it went, and what took it back."""
    lines = list(invoice.lines.order_by("position")[:500])
    figures = [[invoice.signed(amount) for amount in (one.net, one.tax, one.amount)] for one in lines]
    return {
        "known": are_known(Invoice, by=by),
        "lines": list(zip(lines, figures, strict=True)),
        "totals": [invoice.signed(amount) for amount in (invoice.net, invoice.tax, invoice.gross)],
        "billing": invoice.billing,
        "red_letters": rows(Invoice, by=by).filter(counters=invoice).order_by("pk"),
        "is_late": invoice.is_draft and invoice.due_on is not None and invoice.due_on < timezone.localdate(),
    }


def of_customer(customer: Customer, *, by) -> dict[str, Any] | None:
    """What a customer owes, what of it late, what it may owe, and what comes next."""
    if not (may(by, "read", Instalment) and are_known(Instalment, Receipt, CreditLimit, by=by)):
        return None
    today = timezone.localdate()
    mine = rows(Instalment, by=by).filter(customer=customer, replaced_on=None, paid__lt=F("amount"))
    waiting = list(mine.exclude(due_on=None).order_by("due_on", "pk")[:SHOWN])
    late = [one for one in waiting if one.is_overdue(on=today)]
    nearest = next((one for one in waiting if not one.is_overdue(on=today)), None)
    unused = rows(Receipt, by=by).filter(customer=customer, withdrawn_on=None, amount__gt=F("allocated"))
    notes = rows(Invoice, by=by).filter(customer=customer, form=Form.CREDIT, gross__gt=F("paid"))
    credit = credit_of(customer, on=today)
    if not (credit.owed or late or nearest or credit.limit is not None or credit.hold):
        return None
    return {
        "credit": credit,
        "late": late,
        "overdue": _by_currency(late),
        "unallocated": _by_currency(unused),
        "credit_left": _by_currency(notes if are_known(Invoice, by=by) else ()),
        "nearest": nearest,
        "today": today,
    }


def _by_currency(some: Iterable[Any]) -> dict[str, Decimal]:
    """What is open of rows, never added up across currencies."""
    found: dict[str, Decimal] = {}
    for one in some:
        found[one.currency] = found.get(one.currency, NOTHING) + one.open
    return found


def story(customer: Customer, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """Money that came and went, and invoices."""
    if person:
        return []
    receipts = rows(Receipt, by=by).filter(customer=customer, withdrawn_on=None)
    invoices = rows(Invoice, by=by).filter(customer=customer, status=Status.ISSUED)
    if before:
        day = timezone.localdate(before)
        receipts, invoices = receipts.filter(received_on__lt=day), invoices.filter(issued_on__lt=day)
    told = [
        _entry("receipt", one.received_on, one.get_kind_display(), one, one.amount, address_of(one))
        for one in cover(receipts.order_by("-received_on", "-pk")[:limit], by=by)
    ]
    return told + [
        _entry("invoice", one.issued_on, one.get_form_display(), one, one.signed(one.gross), address_of(one))
        for one in cover(invoices.order_by("-issued_on", "-pk")[:limit], by=by)
    ]


def _entry(kind: str, day: Any, word: str, row: Any, amount: Decimal, url: str) -> TimelineEntry:
    told = {"kind": word, "number": row.number, "total": exact_money(amount, row.currency)}
    at = timezone.make_aware(datetime.combine(day, time(12)))
    return TimelineEntry(at=at, day=day, kind="money", text=_("%(kind)s %(number)s, %(total)s") % told, url=url)


def _of_source(kind: str, source: Any, *, by) -> dict[str, Any]:
    plan = list(rows(Instalment, by=by).filter(_planned_by(source), replaced_on=None).order_by("due_on", "pk"))
    today = timezone.localdate()
    for one in plan:
        one.state = one.state_on(today)  # type: ignore[attr-defined]
    told = Q(contract=source) | Q(order__contract=source) if kind == "contract" else Q(order=source)
    papers = list(rows(Invoice, by=by).filter(told).exclude(status=Status.VOID).order_by("pk"))
    issued = [one for one in papers if one.is_issued and one.form == Form.BLUE]
    return {
        "kind": kind,
        "known": are_known(Instalment, by=by),
        "has_amounts": are_known(Invoice, by=by),
        "plan": plan,
        "papers": [(one, one.signed(one.gross)) for one in papers],
        "paid": sum((one.paid for one in plan), NOTHING),
        "given_back": _given_back(plan),
        "planned": sum((one.amount for one in plan), NOTHING),
        "invoiced": sum((one.left for one in issued), NOTHING),
        "may_book": may(by, "book", Instalment),
        "today": today,
    }


def _given_back(plan: list[Instalment]) -> Decimal:
    """What of the paid part of a plan is no money, but returns and changes of the order."""
    if not (paid := [one.entry_id for one in plan if one.paid]):
        return NOTHING
    found = Allocation.objects.filter(debit__in=paid, credit__kind__in=(EntryKind.RETURN, EntryKind.CANCEL))
    return found.aggregate(sum=Sum("amount"))["sum"] or NOTHING


def _planned_by(source: Any) -> Q:
    """The instalments of a contract or an order; of an order under a contract that is planned as a whole, those."""
    if isinstance(source, Contract):
        return Q(contract=source)
    return Q(order=source) | Q(contract=source.contract_id) if source.contract_id else Q(order=source)


WAYS = (
    (Receipt, "book", gettext_lazy("Record a receipt"), "receivables:do", "receive"),
    (Receipt, "load", gettext_lazy("Bank files"), "receivables:bank-files", ""),
    (Invoice, "book", gettext_lazy("Invoice an amount"), "receivables:do", "draft_of_amount"),
    (Invoice, "book", gettext_lazy("Write a credit note"), "receivables:do", "credit_note"),
    (CreditLimit, "grant", gettext_lazy("Set a credit limit"), "receivables:do", "grant"),
)


def _way(model: Any, right: str, label: Any, name: str, word: str) -> Any:
    """A button above the list of a noun for whoever holds a right."""

    def way(entity: Any, *, by, address: str) -> Way | None:
        if entity.model is model and may(by, right, model):
            return Way(label, reverse(name, args=[word] if word else []), fills=True)
        return None

    return way


for told in WAYS:
    offer_way(_way(*told))
offer_panel(Order, template="receivables/source.html", context=of_order, place="main", order=20)
offer_panel(Contract, template="receivables/source.html", context=of_contract, place="main", order=20)
offer_panel(Instalment, template="receivables/settled.html", context=of_instalment, place="main", order=10)
offer_panel(Receipt, template="receivables/receipt.html", context=of_receipt, place="main", order=10)
offer_panel(Invoice, template="receivables/invoice.html", context=of_invoice, place="main", order=10)
offer_panel(
    Reminder,
    template="receivables/reminder.html",
    context=of_reminder,
    place="main",
    order=10,
)
offer_panel(Customer, template="receivables/owed.html", context=of_customer, place="right", order=15, late=True)
offer_timeline(Customer, story, kind="money", label=gettext_lazy("Payments and invoices"))
