"""Which invoices were paid by what was allocated to instalments."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from zhike.kit import writing_many
from zhike.receivables.actions.posting import NOTHING
from zhike.receivables.models import Allocation, Instalment, Invoice, InvoicePayment
from zhike.receivables.models.invoice import Form, Status
from zhike.receivables.models.ledger import EntryKind

KINDS = ("order", "contract", "invoice")
NO_PAYMENT = (EntryKind.REPLAN, EntryKind.RED)  # a red letter counts as taken back, and no second time as paid
GIVEN_BACK = (EntryKind.RETURN, EntryKind.CANCEL)


def name_papers(made: Allocation, *, first: Invoice | None = None) -> None:
    """Let what was paid of an instalment pay the invoices over the same order or contract, the oldest first."""
    instalment = Instalment.objects.filter(entry=made.debit_id).first()
    if instalment is None or made.credit.kind in NO_PAYMENT:
        return
    papers = papers_of(instalment).filter(paid__lt=F("gross") - F("countered")).select_for_update(of=("self",))
    some = sorted(papers, key=lambda paper: (first is None or paper.pk != first.pk, paper.issued_on, paper.pk))
    _pay(made, _payable(made, made.amount, instalment), some)


def name_papers_of_many(made: Sequence[Allocation]) -> None:
    """The same for many allocations at once, in a few queries."""
    plan = Instalment.objects.filter(entry__in=[one.debit_id for one in made])
    sources = {one.entry_id: _source_of(one) for one in plan.select_related("order")}
    issued = Invoice.objects.filter(status=Status.ISSUED, form=Form.BLUE, paid__lt=F("gross") - F("countered"))
    orders, contracts, own = ({key for name, key in sources.values() if name == kind} for kind in KINDS)
    about = Q(order__in=orders) | Q(contract__in=contracts) | Q(order__contract__in=contracts) | Q(pk__in=own)
    papers: dict[tuple[str, int | None], list[Invoice]] = defaultdict(list)
    found = issued.filter(about).select_related("order").select_for_update(of=("self",)).order_by("issued_on", "pk")
    for paper in found if made else ():
        contract = paper.contract_id or (paper.order.contract_id if paper.order else None)
        for source in {("order", paper.order_id), ("contract", contract), ("invoice", paper.pk)}:
            papers[source].append(paper)
    rows = []
    for one in made:
        left = one.amount
        for paper in papers[sources.get(one.debit_id, ("", None))]:
            if taken := min(left, paper.left - paper.paid):
                paper.paid, left = paper.paid + taken, left - taken
                rows.append(InvoicePayment(allocation=one, invoice=paper, amount=taken))
    InvoicePayment.objects.bulk_create(rows, batch_size=2000)
    writing_many.update(list({row.invoice_id: row.invoice for row in rows}.values()), ["paid"])


def _source_of(one: Instalment) -> tuple[str, int | None]:
    """What an instalment pays for."""
    return next((name, key) for name in KINDS if (key := getattr(one, f"{name}_id")))


def unname_papers(allocation: Allocation, amount: Decimal) -> None:
    """Let so much of an allocation pay no invoice any more, the latest named first."""
    _release(_named(InvoicePayment.objects.filter(allocation=allocation)), amount)


def name_earlier(invoice: Invoice) -> None:
    """Let money that came before the invoice pay it."""
    plan = {one.entry_id: one for one in Instalment.objects.filter(_same_source(invoice))}
    for made in Allocation.objects.filter(debit__in=plan, amount__gt=0, reversed_by=None).order_by("pk"):
        if made.credit.kind not in NO_PAYMENT:
            free = made.amount - _sum(made.papers)
            _pay(made, _payable(made, free, plan[made.debit_id]), [Invoice.objects.get(pk=invoice.pk)])


def release_excess(invoice: Invoice) -> None:
    """After a red letter: an invoice is never paid by more than is left of it, nor by goods that it no longer bills."""
    for instalment in Instalment.objects.filter(_same_source(invoice), invoice=None)[:1]:
        some = _named(_paid_by_goods(papers_of(instalment)))
        _release(sorted(some, key=lambda row: row["invoice"] != invoice.pk), -_billed_beyond(instalment))
    paid = Invoice.objects.get(pk=invoice.pk).paid
    _release(_named(InvoicePayment.objects.filter(invoice=invoice)), paid - invoice.left)


def _release(payments: list[Any], amount: Decimal) -> None:
    for row in payments:
        if (taken := min(amount, row["amount"])) > 0:
            _write(row["allocation"], row["invoice"], -taken)
            amount -= taken


def _payable(made: Allocation, amount: Decimal, instalment: Instalment) -> Decimal:
    """How much of an allocation may pay invoices: of goods given back only what invoices still bill of them."""
    return max(min(amount, _billed_beyond(instalment)), NOTHING) if made.credit.kind in GIVEN_BACK else amount


def _billed_beyond(instalment: Instalment) -> Decimal:
    """By how much the invoices over a plan say more than is owed by it after returns, where no return has paid them.

    A return and the red letter that follows it are one reduction: what the letter takes off, the return no longer pays.
    """
    name, key = _source_of(instalment)
    plan, papers = Instalment.objects.filter(**{name: key}), papers_of(instalment)
    given = Allocation.objects.filter(debit__in=plan.values("entry"), credit__kind__in=(EntryKind.REPLAN, *GIVEN_BACK))
    billed = _sum(papers, "gross") - _sum(papers, "countered")
    return billed - (_sum(plan) - _sum(given)) - _sum(_paid_by_goods(papers))


def _paid_by_goods(papers: QuerySet[Invoice]) -> QuerySet[InvoicePayment]:
    found = InvoicePayment.objects.filter(invoice__in=papers.values("pk"))
    return found.filter(allocation__credit__kind__in=GIVEN_BACK)


def _sum(rows: Any, column: str = "amount") -> Decimal:
    total: Decimal | None = rows.aggregate(total=Sum(column))["total"]
    return total or NOTHING


def papers_of(instalment: Instalment) -> QuerySet[Invoice]:
    """The issued invoices over what an instalment pays for."""
    issued = Invoice.objects.filter(status=Status.ISSUED, form=Form.BLUE)
    if instalment.order_id:
        return issued.filter(order=instalment.order_id)
    if instalment.contract_id:
        return issued.filter(Q(contract=instalment.contract_id) | Q(order__contract=instalment.contract_id))
    return issued.filter(pk=instalment.invoice_id or 0)


def _same_source(invoice: Invoice) -> Q:
    found = Q(invoice=invoice.pk)
    if invoice.order_id:
        found |= Q(order=invoice.order_id) | Q(contract__orders=invoice.order_id)
    if invoice.contract_id:
        found |= Q(contract=invoice.contract_id)
    return found


def _pay(made: Allocation, amount: Decimal, papers: list[Invoice]) -> None:
    for paper in papers:
        if taken := min(amount, paper.left - paper.paid):
            _write(made.pk, paper.pk, taken)
            amount -= taken


def _write(allocation: int, invoice: int, amount: Decimal) -> None:
    InvoicePayment.objects.create(allocation_id=allocation, invoice_id=invoice, amount=amount)
    changed = {"version": F("version") + 1, "changed_at": timezone.now()}
    Invoice.objects.filter(pk=invoice).update(paid=F("paid") + amount, **changed)


def _named(payments: QuerySet[InvoicePayment]) -> list[Any]:
    """What allocations still pay of invoices, the latest first."""
    sums = payments.values("allocation", "invoice").annotate(amount=Sum("amount")).filter(amount__gt=0)
    return list(sums.order_by("-allocation"))
