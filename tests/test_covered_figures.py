"""What a role hides of the figures of papers stands on no page that is drawn by hand, in no sentence and in no file.

Every paper here comes to 14,824.68: two kettles at 7,412.34.
"""

from datetime import date
from decimal import Decimal

import pytest

from tests.cast import (
    a_contract,
    a_customer,
    a_deal,
    a_draft,
    a_limit,
    a_plan,
    a_product,
    a_quote,
    a_receipt,
    a_reminder,
    a_role,
    a_rule_of_approval,
    a_sent_quote,
    a_standing,
    a_target,
    an_account_plan,
    an_invoice,
    an_order,
    an_order_under_way,
)
from zhike.approvals.models import Approval
from zhike.kit.refusal import Refusal
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.rights import why
from zhike.sales import approval
from zhike.sales.actions import send

pytestmark = pytest.mark.django_db
PRICE, TOTAL = "7412.34", "14824.68"
FIGURES = (PRICE, TOTAL, "14.8K")  # with neither commas nor the sign of the currency
SENTENCE = "Amounts are hidden from your role"
OPTION = {"description": "Engraving", "quantity": "1", "list_price": PRICE, "part": "optional", "tax_rate": "13"}
ALL_MONEY = {"instalments": ["amount"], "receipts": ["amount"], "invoices": ["gross"]}


def sold(ana):
    return an_order(owner=ana, product=a_product(price=Decimal(PRICE), cost=Decimal(4999)))


def planned(ana):
    return an_account_plan(owner=ana, customer=sold(ana).customer)


def asked(ana):
    sold(ana)
    return a_target(owner=ana, category="", region="")


def believed(ana):
    customer = a_customer(owner=ana, net_sales_12m=Decimal(TOTAL))
    a_standing(customer, "rung", "core", since=date(2026, 2, 1), until=date(2026, 3, 1), as_of=date(2026, 3, 1))
    a_standing(customer, "rung", "edge", since=date(2026, 3, 1))
    a_standing(customer, "tier", "gold", evidence={"value": float(TOTAL), "place": 1, "ranked_customers": 3})
    return customer


MADE = {
    "plan of an account": planned,
    "target": asked,
    "judged customer": believed,
    "draft of a quote": lambda ana: a_quote(owner=ana, list_price=PRICE, deal=a_deal(owner=ana)),
    "quote": lambda ana: a_sent_quote(owner=ana, list_price=PRICE),
    "quote with an option": lambda ana: a_sent_quote(owner=ana, list_price=PRICE, further=[OPTION]),
    "order": lambda ana: an_order_under_way(owner=ana, list_price=PRICE),
    "old order": sold,
    "contract": lambda ana: a_contract(owner=ana, amount=Decimal(TOTAL)),
    "draft of an invoice": lambda ana: a_draft(owner=ana, order=sold(ana)),
    "invoice": lambda ana: an_invoice(owner=ana, order=sold(ana)),
    "instalment": lambda ana: a_plan(owner=ana, order=sold(ana), terms="100 signing")[0],
    "receipt": lambda ana: a_receipt(owner=ana, amount=TOTAL),
    "reminder": lambda ana: a_reminder(owner=ana, amount=Decimal(TOTAL), text_zh=f"请付 {TOTAL}"),
}
GROSS, DISCOUNT, TOTALS = {"quotes": ["gross"]}, {"quotes": ["discount"]}, {"orders": ["total"]}
AMOUNT, INVOICED = {"contracts": ["amount"]}, {"invoices": ["gross"]}
SHOWN = [  # what is made, what is hidden, an address that shows figures to whoever may know them
    ("draft of a quote", GROSS, "/quotes/{row.pk}/"),
    ("draft of a quote", GROSS, "/customers/{row.customer_id}/panels/"),
    ("draft of a quote", GROSS, "/deals/{row.deal_id}/panels/"),
    ("quote", GROSS, "/quotes/{row.pk}/"),
    ("quote", GROSS, "/customers/{row.customer_id}/timeline/"),
    ("order", TOTALS, "/orders/{row.pk}/"),
    ("order", GROSS | TOTALS, "/customers/{row.customer_id}/panels/"),
    ("old order", TOTALS, "/orders/{row.pk}/"),
    ("old order", TOTALS, "/customers/{row.customer_id}/panels/"),
    ("old order", TOTALS, "/customers/{row.customer_id}/timeline/"),
    ("contract", AMOUNT, "/contracts/{row.pk}/"),
    ("contract", AMOUNT, "/customers/{row.customer_id}/timeline/"),
    ("contract", AMOUNT, "/customers/{row.customer_id}/panels/"),
    ("draft of an invoice", {"invoices": ["gross", "net"]}, "/invoices/{row.pk}/"),
    ("invoice", {"invoices": ["gross", "net", "paid"]}, "/invoices/{row.pk}/"),
    ("invoice", TOTALS | ALL_MONEY, "/orders/{row.order_id}/"),
    ("invoice", TOTALS | ALL_MONEY, "/customers/{row.customer_id}/timeline/"),
    ("instalment", {"instalments": ["amount", "paid"]}, "/instalments/{row.pk}/"),
    ("instalment", {"instalments": ["amount", "paid"]}, "/instalments/"),
    ("instalment", TOTALS | ALL_MONEY, "/customers/{row.customer_id}/panels/"),
    ("receipt", {"receipts": ["amount", "allocated"]}, "/receipts/{row.pk}/"),
    ("receipt", {"receipts": ["amount"]}, "/customers/{row.customer_id}/timeline/"),
    ("reminder", {"reminders": ["amount"]}, "/reminders/{row.pk}/"),
    ("plan of an account", TOTALS, "/account-plans/{row.pk}/"),
    ("target", TOTALS, "/targets/{row.pk}/"),
    ("target", TOTALS, "/attainment/"),
    ("judged customer", TOTALS, "/customers/"),
    ("judged customer", TOTALS, "/customers/{row.pk}/"),
    ("judged customer", TOTALS, "/customers/{row.pk}/standings/tier/"),
    ("judged customer", {"customers": ["net_sales_12m"]}, "/customers/{row.pk}/standings/tier/"),
    ("judged customer", TOTALS, "/api/v1/customers"),
    ("judged customer", TOTALS, "/today/"),
]
REFUSED = [  # pages and files that are about nothing else
    ("draft of a quote", GROSS, "/quotes/{row.pk}/do/write_lines/"),
    ("draft of a quote", DISCOUNT, "/quotes/{row.pk}/do/write_lines/"),
    ("draft of a quote", GROSS, "/quotes/{row.pk}/paper.pdf"),
    ("quote", GROSS, "/quotes/{row.pk}/paper.pdf"),
    ("quote", GROSS, "/quotes/{row.pk}/versions/"),
    ("quote with an option", GROSS, "/quotes/{row.pk}/do/choose/"),
    ("quote with an option", GROSS, "/quotes/{row.pk}/do/accept/"),
    ("order", TOTALS, "/orders/{row.pk}/paper.pdf"),
    ("contract", AMOUNT, "/contracts/{row.pk}/paper.pdf"),
    ("invoice", INVOICED, "/invoices/{row.pk}/do/red_letter/"),
    ("invoice", INVOICED, "/customers/{row.customer_id}/statement/"),
    ("invoice", INVOICED, "/customers/{row.customer_id}/statement.pdf"),
    ("invoice", {"instalments": ["amount"]}, "/receivables/"),
    ("invoice", {"instalments": ["amount"]}, "/receivables/open/"),
    ("reminder", {"reminders": ["amount"]}, "/reminders/{row.pk}/letter.pdf"),
]


@pytest.mark.parametrize(("name", "hidden", "address"), SHOWN)
def test_no_figure_is_drawn_that_a_role_hides(name, hidden, address, ana):
    place, screen = address.format(row=MADE[name](ana)), at_the_screen(ana)
    before = figures_in(screen.get(place))

    hide(ana, hidden)
    page = screen.get(place)

    assert before
    assert (page.status_code, figures_in(page)) == (200, [])


@pytest.mark.parametrize("name", ["draft of a quote", "order", "old order", "invoice", "instalment", "receipt"])
def test_the_page_says_once_that_amounts_are_hidden(name, ana):
    row = MADE[name](ana)
    slug = {"old order": "orders"}.get(name, f"{name.split()[-1]}s")

    hide(ana, GROSS | TOTALS | ALL_MONEY)

    main = at_the_screen(ana).get(f"/{slug}/{row.pk}/").content.decode()
    assert SENTENCE in main


@pytest.mark.parametrize(("name", "hidden", "address"), REFUSED)
def test_a_page_of_nothing_but_figures_is_refused(name, hidden, address, ana):
    place, screen = address.format(row=MADE[name](ana)), at_the_screen(ana)
    before = screen.get(place).status_code

    hide(ana, hidden)
    answer = screen.get(place)

    assert (before, answer.status_code, figures_in(answer)) == (200, 403, [])
    assert SENTENCE in answer.content.decode()


def test_a_state_is_told_without_the_amounts_it_follows_from(ana):
    instalment = MADE["instalment"](ana)
    told = Program(ana).get(f"/instalments/{instalment.pk}").json()["state"]

    hide(ana, {"instalments": ["amount", "paid"]})

    assert Program(ana).get(f"/instalments/{instalment.pk}").json()["state"] == told != "paid"


@pytest.mark.parametrize(
    ("hidden", "tells"),
    [
        ({}, "a discount of 10.00 % is more than the 5.00 %"),
        (GROSS, "the price is lower than you may go."),
        ({"products": ["price"]}, "the price is lower than you may go."),
    ],
)
def test_a_refusal_tells_no_figure_that_is_hidden(hidden, tells, ana):
    kettle = a_product()
    a_limit(category=kettle.category, percent=Decimal(5), margin=None)
    quote = a_quote(owner=ana, product=kettle)
    quote.lines.update(unit_price=Decimal(342), discount=Decimal(10))
    hide(ana, hidden)

    with pytest.raises(Refusal) as caught:
        send(quote, by=ana)

    assert tells in str(caught.value)


def test_who_is_asked_sees_the_figures_unless_their_role_hides_them(ana, mei):
    a_rule_of_approval(noun="sales.quote", from_amount=Decimal(1000), from_discount=None, role="manager")
    approval.ask(MADE["draft of a quote"](ana), by=ana)
    place, screen = f"/approvals/{Approval.objects.get().pk}/", at_the_screen(mei)
    before = [figures_in(screen.get(address)) for address in (place, "/approvals/waiting/")]

    hide(mei, GROSS)
    page, waiting = screen.get(place), screen.get("/approvals/waiting/")

    assert before == [[PRICE, TOTAL], [TOTAL]]
    assert (figures_in(page), figures_in(waiting)) == ([], [])
    assert SENTENCE in page.content.decode()


def test_nor_do_lists_and_programs_tell_the_figures_of_what_is_asked(ana, mei):
    a_rule_of_approval(noun="sales.quote", from_amount=Decimal(1000), from_discount=None, role="manager")
    approval.ask(MADE["draft of a quote"](ana), by=ana)
    addresses, screen = ("/approvals/", "/api/v1/approvals", "/approvals/?amount.min=14000"), at_the_screen(mei)
    before = [figures_in(screen.get(one)) for one in addresses]

    hide(mei, GROSS)
    found, row, asked = [screen.get(one) for one in addresses]

    assert before == [["14.8K"], [TOTAL], ["14.8K"]]
    assert [figures_in(one) for one in (found, row, asked)] == [[], [], []]
    assert {"amount", "discount"} & row.json()["items"][0].keys() == set()
    assert (found.status_code, asked.status_code) == (200, 400)
    told = {str(label): str(level) for label, level in why.fields(Approval.objects.get(), who=mei)}
    assert (told["amount"], told["discount"], told["state"]) == ("hidden", "hidden", "read and write")


def hide(person, fields):
    """The person holds a role that hides these fields of nouns."""
    a_role(person, fields={noun: dict.fromkeys(names, "hidden") for noun, names in fields.items()})


def figures_in(answer):
    text = answer.content.decode(errors="replace").replace(",", "")
    return [figure for figure in FIGURES if figure in text]
