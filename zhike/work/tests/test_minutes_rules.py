"""What lines of minutes say, and which days words name. Today is Thursday, the twelfth of March."""

from datetime import UTC, date, datetime, timedelta

import pytest

from zhike.work.rules.days import day_named, later_today, snoozed
from zhike.work.rules.minutes import Line, read
from zhike.work.rules.places import apart, is_far, usual
from zhike.work.rules.reminding import is_due, moment_of

TODAY = date(2026, 3, 12)
PEOPLE = [(1, "周航"), (2, "陈怡"), (3, "Ana"), (4, "Mei Lin"), (5, "Mei Tan")]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("今天", "2026-03-12"),
        ("明天", "2026-03-13"),
        ("周五", "2026-03-13"),
        ("周四", "2026-03-12"),
        ("周三", "2026-03-18"),
        ("下周三", "2026-03-18"),
        ("下下周一", "2026-03-23"),
        ("月底", "2026-03-31"),
        ("三天内", "2026-03-15"),
        ("两周后", "2026-03-26"),
        ("4月1日", "2026-04-01"),
        ("1-5", "2027-01-05"),
        ("2026-05-06", "2026-05-06"),
        ("by Friday", "2026-03-13"),
        ("next Monday", "2026-03-16"),
        ("in 3 days", "2026-03-15"),
        ("end of month", "2026-03-31"),
        ("2月30日", None),
        ("春茶", None),
        ("", None),
    ],
)
def test_words_name_days(said, day):
    found = day_named(said, today=TODAY)

    assert (str(found) if found else None) == day


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("周航：寄春茶样品，周五前", Line("task", "寄春茶样品", 1, "周航", date(2026, 3, 13))),
        ("- @陈怡: 核对返利 月底", Line("task", "核对返利", 2, "陈怡", date(2026, 3, 31))),
        ("1. 周航：寄样品周五之前", Line("task", "寄样品", 1, "周航", date(2026, 3, 13))),
        ("陈怡：出礼盒方案（下周三前）", Line("task", "出礼盒方案", 2, "陈怡", date(2026, 3, 18))),
        ("周航：月底前给报价", Line("task", "月底前给报价", 1, "周航", date(2026, 3, 31))),
        ("周航：4月1日之前，寄样品", Line("task", "4月1日之前，寄样品", 1, "周航", date(2026, 4, 1))),
        ("周航：大后天打电话", Line("task", "大后天打电话", 1, "周航", date(2026, 3, 15))),
        ("周航：周五例会改期", Line("task", "周五例会改期", 1, "周航", None)),
        ("陈怡：约林晓，11月31日前", Line("task", "约林晓，11月31日前", 2, "陈怡", None)),
        ("周航：对账2026-02-30", Line("task", "对账2026-02-30", 1, "周航", None)),
        ("周航：寄样品3月20日前", Line("task", "寄样品", 1, "周航", date(2026, 3, 20))),
        ("陈怡：回电", Line("task", "回电", 2, "陈怡", None)),
        ("Ana: send the quote by Friday", Line("task", "send the quote", 3, "Ana", date(2026, 3, 13))),
        ("ana: send the quote by the evening", Line("task", "send the quote by the evening", 3, "Ana", None)),
        ("Ana: tomorrow", Line("task", "tomorrow", 3, "Ana", None)),
        ("Mei: call the shop", Line("said", "Mei: call the shop")),
        ("Mei T: call the shop", Line("task", "call the shop", 5, "Mei Tan", None)),
        ("决定：下季度起按月结", Line("decision", "下季度起按月结")),
        ("Decision: monthly payment", Line("decision", "monthly payment")),
        ("王总：价格再谈", Line("said", "王总：价格再谈")),
        ("大家都到了", Line("said", "大家都到了")),
    ],
)
def test_a_line_says_who_what_and_by_when(line, expected):
    assert read(f"\n  {line}\n\n", today=TODAY, people=PEOPLE) == [expected]


@pytest.mark.parametrize(
    ("to", "today", "expected"),
    [
        ("tomorrow", TODAY, date(2026, 3, 13)),
        ("monday", TODAY, date(2026, 3, 16)),
        ("monday", date(2026, 3, 16), date(2026, 3, 23)),
        ("week", TODAY, date(2026, 3, 19)),
        ("never", TODAY, None),
    ],
)
def test_what_is_put_off_comes_on_a_day(to, today, expected):
    assert snoozed(to, today=today) == expected


@pytest.mark.parametrize(("now", "then"), [((9, 0), (12, 0)), ((16, 30), (18, 0)), ((19, 0), (22, 0))])
def test_later_today_is_within_the_hours_of_work_where_it_can_be(now, then):
    assert later_today(datetime(2026, 3, 12, *now, tzinfo=UTC)) == datetime(2026, 3, 12, *then, tzinfo=UTC)


@pytest.mark.parametrize(
    ("here", "there", "metres"),
    [
        ((30.2741, 120.1551), (30.2741, 120.1551), 0),
        ((30.2741, 120.1551), (30.2831, 120.1551), 1001),
        ((31.2304, 121.4737), (30.2741, 120.1551), 164874),
    ],
)
def test_places_are_apart(here, there, metres):
    assert apart(here, there) == metres


def test_one_odd_beginning_does_not_move_where_a_customer_is():
    assert usual([(30.27, 120.15), (30.27, 120.15), (45.0, 130.0)]) == (30.27, 120.15)
    assert usual([]) is None


@pytest.mark.parametrize(
    ("distance", "accuracy", "far"), [(None, 10, False), (900, 10, False), (1100, 20, True), (1100, 200, False)]
)
def test_a_visit_is_marked_where_it_surely_began_elsewhere(distance, accuracy, far):
    assert is_far(distance, accuracy=accuracy) is far


BEGINS = datetime(2026, 3, 12, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("as_of", "told_for", "due"),
    [
        (BEGINS - timedelta(minutes=31), None, False),
        (BEGINS - timedelta(minutes=30), None, True),
        (BEGINS + timedelta(hours=23), None, True),
        (BEGINS + timedelta(hours=24), None, False),
        (BEGINS - timedelta(minutes=10), BEGINS, False),
        (BEGINS - timedelta(minutes=10), BEGINS - timedelta(hours=2), True),
    ],
)
def test_a_reminder_comes_in_its_minute_and_once_for_each_moment(as_of, told_for, due):
    assert is_due(BEGINS, minutes_before=30, as_of=as_of, told_for=told_for) is due


def test_a_task_is_spoken_of_at_nine():
    assert moment_of(TODAY, zone=UTC) == datetime(2026, 3, 12, 9, tzinfo=UTC)
    assert moment_of(BEGINS, zone=UTC) == BEGINS
