"""Credit notes: money without goods."""

from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import Customer
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.receivables.actions import numbering, settling
from zhike.receivables.actions.amounts import require_amount, require_currency
from zhike.receivables.actions.giving_back import give_back
from zhike.receivables.actions.posting import Posting
from zhike.receivables.models import Instalment, Invoice
from zhike.receivables.models.invoice import Form, Status
from zhike.receivables.models.ledger import EntryKind


@action(
    Invoice,
    title=gettext_lazy("Write a credit note"),
    past=gettext_lazy("wrote this credit note"),
    needs="book",
    announces="receivables.credited",
    labels={
        "customer": gettext_lazy("customer"),
        "amount": gettext_lazy("amount"),
        "reason": gettext_lazy("reason"),
        "currency": gettext_lazy("currency"),
    },
)
def credit_note(*, by, customer: Customer, amount: Decimal, reason: str, currency: str = "") -> Invoice:
    """They owe so much less, for a reason and without goods.

    It settles what is due first, then what was paid last, so that the money is theirs to have back.
    """
    currency, today = currency or settings.CURRENCY, timezone.localdate()
    require_currency(currency)
    require_amount(amount, currency)
    if not reason.strip():
        raise Refusal(_("Say why they owe less."), field="reason")
    note = Invoice(form=Form.CREDIT, customer=customer, title=customer.name[:120], currency=currency)
    note.net, note.gross, note.reason = amount, amount, reason.strip()[:200]
    note.issued_on, note.status = today, Status.ISSUED
    note.number = numbering.take(numbering.CREDIT, on=today)
    note.save()
    posting = Posting(customer.pk, EntryKind.CREDIT, today, note, note.number, currency)
    note.entry = posting.credit(amount)
    note.save()
    give_back(note.entry, [*settling.open_instalments(customer.pk, currency=currency), *_paid(note)], by=by)
    note.refresh_from_db()
    return note


@action(
    Invoice,
    title=gettext_lazy("Use the credit"),
    past=gettext_lazy("used the credit of this note"),
    needs="book",
    announces="receivables.credit_used",
    offered=lambda invoice: has_credit_left(invoice),
    labels={"instalment": gettext_lazy("instalment"), "amount": gettext_lazy("amount")},
)
def use_credit(
    invoice: Invoice, *, by, instalment: Instalment | None = None, amount: Decimal | None = None
) -> dict[str, list[str | None]]:
    """Let what is left of a credit note settle an instalment, or all that is open, the oldest due first."""
    if not has_credit_left(invoice) or invoice.entry is None:
        raise Refusal(_("Nothing of this credit note is left to use."))
    made = settling.spend(invoice.entry, invoice.open, instalment, amount, by=by)
    if not made:
        raise Refusal(_("This customer has nothing to pay in the currency of the credit note."))
    invoice.refresh_from_db()
    return {one.debit.number: [None, f"{one.amount:f}"] for one in made}


def has_credit_left(invoice: Invoice) -> bool:
    """Whether it is a credit note that has not settled all it could."""
    return invoice.form == Form.CREDIT and invoice.is_issued and invoice.open > 0


def _paid(note: Invoice) -> list[Instalment]:
    """What the customer paid in the currency of a note, the latest first."""
    found = Instalment.objects.filter(customer=note.customer_id, currency=note.currency, paid__gt=0)
    return list(found.select_related("entry").order_by("-pk"))
