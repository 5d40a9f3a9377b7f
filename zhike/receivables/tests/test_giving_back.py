"""What is given back of something paid: the money is the customer's again, to be refunded or allocated anew."""

import uuid
from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import override

from tests.cast import a_plan, a_product, a_receipt, an_invoice, an_order
from zhike.catalog.models import ExchangeRate
from zhike.kit.refusal import Refusal
from zhike.kit.testing.acting import at_the_screen
from zhike.receivables.actions.amending import enter
from zhike.receivables.actions.crediting import credit_note, use_credit
from zhike.receivables.actions.issuing import red_letter
from zhike.receivables.actions.planning import plan
from zhike.receivables.actions.posting import balance
from zhike.receivables.actions.receiving import allocate, refund
from zhike.receivables.actions.replanning import replan
from zhike.receivables.ageing import open_items
from zhike.receivables.models import Instalment, Invoice, InvoiceLine, LedgerEntry, Receipt
from zhike.receivables.statements import statement
from zhike.sales.models import Kind, OrderLine

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 12)


def given_back(order, total, *, on=TODAY, by, kind=Kind.RETURN):
    told = {"customer": order.customer, "amends": order, "currency": order.currency, "placed_on": on}
    enter(an_order(quantity=-1, total=Decimal(total), kind=kind, **told), by=by)


def test_goods_of_a_paid_order_that_come_back_free_the_money_that_paid_them(order, ana, clock):
    plan(by=ana, order=order, terms="30/70 signing, 30 days")
    receipt = a_receipt(owner=ana, customer=order.customer, amount=760)
    allocate(receipt, by=ana)

    given_back(order, "-380.50", by=ana)

    assert receipt.fresh().open == Decimal("380.50")
    assert [one.paid for one in Instalment.objects.order_by("pk")] == [228, 532]
    refund(receipt.fresh(), by=ana, amount=Decimal("380.50"), on=TODAY)
    assert balance(order.customer_id) == {}
    assert open_items(TODAY) == []


def test_the_plan_says_what_of_it_no_money_paid(order, ana, clock):
    plan(by=ana, order=order, terms="100")
    page = at_the_screen(ana)
    given_back(order, -60, by=ana)
    given_back(order, -40, by=ana, kind=Kind.ADJUSTMENT)

    assert "¥100.00 / ¥760.00 · of which ¥100.00 by returns and changes" in page.get(f"/orders/{order.pk}/").text


def test_a_statement_tells_goods_that_came_back_from_lines_that_were_cancelled(order, ana, clock):
    plan(by=ana, order=order, terms="100")
    given_back(order, -60, by=ana)
    given_back(order, -40, by=ana, kind=Kind.ADJUSTMENT)

    (sheet,) = statement(order.customer, since=date(2026, 3, 1), until=TODAY)
    said = [(one.entry.get_kind_display(), one.entry.amount, one.balance) for one in sheet.lines]

    assert said[1:] == [("Return", -60, 700), ("Cancellation", -40, 660)]
    assert sheet.lines[2].address == f"/orders/{sheet.lines[2].entry.document_id}/"
    page = at_the_screen(ana).get(f"/customers/{order.customer_id}/statement/?since=2026-03-01&until={TODAY}")
    assert f'<a href="{sheet.lines[2].address}">' in page.text
    with override("zh-hans"):
        assert sheet.lines[2].entry.get_kind_display() == "取消"


def test_what_was_cancelled_before_the_ledger_could_say_so_is_called_by_its_name(order, ana, clock):
    plan(by=ana, order=order, terms="100")
    given_back(order, -60, by=ana)
    given_back(order, -40, by=ana, kind=Kind.ADJUSTMENT)
    said = list(LedgerEntry.objects.order_by("pk").values_list("kind", "credit"))
    naming = import_module("zhike.receivables.migrations.0004_cancelled")

    with connection.cursor() as cursor:
        cursor.execute(naming.renamed("cancel", "return"))
        assert [kind for kind, _credit in LedgerEntry.objects.order_by("pk").values_list("kind", "credit")][1:] == [
            "return",
            "return",
        ]
        cursor.execute(naming.renamed("return", "cancel"))

    assert list(LedgerEntry.objects.order_by("pk").values_list("kind", "credit")) == said
    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerEntry.objects.update(kind="claim")


def test_what_was_paid_before_the_return_stays_paid_on_the_days_before_it(order, ana, clock):
    plan(by=ana, order=order, terms="100")
    allocate(a_receipt(owner=ana, customer=order.customer, amount=760), by=ana)

    given_back(order, -100, by=ana)

    assert open_items(date(2026, 3, 11)) == []
    assert [item.amount for item in open_items(TODAY)] == [Decimal(-100)]


def test_money_of_another_currency_is_free_again_in_its_own(order, ana, clock):
    ExchangeRate.objects.create(from_currency="USD", to_currency="CNY", day=date(2026, 3, 1), rate=Decimal("7.6"))
    plan(by=ana, order=order, terms="100")
    receipt = a_receipt(owner=ana, customer=order.customer, amount=100, currency="USD")
    allocate(receipt, by=ana, instalment=Instalment.objects.get())

    given_back(order, -76, by=ana)

    assert receipt.fresh().open == Decimal(10)
    assert balance(order.customer_id) == {"USD": Decimal(-10)}


def test_a_red_letter_takes_what_is_open_before_it_frees_what_is_paid(order, ana):
    invoice = an_invoice(owner=ana, order=order)
    replan(Instalment.objects.get(), by=ana, terms="50/50 10 days, 40 days")
    first, second = Instalment.objects.filter(replaced_on=None).order_by("pk")
    receipt = a_receipt(owner=ana, customer=order.customer, amount=380)
    allocate(receipt, by=ana, instalment=first)

    red_letter(invoice.fresh(), by=ana, reason="Broken.", amount=Decimal(380))

    assert (first.fresh().open, second.fresh().open, receipt.fresh().open) == (0, 0, 0)


def test_a_credit_note_about_what_is_paid_frees_the_last_payment(teahouse, ana):
    a_plan(owner=ana, customer=teahouse)
    receipt = a_receipt(owner=ana, customer=teahouse, amount=760)
    allocate(receipt, by=ana)

    note = credit_note(by=ana, customer=teahouse, amount=Decimal(60), reason="Late.")

    assert (note.open, receipt.fresh().open) == (0, Decimal(60))


def test_credit_that_came_before_any_order_is_used_for_the_next_one(teahouse, ana):
    note = credit_note(by=ana, customer=teahouse, amount=Decimal(300), reason="Bonus of the year.")
    with pytest.raises(Refusal, match="nothing to pay"):
        use_credit(note, by=ana)
    first, second = a_plan(owner=ana, customer=teahouse)

    use_credit(note, by=ana, instalment=second, amount=Decimal(50))
    use_credit(note.fresh(), by=ana)

    assert (note.fresh().open, first.fresh().paid, second.fresh().paid) == (0, 228, 72)
    with pytest.raises(Refusal, match="Nothing of this credit note is left"):
        use_credit(note.fresh(), by=ana)


def an_invoice_of_two_lines(ana):
    """A kettle of 760 at 13 % and postage of 100 at 6 %."""
    order = an_order(owner=ana, total=Decimal(860))
    postage = a_product(code="POST", name="Postage", price=Decimal(100), category="费用")
    line = {"position": 2, "product": postage, "quantity": 1, "unit_price": 100, "amount": 100, "tax_rate": 6}
    OrderLine.objects.create(order=order, key=uuid.uuid4(), **line)
    order.lines.filter(position=1).update(tax_rate=13)
    return an_invoice(owner=ana, order=order)


def test_an_amount_takes_no_more_of_a_line_than_earlier_red_letters_left(ana):
    invoice = an_invoice_of_two_lines(ana)
    kettle, postage = invoice.lines.order_by("position")
    red_letter(invoice, by=ana, reason="Back.", lines=f'{{"{kettle.pk}": "2"}}')

    red_letter(invoice.fresh(), by=ana, reason="Price.", amount=Decimal(40))
    red_letter(invoice.fresh(), by=ana, reason="The rest.")

    second, third = Invoice.objects.filter(form="red").order_by("pk")[1:]
    assert [(one.counters_id, one.amount, one.tax) for one in second.lines.all()] == [
        (postage.pk, Decimal(40), Decimal("2.26"))
    ]
    assert [(one.counters_id, one.amount, one.tax) for one in third.lines.all()] == [
        (postage.pk, Decimal(60), Decimal("3.40"))
    ]


def test_quantities_take_their_share_of_what_is_left_and_the_last_one_all_of_it(ana):
    """A hundred for three pieces: 33.33, 33.34 and 33.33, and the tax of the three is that of the invoice."""
    order = an_order(owner=ana, quantity=3, product=a_product(price=Decimal("33.3333")), total=Decimal(100))
    order.lines.update(amount=100, tax_rate=13)
    invoice = an_invoice(owner=ana, order=order)
    line = invoice.lines.get()

    for _piece in range(3):
        red_letter(invoice.fresh(), by=ana, reason="Back.", lines=f'{{"{line.pk}": "1"}}')

    reds = InvoiceLine.objects.filter(counters=line).order_by("pk")
    assert [str(one.amount) for one in reds] == ["33.3300", "33.3400", "33.3300"]
    assert sum(one.tax for one in reds) == invoice.tax
    assert invoice.fresh().left == 0


STEPS = {
    "invoice": lambda order, ana: an_invoice(owner=ana, order=order),
    "half": lambda order, ana: an_invoice(owner=ana, order=order, lines=f'{{"{order.lines.get().pk}": "1"}}'),
    "back": lambda order, ana: given_back(order, -380, by=ana),
    "cancelled": lambda order, ana: given_back(order, -380, by=ana, kind=Kind.ADJUSTMENT),
    "red": lambda order, ana: red_letter(Invoice.objects.get(form="blue"), by=ana, reason="Back.", amount=Decimal(380)),
    "paid": lambda order, ana: allocate(a_receipt(owner=ana, customer=order.customer, amount=500), by=ana),
}


@pytest.mark.parametrize(
    ("steps", "left", "paid"),
    [
        ("invoice back", 760, 380),
        ("invoice cancelled", 760, 380),
        ("invoice back red", 380, 0),
        ("invoice cancelled red", 380, 0),
        ("invoice red back", 380, 0),
        ("back half", 380, 0),
        ("half back", 380, 0),
        ("invoice paid back red", 380, 380),
        ("invoice paid red back", 380, 380),
        ("paid invoice back red", 380, 380),
        ("invoice back red paid", 380, 380),
        ("invoice red", 380, 0),
        ("invoice back back red", 380, 380),
    ],
)
def test_goods_that_came_back_and_their_red_letter_reduce_an_invoice_once(order, ana, clock, steps, left, paid):
    plan(by=ana, order=order, terms="100")

    for step in steps.split():
        STEPS[step](order, ana)

    invoice = Invoice.objects.get(form="blue")
    assert (invoice.left, invoice.paid) == (left, paid)
    owed = balance(order.customer_id).get("CNY", 0)
    unbilled = 380 if "red" in steps and "back" not in steps and "cancelled" not in steps else 0
    money = sum(one.open for one in Receipt.objects.all())
    assert invoice.open == owed + money - unbilled
