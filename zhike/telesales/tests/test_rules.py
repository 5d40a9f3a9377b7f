"""The arithmetic of the desk: scripts that lead somewhere, hours of calling, the pace of a day."""

from datetime import datetime, timedelta

import pytest

from tests.cast import SHANGHAI
from zhike.telesales.rules import Muddled, Pace, Step, at_the_desk, steps, within_hours

TEN = datetime(2026, 3, 12, 10, 0, tzinfo=SHANGHAI)


def test_a_script_is_its_steps_with_what_is_said_and_where_answers_lead():
    text = "# Hello\n\nHave you\na minute?\n> yes -> Tea\n>no->Later\n# Tea\nWhich?\n# Later\n"

    assert steps(text) == [
        Step("Hello", "Have you\na minute?", (("yes", "Tea"), ("no", "Later"))),
        Step("Tea", "Which?"),
        Step("Later", ""),
    ]


@pytest.mark.parametrize("arrow", ["->", "→", "－＞", "-->", "——>"])
@pytest.mark.parametrize("mark", [">", "＞"])
def test_a_script_may_be_typed_as_a_chinese_keyboard_writes_it(mark, arrow):
    assert steps(f"＃开场\n方便吗？\n{mark} 方便 {arrow} 收尾\n# 收尾\n")[0] == Step(
        "开场", "方便吗？", (("方便", "收尾"),)
    )


@pytest.mark.parametrize(
    ("text", "why", "what"),
    [
        ("", "empty", ""),
        ("\n\n", "empty", ""),
        ("Hello\n# Begin", "before", "Hello"),
        ("# A\n> go -> A\n# A", "twice", "A"),
        ("# A\n> go -> B", "lost", "B"),
        ("# A\n# B\n> back -> A", "unreached", "B"),
    ],
)
def test_a_script_that_leads_nowhere_is_refused_by_name(text, why, what):
    with pytest.raises(Muddled) as muddle:
        steps(text)

    assert (muddle.value.why, muddle.value.what) == (why, what)


@pytest.mark.parametrize(
    ("hour", "then"),
    [(8, (12, 9)), (9, (12, 9)), (17, (12, 17)), (18, (13, 9)), (23, (13, 9))],
)
def test_a_call_waits_for_the_next_opening(hour, then):
    moment = within_hours(TEN.replace(hour=hour), opens=9, closes=18)

    assert (moment.day, moment.hour) == then


def test_a_pace_is_counted_without_pauses():
    def at(minutes):
        return TEN + timedelta(minutes=minutes)

    calls = [(at(0), at(3)), (at(4), at(9)), (at(50), at(60))]
    pauses = [(at(-30), at(-10)), (at(10), at(40)), (at(55), at(90))]

    seconds = at_the_desk(calls, pauses)
    pace = Pace(calls=3, reached=2, talking=600, wrapping=300, seconds=seconds)

    assert seconds == 25 * 60
    assert (pace.per_hour, round(pace.reach, 4), pace.handling, pace.wrap) == (7.2, 0.6667, 300, 100)


def test_the_first_minute_says_nothing_of_an_hour():
    assert Pace(calls=1, reached=1, talking=1, wrapping=0, seconds=59).per_hour is None
    assert Pace(calls=1, reached=1, talking=1, wrapping=0, seconds=60).per_hour == 60


def test_who_did_not_call_has_no_pace():
    pace = Pace(0, 0, 0, 0, at_the_desk([], [(TEN, TEN)]))

    assert (pace.per_hour, pace.reach, pace.handling, pace.wrap) == (None, None, None, None)
