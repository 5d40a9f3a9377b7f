"""Which invoices were paid by what was allocated to instalments."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from zhike.kit import writing_many
from zhike.receivables.actions.posting import NOTHING
from zhike.receivables.models import Allocation, Instalment, Invoice, InvoicePayment, LedgerEntry
from zhike.receivables.models.invoice import Form, Status
from zhike.receivables.models.ledger import EntryKind
from zhike.receivables.rules.paying import Paying, Pays

KINDS = ("order", "contract", "invoice")
GIVEN_BACK = (EntryKind.RETURN, EntryKind.CANCEL)
NO_PAYMENT = (EntryKind.REPLAN, EntryKind.RED)  # a red letter counts as taken back, and no second time as paid


def name_papers(instalment: Instalment | None) -> None:
    """Let what settles a plan pay the invoices over the same order or contract, the oldest first.

    The same comes out of it in whatever order things happened; what is paid already stays so as far as it can.
    """
    if instalment and (papers := list(papers_of(instalment).select_for_update(of=("self",)).order_by("pk"))):
        name, key = _source_of(instalment)
        plan = LedgerEntry.objects.filter(**{f"instalment__{name}": key})
        papers.sort(key=lambda paper: (paper.issued_on, paper.pk))
        before = _named(plan, papers)
        after = _paying(plan, papers).of(before)
        _write({pair: after.get(pair, NOTHING) - before.get(pair, NOTHING) for pair in {**before, **after}})


def name_papers_over(invoice: Invoice) -> None:
    """The same for the plan that an invoice is about."""
    found = Q(invoice=invoice.pk)
    if invoice.order_id:
        found |= Q(order=invoice.order_id) | Q(contract__orders=invoice.order_id)
    if invoice.contract_id:
        found |= Q(contract=invoice.contract_id)
    name_papers(Instalment.objects.filter(found).first())


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


def papers_of(instalment: Instalment) -> QuerySet[Invoice]:
    """The issued invoices over what an instalment pays for."""
    issued = Invoice.objects.filter(status=Status.ISSUED, form=Form.BLUE)
    if instalment.order_id:
        return issued.filter(order=instalment.order_id)
    if instalment.contract_id:
        return issued.filter(Q(contract=instalment.contract_id) | Q(order__contract=instalment.contract_id))
    return issued.filter(pk=instalment.invoice_id or 0)


def _paying(plan: QuerySet[LedgerEntry], papers: Sequence[Invoice]) -> Paying:
    made = Allocation.objects.filter(debit__in=plan, amount__gt=0, reversed_by=None).select_related("credit")
    some = list(made.order_by("pk"))
    taken = sum((one.amount for one in some if one.credit.kind in (*NO_PAYMENT, *GIVEN_BACK)), NOTHING)
    left = {paper.pk: paper.left for paper in papers}
    return Paying(
        left=left,
        free={one.pk: one.amount for one in some if one.credit.kind not in NO_PAYMENT},
        goods={one.pk for one in some if one.credit.kind in GIVEN_BACK},
        beyond=max(sum(left.values()) - (sum(one.debit for one in plan) - taken), NOTHING),
    )


def _named(plan: QuerySet[LedgerEntry], papers: Sequence[Invoice]) -> Pays:
    """What allocations to a plan pay of invoices, the first first."""
    found = InvoicePayment.objects.filter(invoice__in=papers, allocation__debit__in=plan)
    sums = found.values_list("allocation", "invoice").annotate(sum=Sum("amount")).filter(sum__gt=0)
    return {(allocation, invoice): amount for allocation, invoice, amount in sums.order_by("allocation", "invoice")}


def _write(changes: Pays) -> None:
    paid: dict[int, Decimal] = defaultdict(Decimal)
    for (allocation, invoice), amount in changes.items():
        if amount:
            InvoicePayment.objects.create(allocation_id=allocation, invoice_id=invoice, amount=amount)
            paid[invoice] += amount
    for invoice, amount in paid.items():
        changed = {"version": F("version") + 1, "changed_at": timezone.now()}
        Invoice.objects.filter(pk=invoice).update(paid=F("paid") + amount, **changed)
