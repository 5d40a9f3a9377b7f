"""The lines of minutes: “周航：寄春茶样品，周五前” is a task, “决定：下季度起按月结” a decision, all else is said."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhike.work.rules.days import PLAIN, day_named

DECISIONS = ("决定", "决议", "结论", "decision", "decided", "agreed")
LONGEST = 120  # characters of the title of a task
BULLET = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.、)）]|[（(]\d{1,2}[)）]|\[[ x]?\])\s*")
SPEAKER = re.compile(r"^@?(?P<who>[^:：]{1,30})[:：]\s*(?P<what>.+)$")
BEFORE = re.compile(r"^(?P<what>.+?)[\s,，;；]*(?P<when>[^\s,，;；]+?)(?:之前|以前|前)[。.]?$")
BY = re.compile(r"^(?P<what>.+?)[\s,，;；]+(?:by|until|on|before)\s+(?P<when>[^,，;；]+)$", re.IGNORECASE)
LAST = re.compile(r"^(?P<what>.+?)[\s,，;；]+(?P<when>[^\s,，;；]+)$")
FIRST = re.compile(r"^(?P<when>[^,，;；]+?)(?:之前|以前|前)(?P<what>.+)$")
CLOSED = re.compile(r"^(?P<what>.+?)\s*[（(](?P<when>[^（()）]+?)(?:之前|以前|前)?[)）][。.]?$")
WITHIN = re.compile(r"[\d年月./-]\d$")  # a figure that goes on with what stands before it


@dataclass(frozen=True)
class Line:
    """One line: `kind` is task, decision or said; `who` is the number of an account, None where nobody is meant."""

    kind: str
    text: str
    who: int | None = None
    name: str = ""
    due_on: date | None = None


def read(text: str, *, today: date, people: Iterable[tuple[int, str]]) -> list[Line]:
    """The lines of minutes that are not empty. `people` are those who may be given a task, by number and name.

    A line is a task where it begins with the name of one of them, in full or as the one name that begins so.
    """
    known = list(people)
    lines = (BULLET.sub("", line).strip() for line in text.splitlines())
    return [_line(line, today=today, people=known) for line in lines if line]


def _line(text: str, *, today: date, people: list[tuple[int, str]]) -> Line:
    spoken = SPEAKER.match(text)
    if spoken is None:
        return Line("said", text)
    who, what = spoken["who"].strip(), spoken["what"].strip()
    if who.lower() in DECISIONS:
        return Line("decision", what)
    person = _person(who, people)
    if person is None:
        return Line("said", text)
    what, due_on = _due(what, today=today)
    return Line("task", what[:LONGEST], person[0], person[1], due_on)


def _person(said: str, people: list[tuple[int, str]]) -> tuple[int, str] | None:
    same = [one for one in people if one[1].lower() == said.lower()]
    near = same or [one for one in people if one[1].lower().startswith(said.lower())]
    return near[0] if len(near) == 1 else None


def _due(what: str, *, today: date) -> tuple[str, date | None]:
    """What has to be done, and by which day, where the end of the line names one, or its beginning.

    A beginning stays in what has to be done: it may belong to it.
    """
    for pattern in (CLOSED, BEFORE, BY, LAST):
        if (match := pattern.match(what)) and (day := _day_at_end(match["when"], today)):
            when, found = day
            rest = f"{match['what']}{match['when'][: len(match['when']) - len(when)]}".rstrip(" ,，;；")
            if rest:
                return rest, found
    return what, _day_at_first(what, today)


def _day_at_first(text: str, today: date) -> date | None:
    """The day of “月底前给报价” and of “后天打电话”."""
    if (match := FIRST.match(text)) and (day := day_named(match["when"], today=today)):
        return day
    word = next((word for word in PLAIN if text.lower().startswith(word) and text[len(word) :].strip(" ,，")), "")
    return day_named(word, today=today)


def _day_at_end(text: str, today: date) -> tuple[str, date] | None:
    """The longest end of a text that names a day: of “寄样品周五” it is 周五. Of a day that is none, no part is taken:
    “11月31日” is neither 1月31日 nor 31日.
    """
    for start in range(len(text)):
        if WITHIN.match(text[max(start - 1, 0) : start + 1]):
            continue
        if day := day_named(text[start:], today=today):
            return text[start:], day
    return None
