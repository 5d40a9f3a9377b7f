"""Plans, receipts, invoices."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.cast.customers import a_customer
from tests.cast.papers import an_order
from tests.cast.people import a_person, numbers
from zhike.kit.access.models import Role, Staff
from zhike.kit.search import index
from zhike.receivables.actions import crediting, invoicing, planning, receiving, settling
from zhike.receivables.actions import issuing as billing
from zhike.receivables.models import CreditLimit, Instalment, Invoice, Receipt, Reminder


def a_plan(*, owner: Staff | None = None, terms: str = "30/70 signing, 2026-04-30", **fields: Any) -> list[Instalment]:
    """An order of 760 that is paid in two instalments, 228 and 532 unless said otherwise."""
    order = fields.pop("order", None) or an_order(owner=owner, **fields)
    planning.plan.function(by=owner or a_person("Ada", role=Role.ADMIN, team=None), order=order, terms=terms)
    return list(order.instalments.order_by("pk"))


def a_receipt(*, owner: Staff | None = None, amount: Any = 300, **fields: Any) -> Receipt:
    """Money of a customer that has settled nothing."""
    basics = {"received_on": date(2026, 3, 5), "payer": "山月茶馆", "reference": f"B{next(numbers):06}"}
    if "customer" not in fields:
        fields["customer"] = a_customer(owner=owner)
    receipt = receiving.receive.function(by=owner, amount=Decimal(amount), **basics | fields)
    index([receipt])
    return receipt


def a_payment(*, owner: Staff, **fields: Any) -> Receipt:
    """Money that has paid a part of an instalment."""
    plan = a_plan(owner=owner)
    receipt = a_receipt(owner=owner, customer=plan[0].customer, amount=200, **fields)
    settling.settle(receipt.entry, plan[0].entry, Decimal(200), by=owner)
    return receipt.fresh()


def a_draft(*, owner: Staff | None = None, **fields: Any) -> Invoice:
    """An invoice over a whole order of 760, not issued yet."""
    order = fields.pop("order", None) or an_order(owner=owner)
    by = owner or a_person("Ada", role=Role.ADMIN, team=None)
    invoice = invoicing.draft_of_order.function(by=by, order=order, **fields)
    index([invoice])
    return invoice


def an_invoice(*, owner: Staff | None = None, **fields: Any) -> Invoice:
    """An issued invoice over an order of 760."""
    invoice = a_draft(owner=owner, **fields)
    by = owner or a_person("Ada", role=Role.ADMIN, team=None)
    billing.issue.function(invoice, by=by, on=date(2026, 3, 4))
    index([invoice])
    return invoice.fresh()


def a_credit_note(*, owner: Staff) -> Invoice:
    """A note of 60 for a customer who came to owe something only later."""
    customer = a_customer(owner=owner)
    note = crediting.credit_note.function(by=owner, customer=customer, amount=Decimal(60), reason="Late.")
    a_plan(owner=owner, customer=customer)
    return note


def a_credit_limit(*, owner: Staff | None = None, **fields: Any) -> CreditLimit:
    """A customer may owe so much since the first of March."""
    basics = {"customer": a_customer(owner=owner), "amount": Decimal(50_000), "since": date(2026, 3, 1)}
    limit = CreditLimit.objects.create(**basics | {"reason": "Old customer."} | fields)
    index([limit])
    return limit


def a_reminder(*, owner: Staff | None = None, **fields: Any) -> Reminder:
    """A first letter about 532 that have been due for twenty days."""
    basics = {"title": f"提醒{next(numbers)}", "customer": a_customer(owner=owner), "step": 1, "amount": Decimal(532)}
    letters = {"days_overdue": 20, "text_zh": "请付款。", "text_en": "Please pay.", "made_on": date(2026, 3, 12)}
    reminder = Reminder.objects.create(**basics | letters | fields)
    index([reminder])
    return reminder
