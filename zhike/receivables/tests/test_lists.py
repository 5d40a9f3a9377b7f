"""What lists of money tell beside the amounts."""

import pytest

from tests.cast import a_receipt
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.receivables.actions.receiving import withdraw_receipt

pytestmark = pytest.mark.django_db


def test_the_list_of_receipts_says_which_were_withdrawn(ana):
    kept, gone = a_receipt(owner=ana), a_receipt(owner=ana)
    withdraw_receipt(gone, by=ana, reason="Read in twice.")

    listed = at_the_screen(ana).get("/receipts/").text
    counting = Program(ana).get("/receipts", filter='{"field": "withdrawn_on", "op": "empty"}').json()

    assert "Withdrawn on" in listed
    assert [one["number"] for one in counting["items"]] == [kept.number]
