"""Plans for key customers: agreed by a lead, held against orders, with people and actions."""

from datetime import date
from decimal import Decimal

import pytest

from tests.cast import a_customer, an_account_plan, an_order
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import announced, refused, trace
from zhike.kit.writing import change
from zhike.planning.actions import agree, aim, close_plan, drop_goal, open_plan, place
from zhike.planning.panels import present, standing
from zhike.work.models import Task


@pytest.fixture
def plan(ana, teahouse):
    return an_account_plan(owner=ana, customer=teahouse, name="Tea house 2026")


def test_a_lead_agrees_and_the_plan_is_closed_in_the_end(plan, ana, mei):
    with refused("role does not allow"):
        agree(plan, by=ana)

    agree(plan, by=mei, words="Go on.")
    with refused("Only a draft"):
        agree(plan, by=mei)
    close_plan(plan, by=ana)

    assert (plan.fresh().status, plan.fresh().agreed_by, plan.fresh().agreed_note) == ("closed", mei, "Go on.")
    assert trace(plan) == ["Mei agreed to this plan", "Ana closed this plan"]
    assert [name for name in announced() if name != "kit.followed_changed"] == ["planning.agreed", "planning.closed"]
    open_plan(plan, by=mei)
    assert (plan.fresh().status, plan.fresh().agreed_by, plan.fresh().agreed_note) == ("draft", None, "")


def test_a_plan_without_a_goal_is_not_agreed_to(ana, mei):
    plan = an_account_plan(owner=ana, goal=None)

    with refused("sales goal first"):
        agree(plan, by=mei)
    with refused("agreed to can be closed"):
        close_plan(plan, by=mei)


def test_it_is_held_against_the_orders_of_its_time(plan, ana, teahouse, kettle, clock):
    for number, (day, quantity) in enumerate(
        [(date(2025, 12, 31), 9), (date(2026, 1, 1), 10), (date(2026, 12, 31), 5)]
    ):
        an_order(customer=teahouse, product=kettle, quantity=quantity, placed_on=day, number=f"S{number}")
    an_order(customer=teahouse, product=kettle, quantity=50, placed_on=date(2026, 3, 1), currency="USD")
    an_order(customer=a_customer(owner=ana), product=kettle, quantity=70, placed_on=date(2026, 3, 1))

    told = standing(plan, by=ana)

    assert (told["sold"], told["share"], told["of_wallet"]) == (Decimal(5700), 0.057, 0.01425)
    assert (round(told["gone"], 4), told["behind"]) == (round(71 / 365, 4), True)


def test_goals_are_said_anew_under_their_name(plan, ana):
    aim(plan, by=ana, name="Shops", target=Decimal(5), unit="家")
    aim(plan, by=ana, name="Shops", target=Decimal(6), unit="家", reached=Decimal(3))

    ((goal, share),) = standing(plan, by=ana)["goals"]
    assert (goal.target, goal.reached, share) == (6, 3, 0.5)
    aim(plan, by=ana, name="Shops", target=Decimal(8))
    ((goal, _share),) = standing(plan, by=ana)["goals"]
    assert (goal.target, goal.unit, goal.reached) == (8, "家", 3), "what is not said again stays"
    for wrong, sentence in (({"target": Decimal(0)}, "above nought"), ({"reached": Decimal(-1)}, "below nought")):
        with refused(sentence):
            aim(plan, by=ana, **{"name": "Shops", "target": Decimal(6)} | wrong)


def test_a_goal_is_taken_away_again(plan, ana):
    aim(plan, by=ana, name="Shops", target=Decimal(5))
    page = at_the_screen(ana).get(f"/account-plans/{plan.pk}/").text
    assert f"/account-plans/{plan.pk}/do/drop_goal/" in page
    assert "drop_goal" not in at_the_screen(ana).get(f"/account-plans/{plan.pk}/paper/").text

    drop_goal(plan, by=ana, name="Shops")

    assert standing(plan, by=ana)["goals"] == []
    with refused("no such goal"):
        drop_goal(plan, by=ana, name="Shops")


def test_what_was_agreed_to_is_not_changed_behind_the_back_of_who_agreed(plan, ana, mei):
    agree(plan, by=mei)

    for changed in ({"goal": Decimal(1)}, {"ends_on": date(2027, 3, 31)}):
        with refused("back to a draft first"):
            change(plan, by=ana, values=changed)
    change(plan, by=ana, values={"strengths": "They like the new tea."})
    open_plan(plan, by=mei)
    change(plan, by=ana, values={"goal": Decimal(1)})

    assert (plan.fresh().goal, plan.fresh().strengths) == (1, "They like the new tea.")


def test_nothing_is_added_to_a_plan_that_is_closed(plan, ana, mei, teahouse):
    lin = teahouse.contacts.create(name="林晓")
    agree(plan, by=mei)
    close_plan(plan, by=ana)

    with refused("closed"):
        aim(plan, by=ana, name="Shops", target=Decimal(5))
    with refused("closed"):
        place(plan, by=ana, contact=lin.pk, attitude="for")


def test_people_stand_where_somebody_says(plan, ana, teahouse, dealer):
    lin, other = teahouse.contacts.create(name="林晓"), dealer.contacts.create(name="黄强")

    place(plan, by=ana, contact=lin.pk, attitude="against", words="Wants the old price.")

    ((contact, said),) = standing(plan, by=ana)["people"]
    assert (contact, said.attitude, said.note) == (lin, "against", "Wants the old price.")
    with refused("no such contact"):
        place(plan, by=ana, contact=other.pk, attitude="for")
    with refused("where they stand"):
        place(plan, by=ana, contact=lin.pk, attitude="above")


def test_an_action_is_a_task_of_the_customer_that_the_plan_keeps(plan, ana, teahouse):
    screen, place_of = at_the_screen(ana), f"/account-plans/{plan.pk}/act/"

    sent = screen.post(place_of, {"title": "Taste the new tea", "due_on": "2026-04-01"})
    bare = screen.post(place_of, {"title": " "})
    never = screen.post(place_of, {"title": "Taste it", "due_on": "2026-02-30"})

    task = Task.objects.get()
    assert (sent.status_code, bare.status_code, never.status_code) == (302, 400, 400)
    assert (task.title, task.customer, task.assignee, task.due_on) == (
        "Taste the new tea",
        teahouse,
        ana,
        date(2026, 4, 1),
    )
    assert [one.task for one in plan.actions.all()] == [task]


def test_it_stands_on_the_page_of_the_customer_on_paper_and_for_nobody_else(plan, ana, bo, clock):
    assert present(plan.customer, by=ana)["plan"] == plan
    assert "Tea house 2026" in at_the_screen(ana).get(f"/customers/{plan.customer_id}/?timeline").text
    assert "Share of their purse" in at_the_screen(ana).get(f"/account-plans/{plan.pk}/paper/").text
    assert at_the_screen(bo).get(f"/account-plans/{plan.pk}/paper/").status_code == 404


def test_a_plan_does_not_end_before_it_begins(ana, teahouse):
    typed = {"name": "x", "customer": f"#{teahouse.pk}", "starts_on": "2026-02-01", "ends_on": "2026-01-01"}

    answer = at_the_screen(ana).post("/account-plans/new/", typed)

    assert (answer.status_code, "cannot end before it begins" in answer.text) == (422, True)
