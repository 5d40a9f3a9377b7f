"""The calendar on screen, the file to subscribe to, and files of others taken in."""

from datetime import UTC, date, datetime

import pytest
import vobject
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import (
    SHANGHAI,
    a_customer,
    a_finished_task,
    a_meeting,
    a_repeated_task,
    a_special_day,
    a_task,
    a_visit,
)
from zhike.kit.access.rows import rows
from zhike.kit.refusal import Refusal
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import digest, refused, trace
from zhike.work.actions import call_off, complete, invite
from zhike.work.calendars import feeds
from zhike.work.calendars.entries import entries
from zhike.work.calendars.spans import Span, asked
from zhike.work.models import CalendarFeed, Meeting

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


@pytest.mark.parametrize(
    ("said", "first", "last", "count"),
    [
        ({}, date(2026, 2, 23), date(2026, 4, 5), 42),
        ({"month": "2027-02"}, date(2027, 2, 1), date(2027, 2, 28), 28),
        ({"week": "2026-03-15"}, date(2026, 3, 9), date(2026, 3, 15), 7),
        ({"day": "2026-03-15"}, date(2026, 3, 15), date(2026, 3, 15), 1),
    ],
)
def test_a_calendar_shows_whole_weeks_from_monday_on(said, first, last, count):
    days = asked(said, today=date(2026, 3, 12)).days

    assert (days[0], days[-1], len(days)) == (first, last, count)


def test_months_and_weeks_lie_beside_each_other():
    assert Span("month", date(2026, 1, 1)).beside(-1).first == date(2025, 12, 1)
    assert Span("month", date(2026, 12, 1)).beside(1).first == date(2027, 1, 1)
    assert Span("week", date(2026, 12, 28)).beside(1).first == date(2027, 1, 4)
    with pytest.raises(Refusal, match="no day of a calendar"):
        asked({"day": "soon"}, today=FIRST)


def test_tasks_visits_and_meetings_stand_on_their_days(ana, bo):
    a_task(owner=ana, title="by the day")
    a_finished_task(owner=ana, title="done", due_on=date(2026, 3, 13))
    a_visit(owner=ana)
    a_visit(owner=ana, status="cancelled")
    invite(a_meeting(owner=ana), by=ana, to=bo)

    mine = entries([ana], by=ana, first=FIRST, last=LAST)
    theirs = entries([bo], by=type(bo).objects.get(pk=bo.pk), first=FIRST, last=LAST)

    assert [(entry.clock, str(entry.row), entry.is_done) for entry in mine] == [
        ("", "by the day", False),
        ("", "done", True),
        ("10:00", "Plan the year", False),
        ("14:00", "Taste the spring tea", False),
    ]
    assert [str(entry.row) for entry in theirs] == ["Plan the year"]


def test_a_team_is_looked_at_by_who_answers_for_it_and_by_nobody_else(ana, bo, mei):
    for who in (ana, bo):
        a_task(owner=who, title=f"Task of {who}")

    seen = at_the_screen(mei).get("/calendar/?month=2026-03&who=team").text
    alone = at_the_screen(ana).get(f"/calendar/?month=2026-03&who={bo.pk}").text

    assert ("Task of Ana" in seen, "Task of Bo" in seen) == (True, False)
    assert ("Task of Ana" in alone, "Task of Bo" in alone) == (True, False)


def test_a_month_costs_the_same_for_many_entries(ana, django_assert_max_num_queries):
    screen = at_the_screen(ana)
    for _nth in range(12):
        a_task(owner=ana)
        a_visit(owner=ana)
    screen.get("/calendar/")

    with django_assert_max_num_queries(12):
        screen.get("/calendar/?month=2026-03")


@pytest.mark.parametrize(
    ("make", "slug", "name", "moved"),
    [
        (a_task, "tasks", "due_on", date(2026, 3, 20)),
        (a_visit, "visits", "planned_at", datetime(2026, 3, 20, 14, tzinfo=SHANGHAI)),
        (a_meeting, "meetings", "starts_at", datetime(2026, 3, 20, 10, tzinfo=SHANGHAI)),
    ],
)
def test_a_thing_is_put_on_another_day_at_the_same_time_and_back(ana, make, slug, name, moved):
    row = make(owner=ana)
    before, screen = getattr(row, name), at_the_screen(ana)
    place, asked = f"/calendar/{slug}/{row.pk}/move/", {"HX-Request": "true"}

    part = screen.post(place, {"to": "2026-03-20", "version": row.version}, headers=asked).text
    assert getattr(row.fresh(), name) == moved
    assert 'data-in="2026-03-20"' in part

    screen.post(place, {"to": "2026-03-13", "version": row.fresh().version})
    assert getattr(row.fresh(), name) == before
    assert len(trace(row)) == 2


@pytest.mark.parametrize(
    ("said", "sentence"),
    [({"to": "2026-03-20", "version": 99}, "Somebody changed this"), ({"to": "someday"}, "no day of a calendar")],
)
def test_a_move_that_cannot_be_is_refused(ana, said, sentence):
    task, screen = a_task(owner=ana), at_the_screen(ana)
    before = digest()

    answer = screen.post(f"/calendar/tasks/{task.pk}/move/", said, headers={"HX-Request": "true"})

    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert digest() == before


class TestFeed:
    """Read without signing in, by the secret in its address."""

    def made(self, ana, **options):
        return feeds.make("Phone", by=ana, **{"parts": ["tasks", "visits", "meetings"], "with_names": False} | options)[
            1
        ]

    def read(self, secret, **headers):
        return Client().get(f"/calendar/{secret}.ics", headers=headers)

    def events(self, secret):
        found = vobject.readOne(self.read(secret).text).contents.get("vevent", [])
        return {event.uid.value: event for event in found}

    def test_it_tells_what_its_owner_has_to_do(self, ana, bo, clock):
        mingzhou = a_customer("明州茶叶", owner=ana)
        visit, meeting = a_visit(owner=ana, customer=mingzhou), a_meeting(owner=ana, customer=mingzhou, lasts=90)
        task, _others = a_task(owner=ana), a_task(owner=bo, title="of Bo")
        a_finished_task(owner=ana)
        found = self.events(self.made(ana))

        assert found.keys() == {f"visit-{visit.pk}@zhike", f"meeting-{meeting.pk}@zhike", f"task-{task.pk}@zhike"}
        held = found[f"meeting-{meeting.pk}@zhike"]
        assert held.dtstart.value.astimezone(UTC) == datetime(2026, 3, 13, 2, tzinfo=UTC)
        assert held.dtend.value.astimezone(UTC) == datetime(2026, 3, 13, 3, 30, tzinfo=UTC)
        assert found[f"task-{task.pk}@zhike"].dtstart.value == date(2026, 3, 13)

    def test_names_and_places_are_told_only_where_that_was_asked_for(self, ana, clock):
        a_visit(owner=ana, customer=a_customer("明州茶叶", owner=ana), place="宁波")

        assert "明州" not in self.read(self.made(ana)).text
        named = self.read(self.made(ana, with_names=True)).text
        assert ("明州茶叶" in named, "LOCATION:宁波" in named) == (True, True)

    def test_it_shows_the_parts_that_were_chosen(self, ana, clock):
        a_visit(owner=ana)
        task = a_task(owner=ana)

        assert self.events(self.made(ana, parts=["tasks"])).keys() == {f"task-{task.pk}@zhike"}
        with refused("at least one thing"):
            self.made(ana, parts=[])

    def test_days_off_stand_there_as_the_firm_has_them(self, ana, clock):
        a_special_day(date(2026, 3, 26), ends_on=date(2026, 3, 27), name="Stocktaking")
        a_special_day(date(2026, 4, 6), kind="worked", name="Tomb-sweeping Day")
        found = self.events(self.made(ana, parts=["days"]))

        told = {uid: (one.summary.value, one.dtstart.value, one.dtend.value) for uid, one in found.items()}
        assert told["day-20260326@zhike"] == ("Stocktaking · off", date(2026, 3, 26), date(2026, 3, 28))
        assert told["day-20260404@zhike"] == ("Tomb-sweeping Day · off", date(2026, 4, 4), date(2026, 4, 6))
        assert told["day-20260406@zhike"] == ("Tomb-sweeping Day · works", date(2026, 4, 6), date(2026, 4, 7))
        assert told["day-20260228@zhike"][0] == "Spring Festival · works"

    def test_days_off_are_in_the_language_of_the_owner(self, ana, clock):
        ana.language = "zh-hans"
        ana.save()

        assert "SUMMARY:春节 · 休" in self.read(self.made(ana, parts=["days"])).text

    def test_those_that_come_again_have_their_rule_and_keep_their_name(self, ana, clock):
        weekly, secret = a_repeated_task(owner=ana), self.made(ana)
        name = f"series-{weekly.recurrence.uid}@zhike"
        first = self.events(secret)
        assert first[name].dtstart.value == date(2026, 3, 20)
        assert first[name].rrule.value == "FREQ=WEEKLY;BYDAY=FR;UNTIL=20990313"

        complete(weekly, by=ana)

        then = self.events(secret)
        assert f"task-{weekly.pk}@zhike" not in then
        assert then[name].dtstart.value == date(2026, 3, 27)

    def test_who_read_it_before_is_told_that_nothing_changed(self, ana, clock):
        task, secret = a_task(owner=ana), self.made(ana)
        tag = self.read(secret).headers["ETag"]

        assert self.read(secret, if_none_match=tag).status_code == 304
        complete(task, by=ana)
        assert self.read(secret, if_none_match=tag).status_code == 200

    def test_its_secret_is_kept_nowhere_and_ends_at_once(self, ana, clock):
        secret = self.made(ana)
        feed = CalendarFeed.objects.get()
        assert secret not in str(vars(feed))
        assert self.read(secret).status_code == 200

        at_the_screen(ana).post(f"/calendar/feeds/{feed.pk}/end/")

        assert self.read(secret).status_code == 404
        assert self.read("none").status_code == 404

    def test_it_ends_with_the_account(self, ana, clock):
        secret = self.made(ana)
        type(ana).objects.filter(pk=ana.pk).update(is_active=False)

        assert self.read(secret).status_code == 404

    def test_nobody_ends_that_of_another(self, ana, bo):
        self.made(ana)
        feed = CalendarFeed.objects.get()

        assert at_the_screen(bo).post(f"/calendar/feeds/{feed.pk}/end/").status_code == 404
        assert CalendarFeed.objects.get().ended_at is None


class TestTakingIn:
    """A file with one event and one that recurs three times."""

    FILE = (
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n"
        "BEGIN:VEVENT\nUID:a@x\nSUMMARY:Fair\nLOCATION:Hall 3\nDTSTART:20260320T020000Z\n"
        "DTEND:20260320T040000Z\nEND:VEVENT\n"
        "BEGIN:VEVENT\nUID:b@x\nSUMMARY:Weekly\nDTSTART:20260316T010000Z\nRRULE:FREQ=WEEKLY;COUNT=3\nEND:VEVENT\n"
        "END:VCALENDAR\n"
    )

    def send(self, ana, text, **more):
        upload = SimpleUploadedFile("x.ics", text.encode())
        return at_the_screen(ana).post("/calendar/import/", {"upload": upload, **more})

    def names(self, ana):
        return sorted(rows(Meeting, by=ana).values_list("title", "status"))

    def test_a_file_is_looked_at_first(self, ana, clock):
        page = self.send(ana, self.FILE).text

        assert "to add <b>4</b>" in page
        assert self.names(ana) == []

    def test_what_is_damaged_is_listed_and_the_rest_is_taken_in(self, ana, clock):
        torn = self.FILE.replace("END:VCALENDAR", "BEGIN:VEVENT\nSUMMARY:Torn\nBROKEN\nEND:VEVENT\nEND:VCALENDAR")

        shown = self.send(ana, torn).text
        self.send(ana, torn, take="1")

        assert ("1 event is passed over" in shown, "<b>Line 19</b> <span>Torn</span>" in shown) == (True, True)
        assert [title for title, _status in self.names(ana)] == ["Fair", "Weekly", "Weekly", "Weekly"]

    def test_a_calendar_in_gbk_is_looked_at_and_taken_in(self, ana, clock):
        upload = SimpleUploadedFile("x.ics", self.FILE.replace("Fair", "春茶交易会").encode("gbk"))
        browser = at_the_screen(ana)

        shown = browser.post("/calendar/import/", {"upload": upload})
        browser.post("/calendar/import/", {"text": shown.context["text"], "take": "1"})

        assert [title for title, _status in self.names(ana)] == ["Weekly", "Weekly", "Weekly", "春茶交易会"]

    def test_letters_that_nobody_can_tell_are_refused_with_the_way_out(self, ana, clock):
        upload = SimpleUploadedFile("x.ics", b"BEGIN:VCALENDAR\nSUMMARY:\x81\xff\nEND:VCALENDAR\n")

        answer = at_the_screen(ana).post("/calendar/import/", {"upload": upload})

        assert (answer.status_code, "Save it as UTF-8" in answer.text, self.names(ana)) == (422, True, [])

    def test_what_comes_from_here_is_not_taken_in_again(self, ana, clock):
        a_visit(owner=ana)
        a_repeated_task(owner=ana)
        own = TestFeed().read(TestFeed().made(ana, parts=["tasks", "visits", "days"])).text

        page = self.send(ana, own, take="1")

        assert self.names(ana) == []
        assert "it comes from here" in self.send(ana, own).text
        assert page.status_code == 302

    def test_it_is_taken_in_once(self, ana, clock):
        self.send(ana, self.FILE, take="1")
        assert [title for title, _status in self.names(ana)] == ["Fair", "Weekly", "Weekly", "Weekly"]
        fair = rows(Meeting, by=ana).get(title="Fair")
        assert (fair.starts_at, fair.lasts, fair.place, fair.owner) == (
            datetime(2026, 3, 20, 10, tzinfo=SHANGHAI),
            120,
            "Hall 3",
            ana,
        )

        before = digest()
        self.send(ana, self.FILE, take="1")
        assert len(self.names(ana)) == 4
        assert {name for name, kept in digest().items() if kept != before[name]} <= {"kit_staff", "account_session"}

    def test_what_changed_there_changes_here_and_what_was_cancelled_is(self, ana, clock):
        self.send(ana, self.FILE, take="1")
        moved = self.FILE.replace("SUMMARY:Fair", "SUMMARY:Spring fair").replace(
            "UID:b@x\n", "UID:b@x\nSTATUS:CANCELLED\n"
        )

        self.send(ana, moved, take="1")

        assert self.names(ana) == [("Spring fair", "planned"), *[("Weekly", "cancelled")] * 3]

    def test_what_one_cancelled_here_stays_so(self, ana, clock):
        self.send(ana, self.FILE, take="1")
        call_off(rows(Meeting, by=ana).get(title="Fair"), by=ana)

        self.send(ana, self.FILE, take="1")

        assert ("Fair", "cancelled") in self.names(ana)

    @pytest.mark.parametrize(
        "event",
        [
            "UID:a\x00b\nSUMMARY:\x00\x07\nDTSTART:20260312T060000Z",
            f"UID:{'茶' * 400}\nSUMMARY:{'茶' * 400}\nDTSTART:20260312T060000Z\nRRULE:FREQ=DAILY;COUNT=2",
            "UID:1\nDTSTART:20260312T060000Z\nRECURRENCE-ID:yesterday",
            "UID:1\nDTSTART;VALUE=DATE:20260301\nDTEND;VALUE=DATE:20290301",
            "UID:1\nDTSTART:20260312T060000Z\nDTEND:20250312T060000Z",
            "UID:1\nDTSTART;TZID=Nowhere:20260312T060000",
        ],
    )
    def test_whatever_a_file_says_it_is_shown_and_taken_in_without_harm(self, event, ana, clock):
        text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:there\nBEGIN:VEVENT\n{event}\nEND:VEVENT\nEND:VCALENDAR\n"
        good = "BEGIN:VEVENT\nUID:good\nSUMMARY:good\nDTSTART:20260313T060000Z\nEND:VEVENT\nEND:VCALENDAR"
        text = text.replace("END:VCALENDAR", good)

        shown, taken = self.send(ana, text), self.send(ana, text, take="1")

        assert (shown.status_code, taken.status_code) == (200, 302)
        assert ("good", "planned") in self.names(ana)

    def test_another_kind_of_file_is_refused_with_a_sentence(self, ana):
        answer = self.send(ana, "name,phone\n", take="1")

        assert (answer.status_code, "no calendar file" in answer.text) == (422, True)
        assert self.names(ana) == []
