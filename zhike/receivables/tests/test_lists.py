"""What lists of money tell beside the amounts."""

import pytest

from tests.cast import a_credit_limit, a_receipt
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.receivables.actions.receiving import withdraw_receipt
from zhike.receivables.models import CreditLimit

pytestmark = pytest.mark.django_db


def test_the_list_of_receipts_says_which_were_withdrawn(ana):
    kept, gone = a_receipt(owner=ana), a_receipt(owner=ana)
    withdraw_receipt(gone, by=ana, reason="Read in twice.")

    listed = at_the_screen(ana).get("/receipts/").text
    counting = Program(ana).get("/receipts", filter='{"field": "withdrawn_on", "op": "empty"}').json()

    assert "Withdrawn on" in listed
    assert [one["number"] for one in counting["items"]] == [kept.number]


@pytest.mark.parametrize(("language", "word"), [("en", "Gold"), ("zh-hans", "金")])
def test_a_limit_of_a_tier_bears_its_word_whatever_was_kept(language, word, mei):
    limit = a_credit_limit(owner=mei, customer=None, tier="gold")
    CreditLimit.objects.update(name="gold")
    mei.language = language
    mei.save()

    pages = [at_the_screen(mei).get(place).text for place in ("/creditlimits/", f"/creditlimits/{limit.pk}/")]

    assert [word in page for page in pages] == [True, True]
    assert [">gold<" in page for page in pages] == [False, False]
