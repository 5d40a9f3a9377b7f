"""Public holidays, the days worked for them, and the Chinese calendar, against days that everybody can look up."""

from datetime import date

import pytest

from tests.cast import a_task
from zhike.kit.testing.acting import at_the_screen
from zhike.work.actions import complete, repeat
from zhike.work.models import Task
from zhike.work.rules.chinese import lunar, special
from zhike.work.rules.recurring import next_slot
from zhike.work.rules.working import WorkCalendar
from zhike.work.suggesting import after_call

PUBLIC = WorkCalendar()


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 2, 17), "正月"),
        (date(2026, 2, 18), "初二"),
        (date(2026, 9, 25), "十五"),
        (date(2025, 7, 25), "闰六月"),
        (date(2023, 4, 19), "廿九"),
        (date(2027, 2, 5), "廿九"),
        (date(2020, 5, 23), "闰四月"),
    ],
)
def test_days_of_the_chinese_calendar(day, said):
    assert lunar(day).signs == said


def test_years_that_nobody_reckons_have_no_such_day():
    assert lunar(date(1899, 5, 5)) is None
    assert lunar(date(2150, 5, 5)) is None


@pytest.mark.parametrize(
    ("day", "name", "is_off"),
    [
        (date(2026, 10, 1), "国庆节", True),
        (date(2026, 10, 10), "国庆节", False),
        (date(2026, 2, 14), "春节", False),
        (date(2026, 2, 23), "春节", True),
    ],
)
def test_holidays_are_off_and_some_weekends_are_worked_for_them(day, name, is_off):
    assert (special(day).chinese, special(day).is_off, PUBLIC.is_workday(day)) == (name, is_off, not is_off)


def test_plain_days_and_years_without_a_notice_know_weekends_alone():
    assert special(date(2026, 11, 18)) is None
    assert [PUBLIC.is_workday(date(2090, 1, day)) for day in (6, 7, 9)] == [True, False, True]


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 3, 12), date(2026, 3, 12)),
        (date(2026, 3, 14), date(2026, 3, 16)),
        (date(2026, 10, 1), date(2026, 10, 8)),
        (date(2026, 10, 10), date(2026, 10, 10)),
        (date(2026, 2, 14), date(2026, 2, 14)),
    ],
)
def test_the_next_day_on_which_people_work(day, worked):
    assert PUBLIC.workday(day) == worked


WORKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"


@pytest.mark.parametrize(
    ("rule", "after", "day"),
    [
        (WORKDAYS, date(2026, 9, 30), date(2026, 10, 8)),
        (WORKDAYS, date(2026, 10, 9), date(2026, 10, 10)),
        (f"{WORKDAYS};UNTIL=20261005", date(2026, 9, 30), None),
        ("FREQ=DAILY", date(2026, 9, 30), date(2026, 10, 1)),
        ("FREQ=WEEKLY;BYDAY=TH", date(2026, 9, 30), date(2026, 10, 1)),
    ],
)
def test_every_working_day_leaves_holidays_out_and_takes_worked_weekends_in(rule, after, day):
    assert next_slot(rule, starts_on=date(2026, 9, 1), after=after, calendar=PUBLIC) == day


@pytest.mark.django_db
def test_a_task_of_every_working_day_comes_again_after_the_holidays(ana, clock):
    task = a_task(owner=ana, due_on=date(2026, 9, 30))
    repeat(task, by=ana, how="workdays")

    complete(task.fresh(), by=ana)

    assert Task.objects.get(status="open").due_on == date(2026, 10, 8)


def test_a_call_again_is_proposed_for_a_day_on_which_people_work():
    assert after_call("busy", today=date(2026, 9, 30), calendar=PUBLIC).on == date(2026, 10, 8)


@pytest.mark.django_db
def test_the_calendar_shows_them_in_month_and_week(ana):
    english = at_the_screen(ana).get("/calendar/?month=2026-10").text
    ana.language = "zh-hans"
    ana.save()
    chinese = at_the_screen(ana).get("/calendar/?week=2026-10-05").text

    assert 'title="National Day">off</i>' in english
    assert 'title="National Day">works</i>' in english
    assert ">8/29</small>" in english
    assert 'title="国庆节">休</i>' in chinese
    assert 'title="国庆节">班</i>' in chinese
    assert ">廿九</small>" in chinese
