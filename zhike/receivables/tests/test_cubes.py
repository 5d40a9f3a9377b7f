"""Invoices and receipts in the cube explorer."""

from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict

from tests.cast import a_customer, a_plan, a_receipt, an_invoice
from zhike.customers.actions import hand_over
from zhike.insight.cubes import drilling
from zhike.insight.cubes.table import table
from zhike.insight.cubes.tests.cast import ALL, ask, built, numbers
from zhike.kit import registry
from zhike.kit.surfaces.query import Query
from zhike.kit.testing.acting import at_the_screen
from zhike.receivables.actions.crediting import credit_note
from zhike.receivables.actions.issuing import red_letter
from zhike.receivables.actions.receiving import allocate, refund
from zhike.receivables.models import Receipt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def warehouse_folder(settings, tmp_path):
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"


def test_what_was_invoiced_and_is_open_of_it(ada, ana, bo):
    invoice = an_invoice(owner=ana)
    at = built()

    def told(measure, by):
        asked = f"cube=invoices&rows=form&columns=-&measures={measure}&window=all"
        return numbers(ask(asked, by=by, at=at)).get((ALL,))

    assert (told("gross", ada), told("open", ada), told("papers", ada)) == (invoice.gross, invoice.gross, 1)
    assert not told("gross", bo)


def test_what_red_letters_and_credit_notes_take_back_counts_below_zero(ada, ana):
    invoice = an_invoice(owner=ana)
    red_letter(invoice, by=ana, reason="One kettle broken.", amount=Decimal(380))
    credit_note(by=ana, customer=invoice.customer, amount=Decimal(60), reason="Late.")
    at = built()

    def told(measure):
        return numbers(ask(f"cube=invoices&rows=form&columns=-&measures={measure}&window=all", by=ada, at=at))

    assert told("gross") == {("blue",): 760, ("red",): -380, ("credit",): -60, (ALL,): 320}
    assert told("papers")[(ALL,)] == 3
    # The note settled 60 of the invoice, so that what was paid by money is nothing and 320 are open.
    assert (told("paid")[(ALL,)], told("open")[(ALL,)]) == (0, 320)


def test_money_by_the_way_it_came(ada, ana):
    a_receipt(owner=ana, amount=300)
    at = built()

    found = numbers(ask("cube=receipts&rows=method&columns=-&measures=amount&window=all", by=ada, at=at))

    assert found == {("transfer",): 300, (ALL,): 300}


def test_money_counts_for_whom_it_was_credited_to_while_the_customer_is_somebody_elses(ada, ana, bo):
    customer = a_customer(owner=ana)
    first = a_receipt(owner=ana, customer=customer, amount=300)
    hand_over(customer, by=ada, to=bo)
    a_receipt(owner=bo, customer=customer.fresh(), amount=50)
    refund(first.fresh(), by=bo, amount=Decimal(100), on=first.received_on)
    a_receipt(owner=ana, customer=None, amount=7)
    at = built()

    found = ask(
        "cube=receipts&rows=credited_team,credited_to&columns=-&measures=amount,receipts&window=all", by=ada, at=at
    )

    assert numbers(found) == {
        (ana.team_id, ana.pk): 200, (ana.team_id, ALL): 200, (bo.team_id, bo.pk): 50, (bo.team_id, ALL): 50,
        (None, None): 7, (None, ALL): 7, (ALL, ALL): 257,
    }  # fmt: skip
    for key in found.cells:
        told = QueryDict(urlsplit(drilling.address(found, key, found.question.measures[1])).query)
        receipts = Query.read(registry.entity_of(Receipt), told, by=ada).found
        assert receipts.count() == found.value(found.question.measures[1], key), key
        assert sum(-one.amount if one.kind == "refund" else one.amount for one in receipts) == numbers(found)[key]
    owned = ask("cube=receipts&rows=owner&columns=-&measures=amount&window=all", by=ada, at=at)
    assert numbers(owned) == {(bo.pk,): 250, (None,): 7, (ALL,): 257}


def test_every_cell_of_what_is_owed_opens_the_documents_it_counts(ada, ana, bo, teahouse, dealer):
    first, _second = a_plan(owner=ana, customer=teahouse)
    a_plan(owner=bo, customer=dealer)
    allocate(a_receipt(owner=ana, customer=teahouse, amount=300), by=ana, instalment=first)
    at, browser = built(), at_the_screen(ada)

    for rows in ("bucket", "entry", "currency", "customer", "region", "owner", "channel", "month"):
        found = ask(f"cube=owed&rows={rows}&columns=-&measures=open,items&window=all", by=ada, at=at)
        for line in table(found).lines:
            owed, items = line.cells
            page = browser.get(owed.link)
            assert (page.context["total"], page.context["count"]) == (owed.value, items.value), (rows, line.words)
    parts = ask("cube=owed&rows=bucket&columns=owner&measures=items&window=all", by=ada, at=at)
    for line in table(parts).lines:
        for cell in line.cells:
            assert cell.value is None or browser.get(cell.link).context["count"] == cell.value
