"""Programs invoice an order line by line, take lines of an invoice back, and read what money settled."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import a_payment, a_plan, a_receipt, an_invoice, an_order
from zhike.kit.testing.acting import Program
from zhike.kit.testing.contracts.programs import with_token
from zhike.receivables.actions.receiving import allocate
from zhike.receivables.itemised import of_invoices, of_orders, of_receipts
from zhike.receivables.models import Invoice
from zhike.sales.models import Order

pytestmark = pytest.mark.django_db


def test_an_invoice_is_told_with_its_lines(ana):
    invoice = an_invoice(owner=ana)

    told = Program(ana).get(f"/invoices/{invoice.pk}").json()

    [line] = told["lines"]
    own = invoice.lines.get()
    assert {name: line[name] for name in ("id", "position", "order_line", "counters", "description")} == {
        "id": own.pk,
        "position": 1,
        "order_line": own.order_line_id,
        "counters": None,
        "description": own.description,
    }
    assert line["product"] == {"id": own.order_line.product_id, "title": own.order_line.product.name}
    assert [line[name] for name in ("quantity", "left", "amount", "net", "tax")] == [
        "2.0000",
        "2.0000",
        *(told[name] for name in ("gross", "net", "tax")),
    ]


def test_an_order_is_invoiced_by_line(ana):
    order, program = an_order(owner=ana), Program(ana)
    line = str(order.lines.get().pk)

    def billable():
        [one] = program.get(f"/orders/{order.pk}", expand="billable").json()["billable"]
        return [Decimal(one[name]) for name in ("billed", "left", "charged")]

    before = billable()
    drafted = program.post("/invoices/draft_of_order", {"order": order.pk, "lines": {line: 1}})
    too_much = program.post("/invoices/draft_of_order", {"order": order.pk, "lines": {line: 2}})

    assert (drafted.status_code, drafted.json()["gross"]) == (201, "380.0000")
    assert (before, billable()) == ([0, 2, 0], [1, 1, 380])
    assert (too_much.status_code, too_much.json()["field"]) == (422, "lines")
    assert [item["id"] for item in program.get("/invoices", order=order.pk).json()["items"]] == [drafted.json()["id"]]


def test_lines_of_an_invoice_are_taken_back_and_its_tag_changes(ana):
    invoice, program = an_invoice(owner=ana), Program(ana)
    before = program.get(f"/invoices/{invoice.pk}")
    line = before.json()["lines"][0]["id"]

    done = program.post(
        f"/invoices/{invoice.pk}/red_letter",
        {"reason": "One is broken.", "lines": {str(line): "0.5"}},
        if_match=before.headers["ETag"],
    )

    assert (done.status_code, done.json()["lines"][0]["left"]) == (200, "1.5000"), done.json()
    assert done.headers["ETag"] != before.headers["ETag"]
    [red] = program.get("/invoices", counters=invoice.pk, expand="lines").json()["items"]
    [taken] = red["lines"]
    assert (taken["counters"], taken["quantity"], taken["amount"]) == (line, "-0.5000", red["gross"])
    assert Decimal(taken["amount"]) == -190


def test_what_money_settled_is_told_and_can_be_taken_back(ana):
    receipt, program = a_payment(owner=ana), Program(ana)
    path = f"/receipts/{receipt.pk}"
    before = program.get(path)
    [made] = before.json()["allocations"]

    back = program.post(f"{path}/take_back", {"allocation": made["id"]})

    assert (made["amount"], made["settled"], made["undoes"]) == ("200.0000", "200.0000", None)
    assert back.headers["ETag"] != before.headers["ETag"]
    assert [(one["amount"], one["undoes"]) for one in back.json()["allocations"]] == [
        ("200.0000", None),
        ("-200.0000", made["id"]),
    ]
    told = program.get(f"/instalments/{made['instalment']['id']}").json()
    assert made["instalment"]["title"] == told["name"]
    instalments = program.get("/instalments", order=told["order"]["id"], sort="due_on").json()["items"]
    assert made["instalment"]["id"] in {one["id"] for one in instalments}
    assert len(instalments) == 2


def test_lines_come_in_as_many_queries_for_one_row_as_for_many(ada):
    receipts = [a_receipt(owner=ada) for _nth in range(3)]
    for receipt in receipts:
        a_plan(owner=ada, customer=receipt.customer)
        allocate(receipt, by=ada)
    [an_invoice(owner=ada) for _nth in range(3)]
    many = {of_invoices: Invoice, of_orders: Order, of_receipts: None}

    for fetch, model in many.items():
        some, taken = [row.fresh() for row in (model.objects.all() if model else receipts)][:3], []
        for few in (some[:1], some):
            with CaptureQueriesContext(connection) as made:
                assert all(fetch(few).values())
            taken.append(len(made))
        assert taken[0] == taken[1], fetch


def test_lines_of_an_invoice_tell_no_more_than_its_sums(ana):
    invoice = an_invoice(owner=ana)
    type(ana).objects.filter(pk=ana.pk).update(grants={"fields": {"invoices": {"gross": "hidden", "net": "hidden"}}})

    [told] = Program(ana).get(f"/invoices/{invoice.pk}").json()["lines"]
    [narrow] = with_token(ana, "invoices:read").get(f"/invoices/{invoice.pk}").json()["lines"]

    assert told.keys() & {"amount", "net", "tax"} == {"tax"}
    assert "product" not in narrow
