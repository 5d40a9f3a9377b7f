"""Programs read what was sold line by line, and quote, deliver and take back by line."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import a_customer, a_delivery, a_quote, a_sent_quote, an_order, an_order_delivered, an_order_under_way
from zhike.kit.testing.acting import Program
from zhike.kit.testing.contracts.programs import with_token
from zhike.kit.testing.observing import digest, trace
from zhike.sales.itemised import of_orders
from zhike.sales.models import Order, Quote

pytestmark = pytest.mark.django_db
ENGRAVING = {"description": "Engraving", "quantity": 3, "list_price": "12.5", "tax_rate": "6", "unit": "piece"}


def test_a_quote_is_told_with_its_lines(ana, kettle):
    quote = a_quote(owner=ana, product=kettle)

    [line] = Program(ana).get(f"/quotes/{quote.pk}").json()["lines"]

    assert line == {
        "id": quote.lines.get().pk,
        "position": 1,
        "part": "included",
        "chosen": False,
        "product": {"id": kettle.pk, "title": kettle.name},
        "code": kettle.code,
        "description": kettle.name,
        "quantity": "2.0000",
        "unit": kettle.unit,
        "list_price": "380.0000",
        "unit_price": "380.0000",
        "discount": "0.00",
        "tax_rate": "13.00",
        "net": "672.5700",
        "tax": "87.4300",
        "amount": "760.0000",
    }


def test_a_list_tells_lines_to_whoever_asks(ana):
    quote, program = a_quote(owner=ana), Program(ana)
    of_one = program.get(f"/quotes/{quote.pk}").json()["lines"]

    plain, expanded, named = (
        program.get("/quotes", **asked).json()["items"][0]
        for asked in ({}, {"expand": "lines"}, {"fields": "number,lines"})
    )

    assert "lines" not in plain
    assert expanded["lines"] == named["lines"] == of_one
    assert set(named) == {"id", "number", "lines"}
    assert "lines" not in program.get(f"/quotes/{quote.pk}", fields="number").json()


def test_a_quote_is_made_with_its_lines_in_one_request(ana, kettle):
    customer, program = a_customer(owner=ana), Program(ana)
    lines = [
        {"product": kettle.pk, "quantity": "2", "list_price": "380", "tax_rate": "13", "discount": "10"},
        ENGRAVING,
    ]

    made = program.post("/quotes", {"customer": customer.pk, "title": "Spring", "lines": lines})

    told, quote = made.json(), Quote.objects.get()
    assert (made.status_code, told["owner"]["id"]) == (201, ana.pk)
    assert [(line["description"], line["quantity"], line["unit_price"]) for line in told["lines"]] == [
        (kettle.name, "2.0000", "342.0000"),
        ("Engraving", "3.0000", "12.5000"),
    ]
    assert (quote.gross, told["gross"]) == (Decimal("721.50"), "721.5000")
    assert made.headers["ETag"] == f'"{quote.version}"'
    assert trace(quote) == ["Ana created this", "Ana wrote the lines of this quote"]


def test_a_quote_with_a_wrong_line_is_not_made(ana):
    customer, program = a_customer(owner=ana), Program(ana)
    before = digest()

    def sent(**line):
        answer = program.post("/quotes", {"customer": customer.pk, "lines": [{**ENGRAVING, **line}]})
        return answer.status_code, answer.json()["field"]

    assert sent(quantity=0) == (422, "lines")
    assert sent(quantity="many") == (422, "lines.0.quantity")
    assert sent(price=3) == (422, "lines.0.price")
    assert sent(product=987_654_321) == (422, "lines")
    assert program.post("/quotes", {"customer": customer.pk, "lines": None}).json()["field"] == "lines"
    assert digest() == before


def test_changed_lines_change_the_tag_and_are_not_written_over_a_change(ana):
    quote, program = a_quote(owner=ana, discount=5), Program(ana)
    tag = program.get(f"/quotes/{quote.pk}").headers["ETag"]

    changed = program.patch(f"/quotes/{quote.pk}", {"lines": [ENGRAVING]}, if_match=tag)
    stale = program.patch(f"/quotes/{quote.pk}", {"lines": []}, if_match=tag)
    versioned = program.patch(f"/quotes/{quote.pk}", {"lines": [], "version": quote.version})

    assert (changed.status_code, stale.status_code, versioned.status_code) == (200, 412, 409)
    assert changed.headers["ETag"] != tag
    assert [line["description"] for line in program.get(f"/quotes/{quote.pk}").json()["lines"]] == ["Engraving"]


def test_the_same_quote_is_made_once(ana):
    sent = {"customer": a_customer(owner=ana).pk, "lines": [ENGRAVING]}

    first, again = (Program(ana).post("/quotes", sent, idempotency_key="q1") for _nth in range(2))

    assert (first.content == again.content, Quote.objects.count()) == (True, 1)


def test_a_batch_makes_quotes_with_lines(ana):
    customer = a_customer(owner=ana)
    rows = [{"customer": customer.pk, "lines": [ENGRAVING]}, {"customer": customer.pk, "lines": [{"quantity": 0}]}]

    answer = Program(ana).post("/quotes/batch", {"mode": "create", "rows": rows}).json()

    assert [row["outcome"] for row in answer["rows"]] == ["created", "refused"]
    assert (Quote.objects.count(), Quote.objects.get().lines.count()) == (1, 1)


def test_what_was_sent_is_quoted_no_more(ana):
    quote = a_sent_quote(owner=ana)

    answer = Program(ana).patch(f"/quotes/{quote.pk}", {"lines": [ENGRAVING]})

    assert (answer.status_code, quote.lines.count()) == (409, 1)


def test_the_lines_of_an_order_come_to_its_total(ana, order):
    told = Program(ana).get(f"/orders/{order.pk}").json()

    [line] = told["lines"]
    assert {name: line[name] for name in ("description", "quantity", "unit_price", "amount", "amends")} == {
        "description": order.lines.get().description,
        "quantity": "2.0000",
        "unit_price": "380.0000",
        "amount": told["total"],
        "amends": None,
    }


def test_an_order_is_delivered_and_taken_back_by_line(ana):
    order, program = an_order_under_way(owner=ana), Program(ana)
    path = f"/orders/{order.pk}"

    def standing():
        [one] = program.get(path, expand="fulfilment").json()["fulfilment"]
        return [Decimal(one[name]) for name in ("ordered", "delivered", "returned", "open", "returnable")]

    line, before = str(program.get(path).json()["lines"][0]["id"]), standing()
    sent = program.post(f"{path}/deliver", {"lines": {line: "1.5"}, "carrier": "顺丰"})
    delivered = standing()
    back = program.post(f"{path}/take_back", {"lines": {line: 1}, "reason": "Broken."})

    assert (sent.status_code, back.status_code) == (200, 200), back.json()
    assert (before, delivered, standing()) == (
        [2, 0, 0, 2, 0],
        [2, Decimal("1.5"), 0, Decimal("0.5"), Decimal("1.5")],
        [2, Decimal("1.5"), 1, Decimal("0.5"), Decimal("0.5")],
    )
    note = program.get(sent.headers["Location"]).json()
    assert [(one["line"], one["quantity"]) for one in note["lines"]] == [(int(line), "1.5000")]
    returned = program.get(back.headers["Location"]).json()
    assert [(one["amends"], one["quantity"]) for one in returned["lines"]] == [(int(line), "-1.0000")]


def test_every_act_on_the_lines_of_an_order_changes_its_tag(ana):
    order, program = an_order_under_way(owner=ana), Program(ana)
    path, line = f"/orders/{order.pk}", str(order.lines.get().pk)
    tags = [program.get(path).headers["ETag"]]

    acts = [
        ("deliver", {"lines": {line: 1}}),
        ("take_back", {"lines": {line: 1}}),
        ("change_order", {"lines": {line: 3}, "more": [ENGRAVING]}),
    ]
    for verb, sent in acts:
        stale = program.post(f"{path}/{verb}", sent, if_match='"99"')
        done = program.post(f"{path}/{verb}", sent, if_match=tags[-1])
        assert (stale.status_code, done.status_code) == (412, 200), done.json()
        tags.append(done.headers["ETag"])
    note = order.deliveries.get()
    assert program.post(f"/deliveries/{a_delivery(owner=ana).pk}/withdraw", {"reason": "No."}).status_code == 200
    assert program.post(f"/deliveries/{note.pk}/withdraw", {"reason": "It came back."}).status_code == 409

    assert len({*tags}) == 4
    assert program.get(path).headers["ETag"] == tags[-1]


def test_lines_that_a_change_added_stand_in_the_fulfilment_and_in_their_own_row(ana):
    order, program = an_order_under_way(owner=ana), Program(ana)
    program.post(f"/orders/{order.pk}/change_order", {"more": [ENGRAVING], "reason": "He asked."})

    told = program.get(f"/orders/{order.pk}", expand="fulfilment").json()
    [change] = program.get("/orders", amends=order.pk, expand="lines").json()["items"]

    assert [one["description"] for one in told["fulfilment"]][1:] == ["Engraving"]
    assert (len(told["lines"]), change["amends"]["id"]) == (1, order.pk)
    assert [(one["description"], one["amount"]) for one in change["lines"]] == [("Engraving", "37.5000")]
    assert change["total"] == "37.5000"


def test_lines_as_text_are_understood_as_they_were(ana):
    order, program = an_order_under_way(owner=ana), Program(ana)

    answer = program.post(f"/orders/{order.pk}/deliver", {"lines": f'{{"{order.lines.get().pk}": "2"}}'})

    assert (answer.status_code, answer.json()["status"]) == (200, "delivered")


@pytest.mark.parametrize(
    "lines",
    ["[" * 100_000, f'{{"{"1" * 5_000}": "1"}}', {"1" * 5_000: 1}, {"x": 1}, {"1": "1e400"}, {"1": "NaN"}, "[]"],
)
def test_lines_that_are_none_are_refused(ana, lines):
    order = an_order_under_way(owner=ana)

    answer = Program(ana).post(f"/orders/{order.pk}/deliver", {"lines": lines})

    assert (answer.status_code, answer.json()["field"].partition(".")[0]) == (422, "lines"), answer.json()


def test_fulfilment_comes_in_as_many_queries_for_one_order_as_for_many(ada):
    some = [an_order_delivered(owner=ada) for _nth in range(4)]
    taken = []
    for few in (some[:1], some):
        with CaptureQueriesContext(connection) as made:
            found = of_orders(few)
        taken.append(len(made))
        assert [one.delivered for lines in found.values() for one in lines] == [2] * len(few)

    assert taken[0] == taken[1]


def test_what_was_imported_or_amends_another_has_no_fulfilment(ana):
    imported, made = an_order(owner=ana), an_order_delivered(owner=ana)
    Program(ana).post(f"/orders/{made.pk}/take_back", {"lines": {str(made.lines.get().pk): 1}})

    told = Program(ana).get("/orders", expand="fulfilment").json()["items"]

    lengths = {item["id"]: len(item["fulfilment"]) for item in told}
    assert lengths == {imported.pk: 0, made.pk: 1, Order.objects.get(kind="return").pk: 0}


def test_a_token_for_orders_alone_learns_neither_costs_nor_names_of_products(ana, kettle):
    type(kettle).objects.filter(pk=kettle.pk).update(cost=Decimal(140))
    order = an_order(owner=ana, product=kettle.fresh())

    [whole] = Program(ana).get(f"/orders/{order.pk}").json()["lines"]
    [narrow] = with_token(ana, "orders:read").get(f"/orders/{order.pk}").json()["lines"]

    assert (whole["unit_cost"], whole["code"]) == ("140.0000", kettle.code)
    assert narrow["product"] == {"id": kettle.pk, "title": None}
    assert whole.keys() - narrow.keys() == {"unit_cost", "code"}


@pytest.mark.parametrize(
    ("noun", "field", "gone"),
    [
        ("products", "cost", {"unit_cost"}),
        ("products", "code", {"code"}),
        ("orders", "total", {"amount", "unit_price", "list_price"}),
        ("orders", "product", {"product", "description", "code"}),
        ("orders", "tax", {"tax"}),
    ],
)
def test_a_field_hidden_from_a_role_is_not_told_by_lines(ana, order, noun, field, gone):
    [whole] = Program(ana).get(f"/orders/{order.pk}").json()["lines"]
    type(ana).objects.filter(pk=ana.pk).update(grants={"fields": {noun: {field: "hidden"}}})

    [told] = Program(ana).get("/orders", expand="lines").json()["items"][0]["lines"]

    assert whole.keys() - told.keys() == gone


def test_the_lines_of_a_paper_out_of_sight_are_out_of_sight(ana, bo):
    theirs = an_order(owner=bo)

    assert Program(ana).get(f"/orders/{theirs.pk}", expand="lines").status_code == 404
    assert Program(ana).get("/orders", expand="lines,fulfilment").json()["items"] == []
