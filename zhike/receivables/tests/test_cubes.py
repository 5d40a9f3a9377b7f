"""Invoices and receipts in the cube explorer."""

from decimal import Decimal

import pytest

from tests.cast import a_plan, a_receipt, an_invoice
from zhike.insight.cubes.table import table
from zhike.insight.cubes.tests.cast import ALL, ask, built, numbers
from zhike.kit.testing.acting import at_the_screen
from zhike.receivables.actions.crediting import credit_note
from zhike.receivables.actions.issuing import red_letter
from zhike.receivables.actions.receiving import allocate

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
