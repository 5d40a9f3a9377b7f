"""Lines of a bank's file become receipts: many at once, with all that belongs to them."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from zhike.kit import search, writing_many
from zhike.kit.audit import trace
from zhike.kit.events import announce_each
from zhike.receivables.actions import exchanging, numbering, receiving
from zhike.receivables.actions.papers import name_papers_of_many
from zhike.receivables.importing.matching import openings_in, propose_exchanges, put
from zhike.receivables.models import Allocation, BankLine, Instalment, LedgerEntry, PayerAccount, Receipt
from zhike.receivables.models.ledger import EntryKind
from zhike.receivables.rules.matching import Found, Line, match
from zhike.sales.models.crediting import owners

VERB = "receivables.receive"


@transaction.atomic
def confirm(keys: Iterable[int], *, by) -> int:
    """Make receipts of these lines and settle what they were matched with; returns how many. Others are left alone."""
    waiting = BankLine.objects.filter(pk__in=list(keys), receipt=None, passed_over=False)
    lines = list(waiting.select_for_update(of=("self",)).order_by("pk"))
    at_home = [line for line in lines if not _is_abroad(line)]
    made = _receipts(at_home)
    entries = _post([one for one in made if one.customer_id])
    _settle([(line, entries[one.pk]) for line, one in zip(at_home, made, strict=True) if one.pk in entries], by=by)
    writing_many.update(made, ["entry", "allocated"])
    trace.record_many(VERB, made, by=by)
    search.index(made)
    announce_each("receivables.received", [{"receipt": one.pk, "by": by.pk} for one in made])
    abroad = [line for line in lines if _is_abroad(line)]
    for line, receipt in zip([*at_home, *abroad], [*made, *(_alone(one, by=by) for one in abroad)], strict=True):
        line.receipt = receipt
    BankLine.objects.bulk_update(lines, ["receipt"], batch_size=2000)
    return len(lines)


def assign(line: BankLine, customer: int) -> None:
    """Say whose money a line is; it settles what of that customer's fits best."""
    told = Line(line.amount, line.received_on, accounts=[customer], remark=line.remark)
    found = match(told, openings_in(line.currency))
    put(line, Found(customer, 100, ("chosen",), found.shares, is_sure=True))
    if not found.shares:
        propose_exchanges([(line, told)])
    line.save()


def _receipts(lines: Sequence[BankLine]) -> list[Receipt]:
    credited = owners([line.customer_id for line in lines])
    numbers = {}
    for year in {line.received_on.year for line in lines}:
        days = [line.received_on for line in lines if line.received_on.year == year]
        numbers[year] = iter(numbering.take_several(numbering.RECEIPT, len(days), on=days[0]))
    made = [
        Receipt(
            number=next(numbers[line.received_on.year]),
            customer_id=line.customer_id,
            credited_to_id=credited.get(line.customer_id),
            received_on=line.received_on,
            amount=line.amount,
            currency=line.currency,
            payer=line.payer,
            reference=line.reference,
            note=line.remark,
        )
        for line in lines
    ]
    writing_many.insert(made)
    keep_accounts(zip(made, lines, strict=True))
    return made


def keep_accounts(some: Iterable[tuple[Receipt, BankLine]]) -> None:
    """Keep the accounts that receipts came from, so that the next money from there is known."""
    accounts = [PayerAccount(receipt=one, number=line.payer_account) for one, line in some if line.payer_account]
    PayerAccount.objects.bulk_create(accounts, batch_size=2000)


def _post(receipts: Sequence[Receipt]) -> dict[int, LedgerEntry]:
    """The entries of receipts in the firm's own currency, by the key of the receipt."""
    entries = [
        LedgerEntry(
            customer_id=one.customer_id or 0,
            kind=EntryKind.RECEIPT,
            on=one.received_on,
            document=one._meta.label_lower,
            document_id=one.pk,
            number=one.number,
            currency=one.currency,
            credit=one.amount,
            firm_credit=one.amount,
        )
        for one in receipts
    ]
    writing_many.insert(entries)
    for one, entry in zip(receipts, entries, strict=True):
        one.entry = entry
        entry.receipt = one
    return {entry.document_id: entry for entry in entries}


def _settle(some: Sequence[tuple[BankLine, LedgerEntry]], *, by) -> None:
    """Allocate what each line was matched with, as far as it is still open."""
    wanted = {share[0] for line, _entry in some for share in line.shares}
    plan = Instalment.objects.filter(pk__in=wanted).select_related("entry").select_for_update(of=("self",))
    instalments = {one.pk: one for one in plan.order_by("pk")}
    again = Allocation.objects.filter(debit__instalment__in=instalments, amount__lt=0).values_list("debit")
    freed, made = dict(again.annotate(Max("on")).order_by()), []
    for line, entry in some:
        for key, written in line.shares:
            one = instalments.get(key)
            taken = min(Decimal(written), one.open) if one and one.customer_id == line.customer_id else Decimal(0)
            if one and taken > 0:
                one.paid += taken
                entry.receipt.allocated += taken
                since = max(entry.on, freed.get(one.entry_id, one.entry.on))
                made.append(_allocation(entry, one.entry, taken, on=since, by=by))
    writing_many.insert(made)
    writing_many.update(list(instalments.values()), ["paid"])
    name_papers_of_many(made)


def _allocation(credit: LedgerEntry, debit: LedgerEntry, amount: Decimal, *, on: date, by) -> Allocation:
    """In the firm's own currency nothing is won or lost by rates."""
    return Allocation(credit=credit, debit=debit, amount=amount, firm_credit=amount, firm_debit=amount, on=on, by=by)


def _alone(line: BankLine, *, by) -> Receipt:
    """Money in another currency, or for a debt in another, takes the way of a receipt that somebody records."""
    receipt: Any = receiving.receive(
        by=by,
        received_on=line.received_on,
        amount=line.amount,
        currency=line.currency,
        customer=line.customer,
        payer=line.payer,
        reference=line.reference,
        note=line.remark,
    )
    keep_accounts([(receipt, line)])
    for key, amount, *exchanged in line.shares:
        one = Instalment.objects.select_related("entry").filter(pk=key).first()
        settled = min(Decimal(exchanged[0] if exchanged else amount), one.open) if one and receipt.entry else Decimal(0)
        if one and receipt.entry and settled > 0:
            exchanging.pay(receipt.entry, one.entry, settled, by=by)
    return receipt


def _is_abroad(line: BankLine) -> bool:
    """Whether rates play a part: in its own currency, or in that of what it settles."""
    return line.currency != settings.CURRENCY or any(len(share) > 2 for share in line.shares)
