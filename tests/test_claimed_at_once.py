"""Leads and customers that several people, or several rules, reach for in the same moment."""

from collections.abc import Callable

import pytest

from tests.at_once import together
from tests.cast import a_lead, a_person, a_pool, a_waiting_customer, an_assignment_rule
from zhike.customers.models import Customer
from zhike.kit.access.models import Staff
from zhike.kit.testing.acting import at_the_screen
from zhike.leads.actions import claim as claim_lead
from zhike.leads.actions import hand_out
from zhike.leads.models import Lead
from zhike.pool.models import PoolStay

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("unwatched")]
ROUNDS = 4
SAID = {"mine": "is yours now", "somebody was faster": "somebody was faster", "all for one day": "all for one day"}


def claiming(by: Staff, customer: Customer) -> Callable[[], str]:
    """Claim a customer on screen; what the next page says of it."""
    browser = at_the_screen(by)

    def claim() -> str:
        page = browser.post(f"/pool/{customer.pk}/claim/", follow=True).text
        return next(words for words in SAID if SAID[words] in page)

    return claim


def test_two_claim_one_customer_and_one_reads_that_somebody_was_faster(ana):
    cai = a_person("Cai")
    for _nth in range(ROUNDS):
        customer = a_waiting_customer(pool=a_pool(claims_a_day=99))
        told = together(*(claiming(by, customer) for by in (ana, cai)))

        assert sorted(told) == ["mine", "somebody was faster"], told
        stay = PoolStay.objects.get(customer=customer)
        assert (stay.claimed_by, stay.out_by) == (customer.fresh().owner, customer.fresh().owner)


def test_one_person_claims_no_more_at_once_than_one_after_the_other(ana):
    pool = a_pool(claims_a_day=2)
    customers = [a_waiting_customer(pool=pool) for _nth in range(5)]

    told = together(*(claiming(ana, customer) for customer in customers))

    assert sorted(told) == ["all for one day"] * 3 + ["mine"] * 2, told
    assert Customer.objects.filter(owner=ana).count() == 2


def test_two_claim_one_lead(ana):
    cai = a_person("Cai")
    for _nth in range(ROUNDS):
        lead = a_lead()
        told = together(*(lambda by=by, lead=lead: claim_lead(lead, by=by).owner for by in (ana, cai)))

        assert [one for one in told if isinstance(one, Staff)] == [lead.fresh().owner], told


def test_leads_handed_out_at_once_go_round_all_the_same(ana):
    for name in ("Cai", "Dan"):
        a_person(name)
    an_assignment_rule(most=2)
    leads = [a_lead() for _nth in range(6)]

    together(*(lambda lead=lead: hand_out(lead) for lead in leads))

    owners = [str(owner) for owner in Lead.objects.values_list("owner__name", flat=True)]
    assert {name: owners.count(name) for name in owners} == {"Ana": 2, "Cai": 2, "Dan": 2}
