"""Issuing invoices and taking them back: 开具与红冲."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit import search
from zhike.kit.actions import action
from zhike.kit.audit import trace
from zhike.kit.refusal import Refusal
from zhike.look.format import exact_money
from zhike.receivables.actions import numbering
from zhike.receivables.actions.billing import current
from zhike.receivables.actions.claims import add
from zhike.receivables.actions.giving_back import give_back
from zhike.receivables.actions.invoicing import add_lines, require_draft
from zhike.receivables.actions.lines import require_room
from zhike.receivables.actions.papers import name_papers_over
from zhike.receivables.actions.posting import Posting
from zhike.receivables.actions.reddening import red_lines
from zhike.receivables.models import Instalment, Invoice
from zhike.receivables.models.invoice import Form, InvoiceKind, Status
from zhike.receivables.models.ledger import Account, EntryKind
from zhike.receivables.rules.terms import Part
from zhike.sales.models import Order

SPECIAL = (InvoiceKind.SPECIAL, InvoiceKind.DIGITAL_SPECIAL)
DUE_DAYS = 30


@action(
    Invoice,
    title=gettext_lazy("Issue"),
    past=gettext_lazy("issued this invoice"),
    needs="book",
    announces="receivables.invoice_issued",
    offered=lambda invoice: invoice.is_draft,
    labels={"on": gettext_lazy("issued on")},
)
def issue(invoice: Invoice, *, by, on: date | None = None) -> None:
    """It has its number now, and what it was about cannot be changed; what nobody planned to be paid is owed."""
    require_draft(invoice)
    day = on or timezone.localdate()
    if day > timezone.localdate():
        raise Refusal(_("An invoice is not issued ahead of its day."), field="on")
    invoice.billing = current(invoice.customer)
    if invoice.kind in SPECIAL and not (invoice.billing and invoice.billing.tax_number):
        raise Refusal(_("A special invoice needs the customer's tax number. Add its billing details first."))
    if invoice.order:
        Order.objects.select_for_update(of=("self",)).get(pk=invoice.order.pk)
    require_room(invoice)
    invoice.title = invoice.billing.title if invoice.billing else invoice.customer.name
    invoice.issued_on, invoice.status = day, Status.ISSUED
    invoice.due_on = invoice.due_on or day + timedelta(days=_due_days(invoice))
    invoice.number = numbering.take(numbering.INVOICE, on=day)
    invoice.save()
    invoice.entry = _posting(invoice, EntryKind.INVOICE, Account.INVOICED).debit(invoice.gross)
    invoice.save()
    _claim(invoice, by=by)
    name_papers_over(invoice)
    invoice.refresh_from_db()


@action(
    Invoice,
    title=gettext_lazy("Red letter"),
    past=gettext_lazy("wrote a red letter for this invoice"),
    needs="book",
    announces="receivables.red_letter_issued",
    offered=lambda invoice: invoice.can_be_countered,
    labels={
        "reason": gettext_lazy("reason"),
        "sheet": gettext_lazy("red-letter sheet number"),
        "amount": gettext_lazy("amount, where not all of it"),
        "lines": gettext_lazy("quantities, where not all of it"),
        "on": gettext_lazy("issued on"),
    },
)
def red_letter(
    invoice: Invoice,
    *,
    by,
    reason: str,
    sheet: str = "",
    amount: Decimal | None = None,
    lines: str = "",
    on: date | None = None,
) -> dict[str, list[str | None]]:
    """Issue a red letter over what is left of an invoice, over an amount, or over some quantities of its lines."""
    day = on or timezone.localdate()
    _require_counterable(invoice, reason, sheet, day)
    made = red_lines(invoice, amount, lines)
    red = _like(invoice, form=Form.RED)
    red.reason, red.sheet, red.issued_on, red.status = reason[:200], sheet[:30], day, Status.ISSUED
    red.number = numbering.take(numbering.RED, on=day)
    add_lines(red, made)
    if red.gross > invoice.left:
        left = exact_money(invoice.left, currency=invoice.currency)
        raise Refusal(_("Only %(left)s of this invoice is left.") % {"left": left}, field="amount")
    red.entry = _posting(red, EntryKind.RED, Account.INVOICED).credit(red.gross)
    red.save()
    invoice.countered += red.gross
    invoice.save()
    _give_back(red, invoice, by=by)
    name_papers_over(invoice)
    trace.record("create", red, by=by, changes=trace.difference({}, trace.snapshot(red)))
    search.index([red])
    invoice.refresh_from_db()
    return {"red_letter": [None, f"{red.number}: {red.gross:f}"]}


@action(
    Invoice,
    title=gettext_lazy("Enter the fapiao number"),
    past=gettext_lazy("entered the fapiao number"),
    needs="book",
    offered=lambda invoice: invoice.is_issued and invoice.form != Form.CREDIT,
    labels={"fapiao": gettext_lazy("fapiao number")},
)
def name_fapiao(invoice: Invoice, *, by, fapiao: str) -> None:
    """The number the tax office gave it: 8 digits, or 20 of a digital one, the code of older ones before it."""
    if not invoice.is_issued or invoice.form == Form.CREDIT:
        raise Refusal(_("Only an issued invoice has a fapiao number."))
    number = "".join(fapiao.split())
    if not number.isascii() or not number.isdigit() or len(number) not in (8, 18, 20):
        raise Refusal(_("A fapiao number has 8 or 20 digits."), field="fapiao")
    if Invoice.objects.filter(fapiao=number).exclude(pk=invoice.pk).exists():
        raise Refusal(_("Another invoice has this fapiao number."), field="fapiao")
    invoice.fapiao = number
    invoice.save()


@action(
    Invoice,
    title=gettext_lazy("Note a dispute"),
    past=gettext_lazy("noted that this invoice is disputed"),
    needs="book",
    announces="receivables.disputed",
    offered=lambda invoice: invoice.can_be_countered and not invoice.disputed,
    labels={"reason": gettext_lazy("reason")},
)
def dispute(invoice: Invoice, *, by, reason: str) -> None:
    """The customer says that it is wrong: nobody reminds them of it until that is settled."""
    if not invoice.can_be_countered or not reason.strip():
        raise Refusal(_("Say what the customer disputes about an issued invoice."), field="reason")
    invoice.disputed = reason.strip()[:200]
    invoice.save()


@action(
    Invoice,
    title=gettext_lazy("Settle the dispute"),
    past=gettext_lazy("settled the dispute"),
    needs="book",
    announces="receivables.dispute_settled",
    offered=lambda invoice: bool(invoice.disputed),
)
def settle_dispute(invoice: Invoice, *, by) -> None:
    """Both sides agree again."""
    if not invoice.disputed:
        raise Refusal(_("Nobody disputes this invoice."))
    invoice.disputed = ""
    invoice.save()


def _like(invoice: Invoice, *, form: str) -> Invoice:
    """A paper that counters an invoice: about the same business, for the same customer."""
    return Invoice(
        form=form,
        counters=invoice,
        kind=invoice.kind,
        customer=invoice.customer,
        order=invoice.order,
        contract=invoice.contract,
        billing=invoice.billing,
        title=invoice.title,
        currency=invoice.currency,
    )


def _posting(invoice: Invoice, kind: str, account: str) -> Posting:
    return Posting(
        customer=invoice.customer_id,
        kind=kind,
        on=invoice.issued_on or timezone.localdate(),
        document=invoice,
        number=invoice.number or "",
        currency=invoice.currency,
        account=account,
        rate=invoice.counters.entry.rate if invoice.counters and invoice.counters.entry else None,
    )


def _due_days(invoice: Invoice) -> int:
    days = [getattr(source, "due_days", None) for source in (invoice.order, invoice.contract)]
    return next((day for day in days if day is not None), DUE_DAYS)


def _claim(invoice: Invoice, *, by) -> None:
    """What the invoice is about is owed, if nobody planned before how it is paid."""
    sources = [invoice.order, invoice.order and invoice.order.contract, invoice.contract]
    if any(source and source.instalments.exists() for source in sources):
        return
    part = Part(Decimal(100), "", invoice.due_on)
    add(invoice, [part], amount=invoice.gross, on=invoice.issued_on or timezone.localdate(), by=by)


def _require_counterable(invoice: Invoice, reason: str, sheet: str, day: date) -> None:
    if not invoice.can_be_countered:
        raise Refusal(_("There is nothing left of this invoice to take back."))
    if not reason.strip():
        raise Refusal(_("Say why it is taken back."), field="reason")
    if invoice.kind in SPECIAL and not sheet.strip():
        raise Refusal(_("A special invoice is taken back with the number of a red-letter sheet."), field="sheet")
    if not (invoice.issued_on or day) <= day <= timezone.localdate():
        raise Refusal(_("A red letter is issued between the day of its invoice and today."), field="on")


def _give_back(red: Invoice, invoice: Invoice, *, by) -> None:
    """Where the invoice itself was the claim, its red letter takes the claim back; what was paid is credit again."""
    plan = list(Instalment.objects.filter(invoice=invoice).select_related("entry").order_by("-pk"))
    if not plan:
        return
    given = _posting(red, EntryKind.RED, Account.OWED).credit(red.gross)
    give_back(given, plan, by=by)
