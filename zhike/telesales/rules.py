"""Arithmetic of the desk: the steps of a script, the times of calls, and the pace of those who call."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

# As Chinese keyboards write them, too.
STEP = re.compile(r"^[#＃]\s*(?P<name>.+?)\s*$")
ANSWER = re.compile(r"^[>＞]\s*(?P<words>.+?)\s*(?:[-－—–]+[>＞]|→)\s*(?P<to>.+?)\s*$")
HOUR = 3600  # seconds
SHORT = 60  # seconds at the desk that tell nothing of an hour


class Muddled(ValueError):
    """A script that leads nowhere: `why` is one of `empty`, `before`, `twice`, `lost`, `unreached`; `what` names it."""

    def __init__(self, why: str, what: str = ""):
        super().__init__(why, what)
        self.why, self.what = why, what


@dataclass(frozen=True)
class Step:
    """What is said, and where each answer leads: pairs of the answer and the name of a step."""

    name: str
    words: str
    answers: tuple[tuple[str, str], ...] = ()


def steps(text: str) -> list[Step]:
    """The steps of a script, the first one first. Raises Muddled.

    A step begins with `# name`; `> answer -> name` leads from it to another one; all else is said.

    >>> steps("# Hello\\nHave you a minute?\\n> yes -> Tea\\n# Tea\\nWhich?")[0].answers
    (('yes', 'Tea'),)
    """
    read: list[tuple[str, list[str], list[tuple[str, str]]]] = []
    for line in (text or "").splitlines():
        if found := STEP.match(line):
            read.append((found["name"], [], []))
        elif line.strip() and not read:
            raise Muddled("before", line.strip())
        elif found := ANSWER.match(line):
            read[-1][2].append((found["words"], found["to"]))
        elif read:
            read[-1][1].append(line)
    told = [Step(name, "\n".join(words).strip(), tuple(answers)) for name, words, answers in read]
    _check(told)
    return told


@dataclass(frozen=True)
class Pace:
    """What somebody did at the desk in `seconds` there, pauses taken off."""

    calls: int
    reached: int
    talking: float
    wrapping: float
    seconds: float

    @property
    def per_hour(self) -> float | None:
        """Calls in an hour; None in the first minute, of which nothing follows for an hour."""
        return self.calls * HOUR / self.seconds if self.seconds >= SHORT else None

    @property
    def reach(self) -> float | None:
        """The share of calls in which somebody was reached."""
        return self.reached / self.calls if self.calls else None

    @property
    def handling(self) -> float | None:
        """Mean seconds a call took, with what was to be done after it (AHT)."""
        return (self.talking + self.wrapping) / self.calls if self.calls else None

    @property
    def wrap(self) -> float | None:
        """Mean seconds after a call."""
        return self.wrapping / self.calls if self.calls else None


Span = tuple[datetime, datetime]


def at_the_desk(calls: Sequence[Span], pauses: Sequence[Span]) -> float:
    """Seconds from the beginning of the first call to the end of the last, less the pauses in between."""
    if not calls:
        return 0.0
    began, ended = min(start for start, _end in calls), max(end for _start, end in calls)
    inside = [(max(start, began), min(end, ended)) for start, end in pauses if start < ended and end > began]
    resting = sum((end - start).total_seconds() for start, end in inside)
    return (ended - began).total_seconds() - resting


def within_hours(moment: datetime, *, opens: int, closes: int) -> datetime:
    """A moment at which people may be called: itself, or the next opening; hours in the zone of the moment."""
    if opens <= moment.hour < closes:
        return moment
    day = moment.date() if moment.hour < opens else moment.date() + timedelta(days=1)
    return datetime.combine(day, time(opens), moment.tzinfo)


def _check(told: Sequence[Step]) -> None:
    names = [step.name for step in told]
    if not names:
        raise Muddled("empty")
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise Muddled("twice", twice)
    if lost := next((to for step in told for _words, to in step.answers if to not in names), None):
        raise Muddled("lost", lost)
    by_name, seen, ahead = {step.name: step for step in told}, set[str](), [names[0]]
    while ahead:
        seen.add(name := ahead.pop())
        ahead += [to for _words, to in by_name[name].answers if to not in seen]
    if unreached := next((name for name in names if name not in seen), None):
        raise Muddled("unreached", unreached)
