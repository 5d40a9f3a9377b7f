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
from zhike.receivables.actions.posting import Posting, left_of
from zhike.receivables.models import Invoice
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
    """They owe so much less, for a reason and without goods; it settles what is due first."""
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
    for one in settling.open_instalments(customer.pk, currency=currency):
        if taken := min(left_of(note.entry).amount, one.open):
            settling.settle(note.entry, one.entry, taken, by=by)
    note.refresh_from_db()
    return note
