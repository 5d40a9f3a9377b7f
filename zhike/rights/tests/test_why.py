"""Why somebody may do something with a record."""

import pytest

from tests.cast import a_customer, a_person, a_role
from zhike.kit import registry
from zhike.kit.access.models import Staff
from zhike.kit.testing.acting import at_the_screen
from zhike.rights import why

pytestmark = pytest.mark.django_db


def reason(row, who, word="see"):
    """What is said of one right."""
    found = next(one for one in why.reasons(row, who=Staff.objects.get(pk=who.pk)) if str(one.word) == word)
    return found.holds, [str(one) for one in found.because]


def test_the_owner(ana, teahouse):
    assert reason(teahouse, ana) == (True, ["Every “Staff” may.", "they look after it"])


def test_the_lead_of_the_owners_team(mei, teahouse):
    assert reason(teahouse, mei) == (True, ["Every “Manager” may.", "it belongs to their team or a team below"])


def test_an_administrator(ada, teahouse):
    assert reason(teahouse, ada) == (True, ["Every “Administrator” may.", "the role reaches all of them"])


def test_nobodys(mei):
    assert reason(a_customer(owner=None), mei)[1][-1] == "nobody looks after it"


def test_a_share(ana, bo, dealer):
    registry.verb_named("customers.share")(dealer, by=bo, to=ana)

    assert reason(dealer, ana) == (True, ["Every “Staff” may.", "it was shared with them"])
    assert reason(dealer, ana, "change") == (False, ["The role “Staff” does not reach this record."])


def test_a_territory_of_a_role_of_the_firm(ana, dealer):
    ana.team.regions = ["华南"]
    ana.team.save()
    a_role(ana, rights={"customers": {"read": "territory"}})

    assert reason(dealer, ana) == (True, ["The role “Clerk” includes it.", "it lies in their territory"])


def test_what_a_role_does_not_include(ana, teahouse):
    assert reason(teahouse, ana, "import") == (False, ["The role “Staff” does not include it."])


def test_an_account_that_is_closed(teahouse):
    gone = a_person("Gil", is_active=False)

    assert reason(teahouse, gone) == (False, ["This account is closed."])


def test_a_field(ana, teahouse):
    a_role(ana, fields={"customers": {"note": "hidden", "city": "masked"}})

    told = {str(label): str(level) for label, level in why.fields(teahouse, who=Staff.objects.get(pk=ana.pk))}

    assert (told["note"], told["city"], told["name"]) == ("hidden", "masked", "read and write")


def test_a_lead_is_told_about_somebody_else(mei, ana, teahouse):
    page = at_the_screen(mei).get(f"/why/customers/{teahouse.pk}/?who={ana.pk}").content.decode()

    assert "What Ana may do here, and why" in page
    assert "they look after it" in page


@pytest.mark.parametrize(("who", "status"), [("ana", 403), ("mei", 200), ("ada", 200)])
def test_the_page_is_for_those_who_answer_for_a_team(who, status, teahouse, request):
    person = request.getfixturevalue(who)

    assert at_the_screen(person).get(f"/why/customers/{teahouse.pk}/").status_code == status


def test_a_lead_learns_nothing_of_rows_out_of_sight(mei, dealer):
    answers = [at_the_screen(mei).get(f"/why/customers/{pk}/") for pk in (dealer.pk, 987_654_321)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert at_the_screen(mei).get("/why/nothings/1/").status_code == 404
    assert at_the_screen(mei).get(f"/why/customers/{dealer.pk}/?who=x").status_code == 404
