"""What stands on a statement of account: what was owed, the documents of a period, what is owed, and how late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.urls import reverse
from django.utils import translation

from zhike.customers.models import Customer
from zhike.kit.registry import entity_labelled
from zhike.look.paper import pdf
from zhike.receivables.ageing import Open, open_items
from zhike.receivables.models import LedgerEntry, Rulebook
from zhike.receivables.models.ledger import Account, EntryKind
from zhike.receivables.rules.ageing import UNAPPLIED, Item, spread
from zhike.sales.models import FirmProfile

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Posted:
    """One line of a statement; `balance` is what was owed after it."""

    entry: LedgerEntry
    balance: Decimal

    @property
    def address(self) -> str:
        """The page of its document; nothing where it has none of its own."""
        noun = entity_labelled(self.entry.document)
        return reverse("kit:detail", args=[noun.slug, self.entry.document_id]) if noun else ""


@dataclass(frozen=True)
class Sheet:
    """A statement in one currency."""

    currency: str
    opening: Decimal
    lines: list[Posted]
    closing: Decimal
    buckets: list[tuple[str, Decimal]]
    items: list[Open]

    @property
    def debits(self) -> Decimal:
        """What came to be owed in the period."""
        return sum((line.entry.debit for line in self.lines), NOTHING)

    @property
    def credits(self) -> Decimal:
        """What was paid or given back in it."""
        return sum((line.entry.credit for line in self.lines), NOTHING)


def statement(customer: Customer, *, since: date, until: date) -> list[Sheet]:
    """One sheet for each currency of a customer, from the first to the last day, both included.

    What a changed plan moved between instalments is no document and stands on no statement.
    """
    entries = LedgerEntry.objects.filter(customer=customer, account=Account.OWED, on__lte=until)
    entries = entries.exclude(kind=EntryKind.EXCHANGE)
    currencies = list(entries.values_list("currency", flat=True).distinct().order_by("currency"))
    items = open_items(until, customers=[customer.pk])
    return [_sheet(entries.filter(currency=one), one, items, since=since, until=until) for one in currencies]


def statement_pdf(customer: Customer, *, since: date, until: date, language: str) -> bytes:
    """The statement as a file, in a language."""
    with translation.override(language):
        firm = FirmProfile.objects.first()
        name = (firm.name_en if language == "en" else firm.name) if firm else ""
        context = {
            "customer": customer,
            "paper": True,
            "sheets": statement(customer, since=since, until=until),
            "since": since,
            "until": until,
            "firm": firm,
            "firm_name": name or settings.FIRM_NAME,
        }
        return pdf("receivables/papers/statement.html", context)


def _sheet(entries: Any, currency: str, items: Sequence[Open], *, since: date, until: date) -> Sheet:
    opening = entries.filter(on__lt=since).aggregate(owed=Sum("debit") - Sum("credit"))["owed"] or NOTHING
    balance, lines = opening, []
    for entry in _without_moves(list(entries.filter(on__gte=since).select_related("instalment").order_by("on", "pk"))):
        balance += entry.amount
        lines.append(Posted(entry, balance))
    mine = [item for item in items if item.currency == currency]
    plain = [Item(item.amount, item.due_on) for item in mine]
    buckets = spread(plain, Rulebook.objects.newest().thresholds, on=until)
    shown = [(name, amount) for name, amount in buckets.items() if amount or name != UNAPPLIED]
    return Sheet(currency, opening, lines, balance, shown, mine)


def _without_moves(entries: list[LedgerEntry]) -> list[LedgerEntry]:
    """Leave out what a changed plan took away, and the instalments that came in its place on the same day."""
    moved, kept = set(), []
    for entry in entries:
        plan = (entry.on, entry.number.rpartition("-")[0])
        if entry.kind == EntryKind.REPLAN:
            moved.add(plan)
        elif entry.kind != EntryKind.CLAIM or plan not in moved or not _is_of_plan(entry):
            kept.append(entry)
    return kept


def _is_of_plan(claim: LedgerEntry) -> bool:
    """Whether the document that is planned says so, and no change of it; a document is planned once."""
    one = claim.instalment
    keys = {"sales.order": one.order_id, "sales.contract": one.contract_id, "receivables.invoice": one.invoice_id}
    return keys.get(claim.document) == claim.document_id
