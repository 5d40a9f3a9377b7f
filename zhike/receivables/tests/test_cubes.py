"""Invoices and receipts in the cube explorer."""

import pytest

from tests.cast import a_receipt, an_invoice
from zhike.insight.cubes.tests.cast import ALL, ask, built, numbers

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


def test_money_by_the_way_it_came(ada, ana):
    a_receipt(owner=ana, amount=300)
    at = built()

    found = numbers(ask("cube=receipts&rows=method&columns=-&measures=amount&window=all", by=ada, at=at))

    assert found == {("transfer",): 300, (ALL,): 300}
