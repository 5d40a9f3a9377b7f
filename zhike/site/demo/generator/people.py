"""Chinese personal names, believable by generation: surnames by real frequency, given names by decade."""

from dataclasses import dataclass
from functools import cache
from random import Random

from zhike.site.demo.generator.chance import Weighted
from zhike.site.demo.generator.words import sections, table


@dataclass(frozen=True, slots=True)
class Person:
    """A name, surname first, and the surname's reading in pinyin without tones."""

    name: str
    reading: str


def draw_person(random: Random) -> Person:
    """Somebody new."""
    return _with_surname(_surnames().draw(random), random)


def draw_relative(person: Person, random: Random) -> Person:
    """Somebody of the same surname, for a household."""
    surname = next(pair for pair in _surnames().values if person.name.startswith(pair[0]))
    return _with_surname(surname, random)


def reading_of(name: str) -> str:
    """The reading of a name's surname; compound surnames are tried before single ones."""
    readings = {row[0]: row[1] for row in table("surnames.txt")}
    return readings.get(name[:2]) or readings[name[:1]]


def _with_surname(surname: tuple[str, str], random: Random) -> Person:
    text, reading = surname
    return Person(text + random.choice(_generations().draw(random)), reading)


@cache
def _surnames() -> Weighted[tuple[str, str]]:
    rows = table("surnames.txt")
    return Weighted([(surname, reading) for surname, reading, _ in rows], [float(row[2]) for row in rows])


@cache
def _generations() -> Weighted[tuple[str, ...]]:
    """Given names by decade of birth; each heading is "decade percent"."""
    lists = sections("given_names.txt")
    return Weighted(list(lists.values()), [float(heading.split()[1]) for heading in lists])
