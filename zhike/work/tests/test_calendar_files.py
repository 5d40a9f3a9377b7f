"""Calendar files: what is written is read back by others, and what others write is read."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil.tz import tzical

from zhike.kit.refusal import Refusal
from zhike.reading.encodings import text_of
from zhike.work.calendars import parsing
from zhike.work.calendars.parsing import read
from zhike.work.calendars.pieces import unfolded
from zhike.work.calendars.writing import Event, folded, written
from zhike.work.calendars.zones import vtimezone

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 3, 12, 14, 0, tzinfo=SHANGHAI)
FIRST, LAST = date(2026, 3, 1), date(2026, 4, 1)


def a_file(*events: str, head: str = "") -> str:
    body = "".join(f"BEGIN:VEVENT\nUID:{n}@there\n{event}\nEND:VEVENT\n" for n, event in enumerate(events, start=1))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:there\n{head}{body}END:VCALENDAR\n"


def times(text, zone=SHANGHAI):
    return [f"{one.starts_at.astimezone(UTC):%d %H:%M}" for one in read(text, first=FIRST, last=LAST, zone=zone)]


def test_what_is_written_is_read_by_another_program():
    title = "寄样：明前龙井、碧螺春; a, b\nand \\ more — 一直写到这一行比七十五个字节长为止"
    visit = Event("visit-7@zhike", title, AT, AT + timedelta(hours=1), AT, version=3, place="Hangzhou, 1 Lake Road")
    weekly = Event(
        "series-1@zhike",
        "对账",
        date(2026, 3, 13),
        date(2026, 3, 14),
        AT,
        rule="FREQ=WEEKLY;BYDAY=FR;UNTIL=20260331",
        is_free=True,
    )
    text = written("周航 · 知客", [visit, weekly], zone="Asia/Shanghai")

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    calendar = vobject.readOne(text)
    first, second = calendar.contents["vevent"]
    assert first.summary.value == title
    assert (first.uid.value, first.sequence.value, first.location.value) == (
        "visit-7@zhike",
        "3",
        "Hangzhou, 1 Lake Road",
    )
    assert first.dtstart.value.astimezone(UTC) == AT.astimezone(UTC)
    assert first.dtend.value - first.dtstart.value == timedelta(hours=1)
    assert [day.date().isoformat() for day in second.getrruleset()] == ["2026-03-13", "2026-03-20", "2026-03-27"]


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"])
def test_a_zone_is_explained_as_the_database_of_zones_has_it(zone):
    lines = "\r\n".join(["BEGIN:VCALENDAR", *vtimezone(zone, first_year=2025, last_year=2028), "END:VCALENDAR", ""])
    explained, known = tzical(StringIO(lines)).get(zone), ZoneInfo(zone)

    begins = datetime(2025, 2, 1, 12)  # noqa: DTZ001 -- a time on the wall
    for day in range(0, 1400, 3):
        wall = begins + timedelta(days=day)
        assert wall.replace(tzinfo=explained).utcoffset() == wall.replace(tzinfo=known).utcoffset(), wall


def test_no_title_ends_its_line_or_adds_another():
    title = "a\rBEGIN:VEVENT\x0bUID:x\u2028\x85\x00\nEND:VEVENT"

    lines = written("n\r\nm", [Event("1", title, AT, AT, AT)], zone="UTC").splitlines()

    assert (lines.count("BEGIN:VEVENT"), "SUMMARY:aBEGIN:VEVENTUID:x\\nEND:VEVENT" in lines) == (1, True)


def test_a_fold_never_cuts_a_character():
    pieces = folded("SUMMARY:" + "茶" * 60).split("\r\n")

    assert [len(piece.encode()) for piece in pieces] == [74, 73, 43]
    assert "".join(piece.removeprefix(" ") for piece in pieces) == "SUMMARY:" + "茶" * 60


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("SUMMARY:a\nDTSTART:20260312T060000Z\nDTEND:20260312T070000Z", ["12 06:00"]),
        ("SUMMARY:a\nDTSTART;TZID=Asia/Shanghai:20260312T140000", ["12 06:00"]),
        ("SUMMARY:a\nDTSTART:20260312T140000", ["12 06:00"]),
        ("SUMMARY:a\nDTSTART;VALUE=DATE:20260312", ["11 16:00"]),
        ("SUMMARY:a\nDTSTART:20260501T060000Z", []),
        (
            "SUMMARY:a\nDTSTART;TZID=Europe/Berlin:20260327T090000\nRRULE:FREQ=DAILY;COUNT=4",
            ["27 08:00", "28 08:00", "29 07:00", "30 07:00"],
        ),
        (
            "SUMMARY:a\nDTSTART:20260310T010000Z\nRRULE:FREQ=WEEKLY;BYDAY=TU\nEXDATE:20260317T010000Z,20260331T010000Z",
            ["10 01:00", "24 01:00"],
        ),
        ("SUMMARY:a\nDTSTART:20200101T010000Z\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-1", ["31 01:00"]),
    ],
)
def test_events_of_others_are_read_within_the_window(event, expected):
    assert times(a_file(event)) == expected


@pytest.mark.parametrize(
    "event",
    [
        "DTSTART:20260312T060000Z\nDTEND:20260312T050000Z",
        "DTSTART;VALUE=DATE:20260312\nDTEND;VALUE=DATE:20260310",
        "DTSTART:20260312T060000Z\nDURATION:-PT1H",
        "DTSTART:20260312T060000Z\nDTEND:20260312T050000Z\nRRULE:FREQ=DAILY;COUNT=4",
    ],
)
def test_an_event_that_ends_before_it_begins_is_passed_over_with_the_reason(event):
    found = read(
        a_file(f"SUMMARY:Backwards\n{event}", "SUMMARY:b\nDTSTART:20260312T060000Z"),
        first=FIRST,
        last=LAST,
        zone=SHANGHAI,
    )

    assert [(one.title, one.problem) for one in found] == [("Backwards", "it ends before it begins"), ("b", "")]


def test_one_of_those_that_recur_was_moved():
    series = "SUMMARY:a\nDTSTART;TZID=Asia/Shanghai:20260310T090000\nRRULE:FREQ=WEEKLY;COUNT=3"
    text = a_file(
        series, series.replace("\nRRULE:FREQ=WEEKLY;COUNT=3", "\nRECURRENCE-ID;TZID=Asia/Shanghai:20260317T090000")
    )
    text = text.replace("UID:2@there", "UID:1@there").replace(
        "20260310T090000\nRECURRENCE", "20260318T150000\nRECURRENCE"
    )

    found = read(text, first=FIRST, last=LAST, zone=SHANGHAI)

    assert [f"{one.starts_at:%d %H:%M}" for one in found] == ["10 09:00", "18 15:00", "24 09:00"]
    assert [one.uid for one in found] == ["1@there#20260310T0100", "1@there#20260317T0100", "1@there#20260324T0100"]


def test_a_zone_that_only_the_file_knows_is_taken_from_it():
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Office\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0530\nTZOFFSETTO:+0530\n"
    )
    text = a_file("SUMMARY:a\nDTSTART;TZID=Office:20260312T140000", head=f"{zone}END:STANDARD\nEND:VTIMEZONE\n")

    assert times(text) == ["12 08:30"]


ODD_ZONE = (
    "BEGIN:VTIMEZONE\nTZID:Odd\nBEGIN:STANDARD\nDTSTART:19000101T000000\nRRULE:FREQ=SECONDLY\nTZOFFSETFROM:+0100\n"
    "TZOFFSETTO:+0200\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:19000601T000000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0300\n"
    "END:DAYLIGHT\nEND:VTIMEZONE\n"
)


@pytest.mark.parametrize(
    ("zone", "head"),
    [
        ("Nowhere/Land", ""),
        ("../../../etc/passwd", ""),
        ("Odd", ODD_ZONE),
        ("Odd", "BEGIN:VTIMEZONE\nTZID:Odd\nEND:VTIMEZONE\n"),
        ("Odd", ODD_ZONE.replace("RRULE:FREQ=SECONDLY\n", "").replace("+0200", "+99x")),
    ],
)
def test_an_event_in_a_zone_that_nobody_knows_is_passed_over_by_name(zone, head):
    text = a_file(f"SUMMARY:a\nDTSTART;TZID={zone}:20260312T140000", "SUMMARY:b\nDTSTART:20260313T060000Z", head=head)

    found = {one.title: one.problem for one in read(text, first=FIRST, last=LAST, zone=SHANGHAI)}

    assert found == {"a": f"its time zone “{zone}” is not known", "b": ""}


@pytest.mark.parametrize("prefix", ["/mozilla.org/20050126_1/", "/freeassociation.sourceforge.net/"])
def test_a_zone_is_known_after_the_address_of_a_program(prefix):
    assert times(a_file(f"SUMMARY:a\nDTSTART;TZID={prefix}Europe/Berlin:20260312T140000")) == ["12 13:00"]


@pytest.mark.parametrize(
    ("begins", "slot", "place"),
    [
        ("DTSTART;VALUE=DATE:20260310", "RECURRENCE-ID;VALUE=DATE:20260311", "DTSTART;VALUE=DATE:20260311"),
        ("DTSTART:20260310T090000", "RECURRENCE-ID:20260311T090000", "DTSTART:20260311T090000"),
        ("DTSTART:20260310T010000Z", "RECURRENCE-ID:20260311T010000Z", "DTSTART:20260311T010000Z"),
    ],
)
def test_one_of_those_that_recur_was_cancelled(begins, slot, place):
    text = a_file(f"SUMMARY:a\n{begins}\nRRULE:FREQ=DAILY;COUNT=3", f"SUMMARY:a\n{place}\n{slot}\nSTATUS:CANCELLED")

    found = read(text.replace("UID:2@there", "UID:1@there"), first=FIRST, last=LAST, zone=SHANGHAI)

    assert [(f"{one.starts_at.astimezone(SHANGHAI):%d}", one.is_cancelled) for one in found] == [
        ("10", False),
        ("11", True),
        ("12", False),
    ]


def test_what_was_sent_to_cancel_is_cancelled_and_a_whole_day_lasts_one():
    (one,) = read(
        a_file("DTSTART;VALUE=DATE:20260312\nDTEND;VALUE=DATE:20260312", head="METHOD:CANCEL\n"),
        first=FIRST,
        last=LAST,
        zone=SHANGHAI,
    )

    assert (one.is_cancelled, one.is_all_day, one.minutes, one.title) == (True, True, 1440, "(no title)")


def test_what_recurs_without_end_is_given_up_after_some_seconds(monkeypatch):
    monkeypatch.setattr(parsing, "PATIENCE", 0.05)
    endless = "SUMMARY:a\nDTSTART:00010102T000000\nRRULE:FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30"

    with pytest.raises(Refusal, match="takes too long"):
        read(a_file(endless, endless), first=FIRST, last=LAST, zone=SHANGHAI)


def test_words_come_without_escapes_and_within_what_columns_hold():
    event = (
        "SUMMARY:a\\, b\\; c\\nd\nLOCATION:"
        + "x" * 300
        + "\nDESCRIPTION:1\\\\2\nDTSTART:20260312T060000Z\nDURATION:PT1H30M"
    )
    found = read(a_file(event + "\nSTATUS:CANCELLED"), first=FIRST, last=LAST, zone=SHANGHAI)[0]

    assert (found.title, found.note, len(found.place)) == ("a, b; c\nd", "1\\2", 200)
    assert (found.minutes, found.is_cancelled) == (90, True)


def test_what_cannot_be_understood_is_told_of_and_harms_nothing_else():
    text = a_file(
        "SUMMARY:odd\nDTSTART:20260312T060000Z\nRRULE:FREQ=SECONDLY",
        "SUMMARY:late\nDTSTART:yesterday",
        "SUMMARY:good\nDTSTART:20260313T060000Z",
        "SUMMARY:lost\nDTSTART:20260313T060000Z\nRECURRENCE-ID:yesterday",
        "SUMMARY:twice\nDTSTART:20260313T060000Z\nRRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY",
        "SUMMARY:first\nDTSTART:00010101T000000\nRECURRENCE-ID:00010101T000000",
    )
    found = {one.title: one.problem for one in read(text, first=FIRST, last=LAST, zone=SHANGHAI)}

    assert found["good"] == ""
    assert "not understood" in found["odd"]
    assert "not understood" in found["twice"]
    assert all("cannot be read" in found[name] for name in ("late", "lost", "first"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("not a calendar", "no calendar file"),
        ("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", "no events"),
        ("x" * (1024 * 1024 + 1), "larger than 1 MB"),
        (a_file("SUMMARY:a\nDTSTART:20260101T000000Z\nRRULE:FREQ=DAILY") * 100, "more than 2000"),
    ],
)
def test_a_file_of_another_kind_or_size_is_refused(text, sentence):
    with pytest.raises(Refusal, match=sentence):
        read(text, first=FIRST, last=LAST, zone=SHANGHAI)


GOOD = "SUMMARY:good\nDTSTART:20260313T060000Z"


@pytest.mark.parametrize(
    ("damaged", "line", "problem"),
    [
        ("SUMMARY:bad\nDTSTART:20260312T060000Z\n??? no colon here", 8, "the line cannot be read"),
        ("SUMMARY:bad\nDTSTART:20260312T060000Z\nBEGIN:VALARM\nACTION:DISPLAY", 4, "a part of it has no end"),
        ("SUMMARY:bad\nLOCATION:\ufffd\ufffd\nDTSTART:20260312T060000Z", 7, "it has letters that cannot be read"),
        ("SUMMARY:bad\nDTSTART:some day", 4, "its time or its name cannot be read"),
    ],
)
def test_one_damaged_event_is_named_with_its_line_and_the_others_are_read(damaged, line, problem):
    text = a_file(damaged, GOOD)

    found = read(text, first=FIRST, last=LAST, zone=SHANGHAI)

    assert [(one.title, one.line, one.problem) for one in found] == [("bad", line, problem), ("good", 0, "")]


def test_an_event_whose_end_is_missing_spoils_no_other():
    text = a_file("SUMMARY:bad\nDTSTART:20260312T060000Z", GOOD)

    found = read(text.replace("END:VEVENT\n", "", 1), first=FIRST, last=LAST, zone=SHANGHAI)

    assert [(one.title, one.line, one.problem) for one in found] == [("bad", 4, "its end is missing"), ("good", 0, "")]


def test_a_file_cut_off_in_its_middle_gives_what_was_whole():
    text = a_file(GOOD, "SUMMARY:cut\nDTSTART:20260314T060000Z")

    found = read(text[: text.index("DTSTART:20260314")], first=FIRST, last=LAST, zone=SHANGHAI)

    assert [(one.title, one.line, one.problem) for one in found] == [
        ("cut", 9, "its end is missing"),
        ("good", 0, ""),
    ]


def test_a_damaged_zone_costs_only_the_events_that_need_it():
    zone = "BEGIN:VTIMEZONE\nTZID:Office\n??? nothing\nEND:VTIMEZONE\n"
    text = a_file("SUMMARY:a\nDTSTART;TZID=Office:20260312T140000", GOOD, head=zone)

    found = {one.title: (one.line, one.problem) for one in read(text, first=FIRST, last=LAST, zone=SHANGHAI)}

    assert found == {"a": (8, "its time zone “Office” is not known"), "good": (0, "")}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_calendar_in_the_letters_of_another_program_is_read(encoding, newline):
    text = a_file("SUMMARY:西湖龙井品鉴会\nLOCATION:杭州龙井路1号\nDTSTART:20260312T060000Z").replace("\n", newline)

    (one,) = read(text_of(unfolded(text.encode(encoding))), first=FIRST, last=LAST, zone=SHANGHAI)

    assert (one.title, one.place, one.problem) == ("西湖龙井品鉴会", "杭州龙井路1号", "")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_line_folded_within_a_letter_is_whole_and_the_lines_keep_their_numbers(encoding):
    summary = "SUMMARY:西湖龙井品鉴会".encode(encoding)
    raw = a_file("SUMMARY:x\nDTSTART:20260312T060000Z", "SUMMARY:late\nDTSTART:some day").encode(encoding)
    raw = raw.replace(b"SUMMARY:x", summary[:9] + b"\r\n " + summary[9:])

    late, whole = read(text_of(unfolded(raw)), first=FIRST, last=LAST, zone=SHANGHAI)

    assert (whole.title, whole.problem) == ("西湖龙井品鉴会", "")
    assert (late.title, late.line) == ("late", 10)
