"""What a firm says of its days itself, and who is told when nothing is known of a year."""

from datetime import date

import pytest

from tests.cast import a_person, a_special_day
from zhike.kit import writing
from zhike.kit.access.models import Role
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import refused
from zhike.notices.models import Notice
from zhike.work.jobs import ask_for_year
from zhike.work.models import SpecialDay, work_calendar
from zhike.work.rules.chinese import Special
from zhike.work.rules.working import WorkCalendar

OFF, WORKED = Special("Own", "自定", is_off=True), Special("Own", "自定", is_off=False)


@pytest.mark.parametrize(
    ("day", "said", "is_worked"),
    [
        (date(2026, 10, 1), WORKED, True),  # a holiday on which this firm works
        (date(2026, 10, 1), None, True),  # a Thursday like any other
        (date(2026, 10, 10), None, False),  # a Saturday like any other
        (date(2026, 3, 12), OFF, False),
        (date(2027, 2, 8), OFF, False),  # of a year without a notice as yet
        (date(2027, 2, 20), WORKED, True),
    ],
)
def test_what_the_firm_says_counts_before_the_public_calendar(day, said, is_worked):
    assert WorkCalendar({day: said}).is_workday(day) is is_worked


@pytest.mark.parametrize(
    ("first", "last", "own", "days"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), {}, 18),
        (date(2026, 2, 14), date(2026, 2, 28), {}, 6),
        (date(2026, 10, 1), date(2026, 10, 7), {date(2026, 10, 7): WORKED}, 1),
        (date(2026, 3, 2), date(2026, 3, 1), {}, 0),
    ],
)
def test_days_of_work_between_two_days(first, last, own, days):
    assert WorkCalendar(own).count(first, last) == days


@pytest.mark.parametrize(
    ("year", "own", "is_known"),
    [
        (2026, {}, True),
        (2099, {}, False),
        (2099, {date(2099, 2, day): OFF for day in range(1, 6)}, True),
        (2099, {date(2099, 2, day): OFF for day in range(1, 5)}, False),
        (2099, {date(2098, 2, day): OFF for day in range(1, 9)}, False),
        (2099, {date(2099, 2, day): said for day in range(1, 9) for said in (WORKED, None)}, False),
    ],
)
def test_a_year_is_known_once_a_holiday_of_it_is(year, own, is_known):
    assert WorkCalendar(own).knows(year) is is_known


@pytest.mark.django_db
def test_every_day_of_an_entry_counts(django_assert_num_queries):
    a_special_day(date(2099, 2, 5), ends_on=date(2099, 2, 11), name="春节")
    a_special_day(date(2099, 2, 21), kind="worked", name="春节")
    a_special_day(date(2026, 10, 1), kind="plain")

    with django_assert_num_queries(1):
        calendar = work_calendar()

    assert calendar.workday(date(2099, 2, 5)) == date(2099, 2, 12)
    assert [calendar.is_workday(day) for day in (date(2099, 2, 21), date(2026, 10, 1))] == [True, True]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2026-03-27", "2026-03-27", "already exists"),
        ("2026-03-01", "2026-03-27", "said of one of these days"),
        ("2026-05-02", "2026-05-01", "not before the first"),
        ("2026-05-02", "2026-08-01", "at most two months"),
        ("1999-05-02", "", "in this century"),
    ],
)
def test_a_day_is_said_once_and_spans_are_short(ada, first, last, sentence):
    a_special_day(date(2026, 3, 27))
    typed = {"name": "Again", "kind": "off", "starts_on": first, "ends_on": last}

    answer = at_the_screen(ada).post("/special-days/new/", typed)

    assert (answer.status_code, SpecialDay.objects.count()) == (422, 1)
    assert sentence in answer.text


@pytest.mark.django_db
def test_an_administrator_enters_one_day_and_others_only_read(ada, mei):
    at_the_screen(ada).post(
        "/special-days/new/", {"name": "年会", "kind": "off", "starts_on": "2027-01-22", "ends_on": ""}
    )

    assert [(day.name, day.starts_on, day.ends_on) for day in SpecialDay.objects.all()] == [
        ("年会", date(2027, 1, 22), date(2027, 1, 22))
    ]
    with refused("Your role does not allow this"):
        writing.create(SpecialDay, by=mei, values={"name": "Mine", "starts_on": date(2027, 1, 25)})
    assert "年会" in at_the_screen(mei).get("/calendar/?month=2027-01").text


@pytest.mark.django_db
def test_in_december_whoever_keeps_the_days_is_told_once_that_the_coming_year_is_unknown(ada, mei):
    a_person("Old", role=Role.ADMIN, is_active=False)

    for today in (date(2098, 11, 30), date(2098, 12, 1), date(2098, 12, 2)):
        ask_for_year(today=today)

    assert [(one.to, one.kind, one.values["year"]) for one in Notice.objects.all()] == [(ada, "year_unknown", 2099)]


@pytest.mark.django_db
def test_nobody_is_told_of_a_year_that_is_known(ada):
    a_special_day(date(2099, 1, 1), ends_on=date(2099, 1, 5))

    ask_for_year(today=date(2098, 12, 1))

    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_the_calendar_says_that_it_knows_no_holidays_of_a_year(ada, mei):
    unknown, link = "public holidays of 2098 are not known", "/special-days/"

    assert unknown in at_the_screen(mei).get("/calendar/?month=2098-03").text
    assert link in at_the_screen(ada).get("/calendar/?month=2098-03").text
    a_special_day(date(2098, 1, 1), ends_on=date(2098, 1, 5))
    assert unknown not in at_the_screen(ada).get("/calendar/?month=2098-03").text
