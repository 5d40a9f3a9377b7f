"""The page a day begins with."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.cast import SHANGHAI, a_call, a_customer, a_finished_task, a_meeting, a_role, a_standing, a_task, a_visit
from zhike.kit.testing.acting import at_the_screen
from zhike.work.actions import complete, snooze
from zhike.work.day import Item, count_due, items, my_day, register, slipping

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


def titles(day):
    return [item.title for item in day.items]


def test_a_day_holds_what_is_due_and_late_the_most_at_stake_first(ana):
    rich, poor = (
        a_customer(name, owner=ana, net_sales_12m=Decimal(bought)) for name, bought in (("大", 9000), ("小", 100))
    )
    for title, customer, due in (("late", poor, 9), ("now", rich, 12), ("plain", None, 12), ("soon", rich, 13)):
        a_task(owner=ana, title=title, customer=customer, due_on=date(2026, 3, due))
    a_visit(owner=ana, customer=poor, planned_at=datetime(2026, 3, 12, 14, tzinfo=SHANGHAI))
    a_meeting(owner=ana, customer=None, starts_at=datetime(2026, 3, 12, 10, tzinfo=SHANGHAI))
    day = my_day(by=ana, today=TODAY)

    assert titles(day) == ["now", "late", "Taste the spring tea", "Plan the year", "plain"]
    assert [item.amount for item in day.items[:3]] == [Decimal(9000), Decimal(100), Decimal(100)]
    assert day.items[1].reason == "3 days late"
    assert titles(my_day(by=ana, today=TODAY, by_time=True)) == [
        "late",
        "Plan the year",
        "Taste the spring tea",
        "now",
        "plain",
    ]


def test_tasks_of_the_coming_days_and_of_no_day_stand_apart(ana):
    for title, due in (("soon", date(2026, 3, 19)), ("far", date(2026, 3, 20)), ("some day", None)):
        a_task(owner=ana, title=title, due_on=due)
    day = my_day(by=ana, today=TODAY)

    assert [[item.title for item in some] for some in (day.items, day.ahead, day.someday)] == [
        [],
        ["soon"],
        ["some day"],
    ]


def test_a_day_holds_neither_finished_tasks_nor_those_of_others(ana, mei, clock):
    a_finished_task(owner=ana, due_on=TODAY)
    a_task(owner=ana, due_on=TODAY)

    assert titles(my_day(by=mei, today=TODAY)) == []
    assert count_due(mei) == 0
    assert count_due(ana) == 1


def test_a_package_above_puts_in_what_is_its_own(ana, monkeypatch):
    def owed(*, by, today):
        yield Item("owed", f"{by} is owed", "/owed/1/", reason="due today", amount=Decimal(500), currency="USD")

    monkeypatch.setattr(items, "_questions", dict(items._questions))
    register("owed", owed)
    a_task(owner=ana, due_on=TODAY, customer=a_customer("小", owner=ana, net_sales_12m=Decimal(100)))

    assert titles(my_day(by=ana, today=TODAY)) == ["Ana is owed", "Call about the kettle"]


def test_a_slipping_customer_stands_in_the_day_until_somebody_looks_after_it(ana):
    slipped = a_slipping_customer("大客", owner=ana, net_sales_12m=Decimal(48000))
    assert [(item.title, item.amount) for item in my_day(by=ana, today=TODAY).items] == [("大客", Decimal(48000))]

    a_call(owner=ana, customer=slipped)

    assert titles(my_day(by=ana, today=TODAY)) == []


def test_what_was_put_off_until_later_waits_at_the_end(ana, clock):
    task = a_task(owner=ana, due_on=TODAY)
    snooze(task, by=ana, to="later")
    day = my_day(by=ana, today=TODAY)

    assert ([item.title for item in day.later], day.items) == (["Call about the kettle"], [])


def test_the_progress_counts_what_was_finished_today(at_work, ana):
    a_task(owner=ana, due_on=TODAY)
    complete(a_task(owner=ana, due_on=TODAY), by=ana)

    assert "1 done · 1 open" in at_work.get("/today/").text


def test_an_amount_that_a_role_may_not_know_is_not_told(ana):
    a_task(owner=ana, due_on=TODAY, customer=a_customer("小", owner=ana, net_sales_12m=Decimal(100)))
    a_role(ana, fields={"customers": {"net_sales_12m": "hidden"}})

    assert [item.amount for item in my_day(by=ana, today=TODAY).items] == [None]


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
    assert "All done for today" in part
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

    with django_assert_max_num_queries(16):
        at_work.get("/today/")


def test_a_customer_out_of_sight_is_not_named_beside_its_task(ana, bo):
    theirs = a_customer("南岭茶行", owner=bo)
    a_task(owner=ana, title="Fetch the samples", customer=theirs, due_on=None)

    page = at_the_screen(ana).get("/today/").content.decode()

    assert "Fetch the samples" in page
    assert theirs.name not in page
