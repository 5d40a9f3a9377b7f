"""Invoices, red letters and credit notes: numbered when issued, never over more than was agreed."""

import json
from datetime import date
from decimal import Decimal

import pytest

from tests.cast import (
    a_bundle,
    a_draft,
    a_payment,
    a_plan,
    a_product,
    a_receipt,
    an_accepted_quote,
    an_invoice,
    an_order,
)
from zhike.customers.models import Customer
from zhike.kit.access.rows import rows
from zhike.kit.audit.trace import trace_of
from zhike.kit.refusal import Refusal
from zhike.kit.registry import entity_of
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.views import grouping
from zhike.receivables.actions.billing import bill_to
from zhike.receivables.actions.crediting import credit_note
from zhike.receivables.actions.invoicing import complete, draft_of_amount, draft_of_order, void
from zhike.receivables.actions.issuing import issue, name_fapiao, red_letter
from zhike.receivables.actions.planning import plan
from zhike.receivables.actions.posting import balance
from zhike.receivables.actions.receiving import allocate
from zhike.receivables.models import BillingDetails, Instalment, Invoice, Series
from zhike.sales.actions import deliver, make_order, take_back

pytestmark = pytest.mark.django_db


def test_a_draft_has_no_number_and_an_issued_invoice_the_next_one(order, ana):
    draft = draft_of_order(by=ana, order=order)
    assert (draft.number, Series.objects.count()) == (None, 0)

    issue(draft, by=ana, on=date(2026, 3, 4))

    issued = draft.fresh()
    assert (issued.number, issued.status, issued.gross) == ("FP2026-000001", "issued", Decimal(760))
    assert balance(order.customer_id, account="invoiced") == {"CNY": Decimal(760)}


def test_what_nobody_planned_is_owed_by_its_invoice(order, ana):
    invoice = an_invoice(owner=ana, order=order, due_on=date(2026, 4, 1))

    claim = Instalment.objects.get(invoice=invoice)
    assert (claim.amount, claim.due_on) == (Decimal(760), date(2026, 4, 1))
    assert balance(order.customer_id) == {"CNY": Decimal(760)}
    with pytest.raises(Refusal, match="invoices already"):
        plan(by=ana, order=order, terms="100")


def test_a_draft_that_would_be_overdue_at_once_says_so(order, ana):
    page = at_the_screen(ana)
    late = draft_of_order(by=ana, order=order, due_on=date(2026, 3, 1))
    assert "The due day, 2026-03-01, is over" in page.get(f"/invoices/{late.pk}/").text

    complete(late, by=ana, due_on=date(2999, 3, 1))

    assert "is over" not in page.get(f"/invoices/{late.pk}/").text


def test_the_page_says_how_much_of_a_line_may_be_invoiced_and_keeps_what_was_typed(order, ana):
    line = f"line-{order.lines.get().pk}"

    answer = at_the_screen(ana).post(f"/orders/{order.pk}/invoice/", {line: "99", "kind": "digital"})

    assert (answer.status_code, 'value="99"' in answer.text) == (422, True)
    assert "A quantity from 0 to 2: there is no more of it left." in answer.text
    assert not Invoice.objects.exists()


def test_an_invoice_of_a_planned_order_owes_nothing_twice(ana):
    first, _second = a_plan(owner=ana)

    an_invoice(owner=ana, order=first.order)

    assert balance(first.customer_id) == {"CNY": Decimal(760)}


def test_parts_of_an_order_are_invoiced_and_no_more_than_it_holds(order, ana):
    line = order.lines.get()
    one = draft_of_order(by=ana, order=order, lines=f'{{"{line.pk}": "1"}}')
    assert one.gross == Decimal(380)

    with pytest.raises(Refusal, match="only 1 can still be invoiced"):
        draft_of_order(by=ana, order=order, lines=f'{{"{line.pk}": "2"}}')
    draft_of_order(by=ana, order=order)
    with pytest.raises(Refusal, match="invoiced already"):
        draft_of_order(by=ana, order=order)

    assert sum(one.gross for one in Invoice.objects.all()) == order.total


def test_a_voided_draft_makes_room_and_uses_no_number(order, ana):
    void(draft_of_order(by=ana, order=order), by=ana)

    issue(draft_of_order(by=ana, order=order), by=ana)

    assert Invoice.objects.get(status="issued").number.endswith("000001")


def test_a_special_invoice_needs_a_tax_number(order, ana):
    draft = draft_of_order(by=ana, order=order, kind="special")
    with pytest.raises(Refusal, match="tax number"):
        issue(draft, by=ana)
    with pytest.raises(Refusal, match="no tax number"):
        bill_to(order.customer, by=ana, title="山月茶馆", tax_number="91350100M000100Y44")

    bill_to(order.customer, by=ana, title="山月茶馆有限公司", tax_number="91350100m000100y43", account="6222 0000 1111")
    issue(draft, by=ana)

    assert draft.fresh().title == "山月茶馆有限公司"
    assert draft.fresh().billing.tax_number == "91350100M000100Y43"


def test_an_issued_invoice_keeps_what_it_said_of_the_buyer(order, ana):
    bill_to(order.customer, by=ana, title="山月茶馆", account="6222 0000 1111")
    invoice = an_invoice(owner=ana, order=order)

    bill_to(order.customer, by=ana, title="新山月茶馆", account="6222 0000 2222")

    assert (invoice.fresh().title, invoice.fresh().billing.account) == ("山月茶馆", "6222 0000 1111")
    assert BillingDetails.objects.filter(is_current=True).get().title == "新山月茶馆"


def test_a_red_letter_is_written_line_by_line_on_its_page(order, ana):
    invoice = an_invoice(owner=ana, order=order)
    line, page, address = invoice.lines.get().pk, at_the_screen(ana), f"/invoices/{invoice.pk}/do/red_letter/"
    assert f'name="line-{line}"' in page.get(address).text
    typed = {"reason": "One kettle broken.", f"line-{line}": "1"}

    both = page.post(address, typed | {"amount": "380"})
    too_much = page.post(address, typed | {f"line-{line}": "3"})
    assert (both.status_code, "Say an amount or quantities, not both." in both.text) == (422, True)
    assert (too_much.status_code, "One kettle broken." in too_much.text) == (422, True)
    assert "A quantity from 0 to 2: there is no more of it left." in too_much.text
    assert not Invoice.objects.filter(form="red").exists()

    page.post(address, typed)

    red = Invoice.objects.get(form="red")
    assert (red.gross, red.lines.get().quantity, red.reason) == (Decimal(380), 1, "One kettle broken.")


def test_filling_in_a_draft_leaves_the_kind_that_nobody_chose(order, ana):
    draft = draft_of_order(by=ana, order=order, kind="digital_special")
    page = at_the_screen(ana)
    form = page.get(f"/invoices/{draft.pk}/do/complete/").context["form"]
    assert form["kind"].value() == ""

    page.post(f"/invoices/{draft.pk}/do/complete/", {"kind": "", "drawer": "Ana"})

    assert (draft.fresh().kind, draft.fresh().drawer) == ("digital_special", "Ana")


def test_a_whole_red_letter_takes_all_of_it_back(clock, order, ana):
    invoice = an_invoice(owner=ana, order=order)

    red_letter(invoice, by=ana, reason="Wrong title.")

    red = Invoice.objects.get(form="red")
    assert (red.number[:6], red.gross, red.counters_id) == ("HZ2026", Decimal(760), invoice.pk)
    assert (red.net, red.tax) == (invoice.net, invoice.tax)
    assert invoice.fresh().left == 0
    assert balance(order.customer_id) == balance(order.customer_id, account="invoiced") == {}
    assert draft_of_order(by=ana, order=order).gross == Decimal(760)


def test_red_letters_never_take_back_more_than_is_left(order, ana):
    invoice = an_invoice(owner=ana, order=order)
    red_letter(invoice, by=ana, reason="Price.", amount=Decimal("700.01"))

    with pytest.raises(Refusal, match=r"59\.99"):
        red_letter(invoice, by=ana, reason="Price.", amount=Decimal(60))
    red_letter(invoice, by=ana, reason="The rest.")
    with pytest.raises(Refusal, match="nothing left"):
        red_letter(invoice, by=ana, reason="Again.")

    assert [one.gross for one in Invoice.objects.filter(form="red").order_by("pk")] == [
        Decimal("700.01"),
        Decimal("59.99"),
    ]


def test_what_is_left_after_a_part_was_taken_back_can_be_invoiced_anew(order, ana):
    invoice = an_invoice(owner=ana, order=order)
    red_letter(invoice, by=ana, reason="Price.", amount=Decimal("33.33"))

    red_letter(invoice.fresh(), by=ana, reason="Wrong title.")

    reds = list(Invoice.objects.filter(form="red"))
    assert [sum(getattr(one, name) for one in reds) for name in ("net", "tax")] == [invoice.net, invoice.tax]
    assert draft_of_order(by=ana, order=order).gross == Decimal(760)


@pytest.mark.parametrize(
    ("amount", "sentence"), [("0", "above zero"), ("-1", "above zero"), ("10.001", "CNY: that currency has 2 decimals")]
)
def test_a_red_letter_is_over_an_amount_that_can_be_paid(order, ana, amount, sentence):
    invoice = an_invoice(owner=ana, order=order)

    with pytest.raises(Refusal, match=sentence):
        red_letter(invoice, by=ana, reason="Price.", amount=Decimal(amount))


def test_a_red_letter_over_what_was_paid_gives_credit(order, ana):
    invoice = an_invoice(owner=ana, order=order)
    allocate(a_receipt(owner=ana, customer=order.customer, amount=760), by=ana)

    red_letter(invoice, by=ana, reason="Broken.", amount=Decimal(100))

    assert balance(order.customer_id) == {"CNY": Decimal(-100)}
    assert (invoice.fresh().left, invoice.fresh().paid) == (Decimal(660), Decimal(660))


def test_a_red_letter_of_a_special_invoice_names_its_sheet(order, ana):
    bill_to(order.customer, by=ana, title="山月茶馆", tax_number="91350100M000100Y43")
    invoice = an_invoice(owner=ana, order=order, kind="digital_special")

    with pytest.raises(Refusal, match="sheet"):
        red_letter(invoice, by=ana, reason="Wrong title.")

    assert Invoice.objects.filter(form="red").count() == 0


def test_money_that_came_before_the_invoice_pays_it(ana):
    receipt = a_payment(owner=ana)
    order = Instalment.objects.filter(paid__gt=0).get().order

    invoice = an_invoice(owner=ana, order=order)

    assert (invoice.paid, receipt.allocated) == (Decimal(200), Decimal(200))


def test_a_credit_note_settles_what_is_due_first(clock, teahouse, ana):
    first, _second = a_plan(owner=ana, customer=teahouse)

    note = credit_note(by=ana, customer=teahouse, amount=Decimal(50), reason="Late.")

    assert (note.number[:6], first.fresh().paid) == ("DX2026", Decimal(50))
    assert balance(teahouse.pk) == {"CNY": Decimal(710)}


def test_an_amount_is_invoiced_with_its_tax(teahouse, ana):
    draft = draft_of_amount(by=ana, customer=teahouse, description="茶艺课", amount=Decimal(106), tax_rate=Decimal(6))

    assert (draft.net, draft.tax, draft.gross) == (Decimal(100), Decimal(6), Decimal(106))


def test_only_a_draft_is_changed(order, ana):
    draft = a_draft(owner=ana, order=order)
    complete(draft, by=ana, drawer="林晓", remark="按合同")
    issue(draft, by=ana)

    for verb, values in ((complete, {"drawer": "周航"}), (void, {}), (issue, {})):
        with pytest.raises(Refusal, match="Only a draft"):
            verb(draft, by=ana, **values)

    assert draft.fresh().drawer == "林晓"


def test_a_fapiao_number_is_one_of_the_tax_office_and_used_once(ana):
    one, other = an_invoice(owner=ana), an_invoice(owner=ana)
    with pytest.raises(Refusal, match="digits"):
        name_fapiao(one, by=ana, fapiao="2533")
    name_fapiao(one, by=ana, fapiao="2533 2000 0000 1234 5678")

    with pytest.raises(Refusal, match="Another invoice"):
        name_fapiao(other, by=ana, fapiao="25332000000012345678")

    assert one.fresh().fapiao == "25332000000012345678"


def test_billing_details_are_traced_without_their_numbers(teahouse, ana):
    bill_to(teahouse, by=ana, title="山月茶馆", tax_number="91350100M000100Y43", account="6222 0000 1111")

    entry = trace_of(Customer.objects.get(pk=teahouse.pk)).first()
    assert "91350100M000100Y43" not in str(entry.changes)
    assert "6222" not in str(entry.changes)


def test_an_order_of_nobody_is_not_invoiced(ada):
    order = an_order()
    order.customer = None
    order.save()

    with pytest.raises(Refusal, match="known customer"):
        draft_of_order(by=ada, order=order)


def test_lists_count_what_red_letters_take_back_below_zero(ana):
    invoice = an_invoice(owner=ana)
    red_letter(invoice, by=ana, reason="One kettle broken.", amount=Decimal(380))
    field, entity = entity_of(Invoice).field("gross"), entity_of(Invoice)

    groups = grouping.groups(rows(Invoice, by=ana), entity.field("status"), totals=[field], by=ana)
    blue, red = Invoice.objects.get(form="blue"), Invoice.objects.get(form="red")
    page = at_the_screen(ana).get(f"/invoices/{red.pk}/").text

    assert [(group.value, group.totals) for group in groups.groups] == [("issued", {"gross": Decimal(380)})]
    assert list(rows(Invoice, by=ana).filter(field.where("max", ["-380"]))) == [red]
    assert list(rows(Invoice, by=ana).filter(field.where("min", ["-379"]))) == [blue]
    assert "−¥380.00" in page
    assert at_the_screen(ana).get(f"/invoices/{blue.pk}/").text.count("−¥380.00") == 1  # its red letter, in the margin


def test_a_bundle_is_invoiced_whole_at_what_is_left_of_its_price_whatever_has_left_the_house(ana):
    """Three boxes at 680: a kettle of 380 carries 604.44 of each, the tea in it 75.56."""
    kettle, tea = a_product(), a_product(name="龙井", code="T1", unit="kg", price=Decimal("47.5"))
    quote = an_accepted_quote(owner=ana, product=a_bundle((kettle, 1), (tea, 1)), quantity=3, list_price="680")
    make_order(quote, by=ana)
    order, line = quote.orders.get(), quote.orders.get().lines.get()
    of_kettle, of_tea = (str(part.pk) for part in line.parts.order_by("pk"))
    deliver(order, by=ana, lines=json.dumps({str(line.pk): "1"}), parts=json.dumps({of_kettle: "1"}))

    first = draft_of_order(by=ana, order=order, lines=json.dumps({str(line.pk): "1"}))
    take_back(order.fresh(), by=ana, parts=json.dumps({of_kettle: "1", of_tea: "1"}))
    take_back(order.fresh(), by=ana, parts=json.dumps({of_kettle: "1"}))
    rest = draft_of_order(by=ana, order=order)

    assert (first.gross, rest.gross) == (Decimal(680), Decimal("75.56"))  # together two of 680 less a kettle
    assert [one.quantity for one in rest.lines.all()] == [1]
    void(first, by=ana)
    void(rest, by=ana)
    assert draft_of_order(by=ana, order=order).gross == Decimal("755.56")


def test_thirds_of_an_order_never_come_to_a_cent_more_than_it(ana):
    order = an_order(owner=ana, quantity=3, product=a_product(price=Decimal("66.6666")))
    line = order.lines.get()

    drafts = [draft_of_order(by=ana, order=order, lines=f'{{"{line.pk}": "1"}}') for _third in range(3)]

    assert [draft.gross for draft in drafts] == [Decimal("66.67"), Decimal("66.67"), Decimal("66.66")]
