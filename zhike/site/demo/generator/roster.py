"""Who the house knows: how many of each kind, when each turned up, their names and places."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from zhike.site.demo.generator.chance import stream
from zhike.site.demo.generator.firms import FirmNames
from zhike.site.demo.generator.people import Person, draw_person, draw_relative
from zhike.site.demo.generator.places import Place, draw_place, place_named
from zhike.site.demo.generator.stories import STORIES, Story

HISTORY_DAYS = 1096
"""Three years, one of them perhaps a leap year."""

KIND_COUNTS = {
    "consumer": 2340,
    "enterprise": 360,
    "channel": 240,
    "internal": 20,
    "supplier": 18,
    "competitor": 12,
    "public_interest": 10,
}
GROUP_SHARE = 0.12
HOUSEHOLD_SHARE = 0.035
INTERNAL_PEOPLE_SHARE = 0.6
KNOWN_FROM_BEFORE, FIRST_WEEKS_DAYS = 0.14, 60
"""Old customers enter the records when they next buy, which they do within the first weeks."""


@dataclass(slots=True)
class Prospect:
    """Somebody the house will get to know, `arrival` days after its records begin; not yet a history."""

    kind: str
    name: str
    place: Place
    arrival: float
    person: Person | None = None
    group: str | None = None
    household: str | None = None
    story: Story | None = None
    code: str = field(default="")


def draw_roster(seed: int) -> list[Prospect]:
    """Everybody, coded: the named stories first, then by arrival. It does not depend on today."""
    told = [_from_story(story) for story in STORIES]
    names = FirmNames({prospect.name for prospect in told}, stream(seed, "firm names"))
    drawn: list[Prospect] = []
    for kind, count in KIND_COUNTS.items():
        wanted = count - sum(prospect.kind == kind for prospect in told)
        drawn += _draw_kind(kind, wanted, names, stream(seed, "roster", kind))
    roster = told + sorted(drawn, key=lambda prospect: prospect.arrival)
    for number, prospect in enumerate(roster, start=1):
        prospect.code = f"C{number:05d}"
    return roster


def _from_story(story: Story) -> Prospect:
    person = Person(story.name, story.reading) if story.reading else None
    arrival = HISTORY_DAYS - story.known_days_ago
    return Prospect(story.kind, story.name, place_named(story.city), arrival, person, story.parent, None, story)


def _draw_kind(kind: str, count: int, names: FirmNames, random: Random) -> list[Prospect]:
    if kind == "consumer":
        return _take(count, _households(random))
    if kind == "enterprise":
        return _take(count, _companies(names, random))
    return [_draw_other(kind, names, random) for _ in range(count)]


def _take(count: int, families: Iterator[list[Prospect]]) -> list[Prospect]:
    taken: list[Prospect] = []
    while len(taken) < count:
        taken += next(families)
    return taken[:count]


def _households(random: Random) -> Iterator[list[Prospect]]:
    """Consumers, mostly one by one; some share a home, and a child shares the surname."""
    number = 0
    while True:
        first, place = draw_person(random), draw_place(random)
        members, household = [first], None
        if random.random() < HOUSEHOLD_SHARE:
            number += 1
            household = f"H{number:04d}"
            members += [draw_person(random), draw_relative(first, random)][: random.randint(1, 2)]
        yield [
            Prospect("consumer", member.name, place, _arrival(random), member, household=household)
            for member in members
        ]


def _companies(names: FirmNames, random: Random) -> Iterator[list[Prospect]]:
    """Enterprises, mostly one by one; some are groups with subsidiaries in several cities."""
    while True:
        place = draw_place(random)
        if random.random() >= GROUP_SHARE / 4:
            yield [Prospect("enterprise", names.draw("enterprise", place), place, _arrival(random))]
            continue
        head = Prospect("enterprise", names.group(), place, random.uniform(0, HISTORY_DAYS / 3))
        cities = [place] + [draw_place(random) for _ in range(random.randint(1, 3))]
        yield [head] + [
            Prospect("enterprise", names.branch(head.name, city), city, _arrival(random), group=head.name)
            for city in cities
        ]


def _draw_other(kind: str, names: FirmNames, random: Random) -> Prospect:
    place = draw_place(random)
    if kind == "internal" and random.random() < INTERNAL_PEOPLE_SHARE:
        person = draw_person(random)
        return Prospect(kind, person.name, place_named("杭州"), _arrival(random), person)
    return Prospect(kind, names.draw(kind, place), place, _arrival(random))


def _arrival(random: Random) -> float:
    """A day of three years: some were customers before the records, the rest come in growing numbers."""
    if random.random() < KNOWN_FROM_BEFORE:
        return random.uniform(0, FIRST_WEEKS_DAYS)
    while True:
        share = random.random()
        if random.random() * 1.33 <= 1 + 0.33 * share:
            return share * (HISTORY_DAYS - 1)
