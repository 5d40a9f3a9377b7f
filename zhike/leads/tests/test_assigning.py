"""Who gets a lead, and why."""

import pytest

from tests.cast import a_lead, a_person, a_team, an_assignment_rule
from zhike.kit.access.models import Role
from zhike.kit.audit.trace import trace_of
from zhike.leads import reactions
from zhike.leads.actions import hand_out
from zhike.leads.models import AssignmentRule, Lead
from zhike.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(ana):
    """Three of one team; their manager gets no leads."""
    a_person("Mei", role=Role.MANAGER)
    return [ana, a_person("Cai"), a_person("Dan")]


def given(count: int = 1, **fields) -> list[str]:
    """Who gets so many leads, one after the other."""
    leads = [a_lead(**fields) for _nth in range(count)]
    for lead in leads:
        hand_out(lead)
    return [str(lead.fresh().owner or "") for lead in leads]


def test_leads_go_round(people):
    an_assignment_rule(most=None)

    assert given(7) == ["Ana", "Cai", "Dan", "Ana", "Cai", "Dan", "Ana"]


def test_the_trace_says_why(people):
    an_assignment_rule(name="East in turn")
    given()

    entry = trace_of(Lead.objects.get()).get()
    assert (entry.verb, entry.changes["because"]) == ("leads.assign", [None, "“East in turn”: next in turn"])


def test_whoever_has_least_open_leads_gets_the_next(people):
    ana, cai, dan = people
    for owner in (ana, ana, dan):
        a_lead(owner=owner)
    a_lead(owner=cai, status="lost", lost_reason="no_need")
    an_assignment_rule(manner="least_loaded")

    assert given(3) == ["Cai", "Cai", "Dan"]


def test_nobody_gets_more_than_they_can_take_and_the_next_rule_decides(people):
    an_assignment_rule(most=1, position=1)
    an_assignment_rule(team=a_team("South"), regions="", position=2)
    a_person("Bo", team="South")

    assert given(5) == ["Ana", "Cai", "Dan", "Bo", "Bo"]


@pytest.mark.parametrize(
    ("rule", "lead", "gets"),
    [
        ({"regions": "华南"}, {}, ""),
        ({"regions": "华南，华东"}, {}, "Ana"),
        ({"source": "referral"}, {}, ""),
        ({"source": ""}, {"source": "web_form"}, "Ana"),
        ({"least_score": 50}, {"score": 49}, ""),
        ({"least_score": 50}, {"score": 50}, "Ana"),
        ({"is_on": False}, {}, ""),
        ({"regions": "", "in_territory": True}, {"region": "华东"}, "Ana"),
        ({"regions": "", "in_territory": True}, {"region": "华北"}, ""),
    ],
)
def test_a_rule_speaks_of_some_leads(rule, lead, gets, ana):
    team = a_team()
    team.regions = ["华东"]
    team.save()
    an_assignment_rule(**rule)

    assert given(**lead) == [gets]


def test_a_lead_that_waits_to_be_looked_at_goes_to_nobody(people):
    an_assignment_rule()

    assert given(trust="suspected") == [""]


def test_whoever_had_it_last_is_not_asked_again(people):
    an_assignment_rule()

    assert given(2, last_owner=people[0]) == ["Cai", "Dan"]


def test_whoever_gets_a_lead_is_told_once(people):
    an_assignment_rule()
    given()
    lead = Lead.objects.get()

    for _twice in range(2):
        reactions.tell_owner(lead=lead.pk, by=AssignmentRule.objects.get().pk + 10_000)

    assert list(Notice.objects.values_list("to__name", "kind")) == [("Ana", "lead")]
