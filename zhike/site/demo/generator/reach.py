"""How customers can be reached: contacts, and phones, mail, WeChat and addresses that reach nobody.

Phones begin with 154, have eleven digits and so look like any mobile number. Of the series that the Chinese
numbering plan keeps for mobile phones (13 to 19), 154 was never given to an operator, and libphonenumber
refuses it (its pattern says 5[0-35-9]). Numbers that start 10, 11 or 12 were avoided: dialled by mistake they
reach an operator, the police or an ambulance by their first digits. So was 140 to 144, most of which is kept
for machines.
Mail is at example.com, which RFC 2606 reserves. A WeChat id cannot contain a full stop; ours all do.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from zhike.site.demo.generator.chance import stream
from zhike.site.demo.generator.lives import Calendar, Known
from zhike.site.demo.generator.people import draw_person, reading_of
from zhike.site.demo.generator.places import draw_address
from zhike.site.demo.generator.records import Contact, ContactPoint

PHONE_SERIES = "154"
TITLES = {
    "enterprise": (
        ("行政主管", "buys"), ("采购经理", "decides"), ("总经理", "decides"), ("财务", "pays"),
        ("前台", "guards"), ("餐饮部经理", "uses"), ("总经理助理", "influences"),
    ),
    "channel": (
        ("老板", "decides"), ("店长", "buys"), ("采购", "buys"), ("财务", "pays"), ("仓管", "uses"),
    ),
    "supplier": (("厂长", "decides"), ("销售经理", "buys")),
    "competitor": (("市场部", "influences"),),
    "public_interest": (("秘书长", "decides"), ("干事", "buys")),
    "internal": (("负责人", "uses"),),
}  # fmt: skip
CONTACT_COUNTS = {"enterprise": (1, 1, 2, 2, 3, 4), "channel": (1, 1, 2, 3)}


class PhoneBook:
    """Gives out numbers of the unassigned series, none of them twice."""

    STEP = 61_803_399
    """Odd and not a multiple of 5, so stepping through 10^8 numbers meets each once before it repeats."""

    def __init__(self, seed: int) -> None:
        self.given = stream(seed, "phones").randrange(10**8)

    def next(self) -> str:
        """A number nobody here has."""
        self.given = (self.given + self.STEP) % 10**8
        return f"{PHONE_SERIES}{self.given:08d}"


def draw_reach(known: list[Known], calendar: Calendar, *, seed: int) -> tuple[list[Contact], list[ContactPoint]]:
    """Contacts of all organisations, and contact points of everybody."""
    phones = PhoneBook(seed)
    contacts: list[Contact] = []
    points: list[ContactPoint] = []
    for one in known:
        random = stream(seed, "reach", one.code)
        people = _contacts(one, random)
        contacts += people
        points += _one_primary_each(_points(one, people, calendar, phones, random, seed))
    return contacts, points


def _contacts(one: Known, random: Random) -> list[Contact]:
    prospect = one.prospect
    if prospect.person:
        return []
    told = prospect.story.contacts if prospect.story else ()
    people = told or [
        (draw_person(random).name, *title)
        for title in random.sample(
            TITLES[prospect.kind],
            min(len(TITLES[prospect.kind]), random.choice(CONTACT_COUNTS.get(prospect.kind, (1,)))),
        )
    ]
    return [
        Contact(f"{one.code}-{number}", one.code, name, title, role)
        for number, (name, title, role) in enumerate(people, start=1)
    ]


def _points(
    one: Known, people: list[Contact], calendar: Calendar, phones: PhoneBook, random: Random, seed: int
) -> Iterator[ContactPoint]:
    """Points in order of preference: the first of each kind becomes the primary one."""
    since = calendar.day(one.known)
    person = one.prospect.person
    if person:
        yield from _personal_points(one.code, None, person.reading, since, phones, random)
    for contact in people:
        yield from _personal_points(one.code, contact.key, reading_of(contact.name), since, phones, random)
    if not person or (one.purchases and random.random() < 0.8):
        shared = stream(seed, "address", one.prospect.household or one.code)
        yield ContactPoint(one.code, None, "address", _address(one, shared), since)
        yield from _former_points(one, since, calendar, phones, random)


def _former_points(
    one: Known, since: date, calendar: Calendar, phones: PhoneBook, random: Random
) -> Iterator[ContactPoint]:
    """Some have moved and changed their number since the house met them."""
    moved = since + timedelta(days=random.randint(60, 700))
    if random.random() < 0.06 and moved < calendar.as_of:
        yield ContactPoint(one.code, None, "phone", phones.next(), since, moved)
        yield ContactPoint(one.code, None, "address", _address(one, random), since, moved)


def _address(one: Known, random: Random) -> str:
    return draw_address(one.prospect.place, "homes" if one.prospect.person else "offices", random)


def _personal_points(
    customer: str, contact: str | None, reading: str, since: date, phones: PhoneBook, random: Random
) -> Iterator[ContactPoint]:
    handle = f"{reading}.{(contact or customer).lower()}"
    yield ContactPoint(customer, contact, "phone", phones.next(), since)
    if random.random() < 0.6:
        yield ContactPoint(customer, contact, "wechat", handle, since)
    if random.random() < (0.7 if contact else 0.3):
        yield ContactPoint(customer, contact, "mail", f"{handle}@example.com", since)


def _one_primary_each(points: Iterator[ContactPoint]) -> Iterator[ContactPoint]:
    """Marks the first point of each kind; former ones always come after a current one."""
    seen: set[str] = set()
    for point in points:
        yield point if point.medium in seen else replace(point, is_primary=True)
        seen.add(point.medium)
