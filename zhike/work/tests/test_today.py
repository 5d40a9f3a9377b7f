"""The page a day begins with."""

from datetime import date
from decimal import Decimal

import pytest

from tests.cast import a_customer, a_finished_task, a_standing, a_task
from zhike.kit.testing.acting import at_the_screen
from zhike.work.day import agenda, count_due, slipping

TODAY = date(2026, 3, 12)


def a_slipping_customer(name, *, owner, before="active", now="edge", since=date(2026, 2, 20), **fields):
    customer = a_customer(name, owner=owner, **fields)
    a_standing(customer, "rung", before, since=date(2025, 9, 1), until=since)
    a_standing(customer, "rung", now, since=since)
    return customer


def names(slips):
    return [slip.customer.name for slip in slips]


@pytest.fixture
def at_work(client, ana, clock):
    client.force_login(ana)
    return client


def test_a_day_sorts_tasks_by_how_they_press(ana):
    for title, due in (("late", 11), ("now", 12), ("soon", 19), ("far", 20)):
        a_task(owner=ana, title=title, due_on=date(2026, 3, due))
    a_task(owner=ana, title="some day", due_on=None)
    day = agenda(by=ana, today=TODAY)

    assert [task.title for task in day.overdue] == ["late"]
    assert [task.title for task in day.today] == ["now"]
    assert [task.title for task in day.next] == ["soon"]
    assert [task.title for task in day.someday] == ["some day"]


def test_a_day_holds_neither_finished_tasks_nor_those_of_others(ana, mei, clock):
    a_finished_task(owner=ana, due_on=TODAY)
    a_task(owner=ana, due_on=TODAY)

    assert agenda(by=mei, today=TODAY).is_clear
    assert count_due(mei) == 0
    assert count_due(ana) == 1


def test_one_click_finishes_a_task_and_offers_to_take_it_back(at_work, ana):
    task = a_task(owner=ana, due_on=TODAY, title="Send samples")
    answer = at_work.post(
        f"/tasks/{task.pk}/do/complete/",
        {"next": "/today/"},
        headers={"HX-Request": "true", "HX-Target": "tasks"},
        follow=True,
    )
    part = answer.content.decode()

    assert task.fresh().status == "done"
    assert "Finished this task: Send samples" in part
    assert f'action="/tasks/{task.pk}/do/reopen/"' in part
    assert "Nothing to do" in part
    assert "<html" not in part


def test_who_slipped_is_shown_by_what_they_bought(ana):
    a_slipping_customer("小客", owner=ana, net_sales_12m=Decimal(900))
    a_slipping_customer("大客", owner=ana, before="core", now="inactive", net_sales_12m=Decimal(48000))
    a_slipping_customer("新知", owner=ana, before="new")
    found = slipping(by=ana)

    assert names(found) == ["大客", "小客", "新知"]
    assert (found[0].before, found[0].standing.value, found[0].at_stake) == ("core", "inactive", Decimal(48000))
    assert found[2].at_stake is None


def test_moving_up_and_moving_long_ago_are_not_slipping(ana):
    a_slipping_customer("回来的", owner=ana, before="lost", now="edge")
    a_slipping_customer("早就走的", owner=ana, since=date(2025, 12, 1))
    a_slipping_customer("刚走的", owner=ana)

    assert names(slipping(by=ana)) == ["刚走的"]


def test_a_person_sees_only_their_own_slip(ana, bo, mei, ada):
    a_slipping_customer("华东的", owner=ana)
    a_slipping_customer("华南的", owner=bo)

    assert names(slipping(by=bo)) == ["华南的"]
    assert names(slipping(by=mei)) == ["华东的"]
    assert set(names(slipping(by=ada))) == {"华东的", "华南的"}


def test_a_firm_without_a_ladder_has_nobody_slipping(at_work, ana):
    assert slipping(by=ana) == []
    assert "Nobody is slipping" in at_work.get("/today/").content.decode()


def test_the_page_costs_the_same_for_many_customers(at_work, ana, django_assert_max_num_queries):
    for number in range(9):
        a_slipping_customer(f"茶馆{number}", owner=ana)
        a_task(owner=ana, due_on=TODAY)
    at_work.get("/today/")  # the first page of a session also notes where it is used

    with django_assert_max_num_queries(9):
        at_work.get("/today/")


def test_a_customer_out_of_sight_is_not_named_beside_its_task(ana, bo):
    theirs = a_customer("南岭茶行", owner=bo)
    a_task(owner=ana, title="Fetch the samples", customer=theirs, due_on=None)

    page = at_the_screen(ana).get("/today/").content.decode()

    assert "Fetch the samples" in page
    assert theirs.name not in page
