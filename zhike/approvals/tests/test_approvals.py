"""Asking, answering, standing in, and what the document hears of it."""

from datetime import date
from decimal import Decimal

import pytest

from tests.cast import a_delegation, a_person, a_plant, a_role, a_rule_of_approval
from zhike.approvals import actions, asking, waiting
from zhike.approvals.models import Approval, Approver
from zhike.kit.access.models import Role
from zhike.kit.access.rows import rows
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.testing.observing import announced, refused, trace
from zhike.kit.writing import change
from zhike.notices.models import Notice

pytestmark = pytest.mark.django_db
MANAGER = {"approver": Approver.MANAGER, "role": "", "from_discount": None}


@pytest.fixture
def plant(ana, mei, ada, clock):
    """A plant of Ana's that her manager and then an administrator have to agree to."""
    a_rule_of_approval(name="Manager", **MANAGER)
    a_rule_of_approval(name="Chief", position=2, from_amount=Decimal(3))
    return a_plant(owner=ana, light="shade")


@pytest.fixture
def approval(plant, ana):
    return asking.ask(plant, by=ana, comment="Before noon, please.")


def answers(approval):
    turns = approval.turns.exclude(answer="").order_by("pk")
    return [(turn.person.name, turn.given_by.name, turn.answer, turn.comment) for turn in turns]


def told(person):
    return list(Notice.objects.filter(to=person).order_by("pk").values_list("kind", flat=True))


def test_one_after_the_other_agrees_and_the_document_goes_on(approval, plant, ana, mei, ada):
    assert (asking.needed(plant), asking.state_of(plant)) == (True, "waiting")

    actions.agree(approval, by=mei, comment="Fine.")
    assert (approval.fresh().state, plant.fresh().light) == ("waiting", "shade")
    actions.agree(approval, by=ada)

    assert (approval.fresh().state, plant.fresh().light) == ("granted", "sun")
    assert (asking.needed(plant), asking.state_of(plant)) == (False, "granted")
    assert answers(approval) == [("Mei", "Mei", "agreed", "Fine."), ("Ada", "Ada", "agreed", "")]
    assert trace(approval) == ["Ana asked for approval", "Mei agreed", "Ada agreed"]
    assert [name for name in announced() if name.startswith("approvals.")] == [
        "approvals.asked",
        "approvals.agreed",
        "approvals.agreed",
    ]
    assert [told(one) for one in (mei, ada, ana)] == [["approval_asked"], ["approval_asked"], ["approval_granted"]]


def test_one_no_ends_it_and_needs_a_reason(approval, plant, ana, mei, ada):
    with refused("Say why"):
        actions.refuse(approval, by=mei, comment="  ")

    actions.refuse(approval, by=mei, comment="Too large.")

    assert (approval.fresh().state, asking.needed(plant), told(ana)) == ("refused", True, ["approval_refused"])
    assert waiting.for_me(ada) == []
    with refused("This has been decided already: Sent back"):
        actions.agree(approval, by=ada)


def test_who_is_not_asked_has_no_say(approval, ana, mei, ada):
    kai = a_person("Kai", team="South")
    with refused("You are not asked at this step. It waits for: Mei."):
        actions.agree(approval, by=ada)
    with refused("You are not asked at this step"):
        actions.agree(approval, by=ana)
    with refused():
        actions.agree(approval, by=kai)


def test_askers_agree_to_their_own_only_where_the_rule_says_so(mei, ada):
    a_rule_of_approval(name="Manager", **MANAGER)
    strict = asking.ask(a_plant(owner=mei), by=mei)
    assert [turn.person for turn in strict.turns.all()] == [ada]

    actions.withdraw(strict, by=mei)
    a_rule_of_approval(name="Own", approver=Approver.PERSON, person=mei, role="", own_too=True)
    own = asking.ask(a_plant(owner=mei), by=mei)
    actions.agree(own, by=ada)
    actions.agree(own, by=mei)

    assert own.fresh().state == "granted"


def test_where_nobody_else_could_agree_it_is_not_asked(ada):
    a_rule_of_approval()
    plant = a_plant(owner=ada)

    with refused("Nobody but the asker could agree at “Large plants”"):
        asking.ask(plant, by=ada)


def test_a_changed_document_has_to_be_asked_again(approval, plant, ana, mei):
    change(plant, by=ana, values={"pots": 9})

    assert asking.state_of(plant.fresh()) == "void"
    with refused("The figures of the document have changed since this was asked"):
        actions.agree(approval, by=mei)

    again = asking.ask(plant.fresh(), by=ana)
    assert (approval.fresh().state, again.state, again.amount) == ("withdrawn", "waiting", 9)
    assert trace(approval)[-1] == "Ana withdrew this"


def test_a_grant_holds_for_the_figures_it_was_given_for(approval, plant, ana, mei, ada):
    actions.agree(approval, by=mei)
    actions.agree(approval, by=ada)
    with refused("This has been granted already"):
        asking.ask(plant, by=ana)

    change(plant, by=ana, values={"pots": 9})

    assert (asking.needed(plant.fresh()), asking.state_of(plant.fresh())) == (True, "void")


def test_nothing_is_asked_twice(approval, plant, ana):
    with refused("This is asked already. It waits for: Mei."):
        asking.ask(plant, by=ana)


def test_small_documents_need_nobody(ana):
    a_rule_of_approval()
    small = a_plant(owner=ana, pots=1)

    assert asking.needed(small) is False
    with refused("Nobody has to agree to this"):
        asking.ask(small, by=ana)


def test_nobody_asks_about_what_they_may_not_change(plant, bo):
    with refused("There is no such document that you could ask about"):
        asking.ask(plant, by=bo)
    with refused("Nobody has to agree to documents of this kind"):
        actions.ask(by=bo, noun="kit.staff", object_id=bo.pk)


def test_all_of_a_role_agree_where_the_rule_asks_for_all(ana, mei, ada):
    eve = a_person("Eve", role=Role.ADMIN, team=None)
    a_rule_of_approval(needs_all=True)
    approval = asking.ask(a_plant(owner=ana), by=ana)

    actions.agree(approval, by=ada)
    assert approval.fresh().state == "waiting"
    with refused("It waits for: Eve"):
        actions.agree(approval, by=ada)
    actions.agree(approval, by=eve)

    assert approval.fresh().state == "granted"


def test_holders_of_a_role_of_the_firms_own_are_asked(ana, bo, ada):
    a_rule_of_approval(role="", own_role=a_role(bo))

    approval = asking.ask(a_plant(owner=ana), by=ana)

    assert [turn.person for turn in approval.turns.all()] == [bo]
    assert rows(Approval, by=bo).get() == approval
    assert rows(Approval, by=a_person("Kai")).count() == 0


@pytest.mark.usefixtures("clock")
def test_a_stand_in_answers_and_both_are_named(plant, ana, mei, bo):
    a_delegation(owner=mei, stand_in=bo)
    approval = asking.ask(plant, by=ana)
    assert ([one.in_place_of for one in waiting.for_me(bo)], told(bo)) == (["Mei"], ["approval_asked"])

    actions.agree(approval, by=bo)

    assert answers(approval) == [("Mei", "Bo", "agreed", "")]
    assert approval.turns.model.objects.get(person=mei).given_by == bo
    page = at_the_screen(mei).get(f"/approvals/{approval.pk}/").text
    assert "Bo in place of Mei" in page


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    "days",
    [
        {"begins_on": date(2026, 3, 13), "ends_on": date(2026, 3, 20)},
        {"begins_on": date(2026, 3, 1), "ends_on": date(2026, 3, 11)},
    ],
)
def test_a_stand_in_answers_only_on_the_days_named(plant, ana, mei, bo, days):
    a_delegation(owner=mei, stand_in=bo, **days)
    approval = asking.ask(plant, by=ana)

    with refused():
        actions.agree(approval, by=bo)
    assert waiting.asked(bo).count() == 0


@pytest.mark.usefixtures("clock")
def test_askers_stand_in_for_nobody_in_their_own_question(plant, ana, mei):
    a_delegation(owner=mei, stand_in=ana)
    approval = asking.ask(plant, by=ana)

    with refused("You asked for this yourself"):
        actions.agree(approval, by=ana)
    assert waiting.asked(ana).count() == 0


def test_one_names_a_stand_in_for_oneself_and_only_administrators_for_others(ana, bo, mei, ada):
    days = {"begins_on": date(2026, 3, 1), "ends_on": date(2026, 3, 31)}
    with refused("Your role does not allow this"):
        actions.delegate(by=ana, stand_in=bo, owner=mei, **days)
    with refused("Nobody stands in for themselves"):
        actions.delegate(by=ana, stand_in=ana, **days)
    with refused("The last day lies before the first"):
        actions.delegate(by=ana, stand_in=bo, begins_on=date(2026, 3, 2), ends_on=date(2026, 3, 1))

    delegation = actions.delegate(by=ada, stand_in=bo, owner=mei, **days)
    actions.end_delegation(delegation, by=mei)

    assert told(bo) == ["stand_in"]
    assert delegation.fresh().ended_at is not None


def test_who_asked_takes_it_back_and_nobody_else(approval, ana, mei):
    with refused("Only who asked"):
        actions.withdraw(approval, by=mei)

    actions.withdraw(approval, by=ana)

    assert (approval.fresh().state, waiting.asked(mei).count()) == ("withdrawn", 0)


def test_the_page_counts_what_waits_and_a_thumb_answers_it(approval, plant, ana, mei):
    screen = at_the_screen(mei)
    assert f"/approvals/{approval.pk}/" in screen.get("/approvals/waiting/").text
    assert 'formaction="/approvals/' in screen.get(f"/approvals/{approval.pk}/").text
    assert 'formaction="/approvals/' not in at_the_screen(ana).get(f"/approvals/{approval.pk}/").text
    assert "It waits for: Mei." in at_the_screen(ana).get(f"/plants/{plant.pk}/").text

    answer = screen.post(f"/approvals/{approval.pk}/do/agree/?next=/approvals/waiting/", {"comment": ""})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/approvals/waiting/")
    assert waiting.asked(mei).count() == 0


def test_a_refusal_without_a_reason_asks_for_one_on_the_spot(approval, mei):
    answer = at_the_screen(mei).post(f"/approvals/{approval.pk}/do/refuse/", {"comment": ""})

    assert answer.status_code == 422
    assert approval.fresh().state == "waiting"


def test_a_program_asks_and_answers(plant, ana, mei):
    asked = Program(ana).post("/approvals/ask", {"noun": "example.plant", "object_id": plant.pk})
    answered = Program(mei).post(f"/approvals/{asked.json()['id']}/agree", {"comment": "Fine."})

    assert (asked.status_code, answered.status_code) == (201, 200)


def test_a_stand_in_is_named_on_the_page(ana, bo):
    days = {"begins_on": "2026-03-01", "ends_on": "2099-03-31", "reason": "Fair"}

    answer = at_the_screen(ana).post("/approvals/waiting/", {"stand_in": bo.pk, **days})

    assert answer.status_code == 302
    assert [one.stand_in for one in waiting.my_stand_ins(ana)] == [bo]
    assert at_the_screen(ana).post("/approvals/waiting/", {"stand_in": ana.pk, **days}).status_code == 422


def test_who_takes_part_comments_before_the_decision_and_the_others_are_told(approval, plant, ana, mei, ada, bo):
    a_delegation(owner=mei, stand_in=bo, begins_on=date(2026, 1, 1), ends_on=date(2099, 1, 1))
    with refused("Write what you want to say"):
        actions.comment(approval, by=mei, comment=" ")
    with refused("Only those who take part can comment"):
        actions.comment(approval, by=ada, comment="Why so many?")
    with refused():
        actions.comment(approval, by=a_person("Kai", team="South"), comment="I saw it.")
    assert not approval.comments.exists()

    actions.comment(approval, by=mei, comment="Why so many pots?")
    actions.comment(approval, by=ana, comment="It is spring.")
    actions.agree(approval, by=mei)
    actions.comment(approval, by=mei, comment="Your turn.")
    answer = Program(bo).post(f"/approvals/{approval.pk}/comment", {"comment": "Seen."})

    assert (answer.status_code, waiting.asked(ada).count()) == (200, 1)
    said = [(one.step.label, one.by.name, one.text) for one in approval.comments.order_by("pk")]
    assert said == [
        ("Manager", "Mei", "Why so many pots?"),
        ("Manager", "Ana", "It is spring."),
        ("Chief", "Mei", "Your turn."),
        ("Chief", "Bo", "Seen."),
    ]
    assert trace(approval)[1:3] == ["Mei commented on this", "Ana commented on this"]
    assert announced()[-1] == "approvals.commented"
    assert told(ana) == ["approval_commented"] * 3
    assert told(ada) == ["approval_asked", "approval_commented", "approval_commented"]
    page = at_the_screen(ana).get(f"/approvals/{approval.pk}/").text
    places = [page.index(words) for words in ("Why so many pots?", "It is spring.", "Mei agreed", "Your turn.")]
    assert places == sorted(places)


def test_after_the_decision_nobody_comments(approval, ana, mei):
    actions.refuse(approval, by=mei, comment="Too large.")

    with refused("This has been decided already"):
        actions.comment(approval, by=ana, comment="But why?")

    assert 'do/comment/"' not in at_the_screen(ana).get(f"/approvals/{approval.pk}/").text
