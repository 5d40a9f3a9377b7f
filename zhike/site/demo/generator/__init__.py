"""Makes the demonstration firm from a seed and a day: the same two give the same firm, to the last digit.

    firm = make_firm(as_of=date(2026, 11, 20))

Nothing here touches Django, a database, the network or the clock.
"""

from datetime import date

from zhike.site.demo.generator.catalogue import products
from zhike.site.demo.generator.chance import stream
from zhike.site.demo.generator.ledger import write_ledger
from zhike.site.demo.generator.lives import Calendar, Known, live, lives
from zhike.site.demo.generator.reach import draw_reach
from zhike.site.demo.generator.records import Customer, FirmData
from zhike.site.demo.generator.referrals import draw_referrals
from zhike.site.demo.generator.roster import draw_roster
from zhike.site.demo.generator.staff import STAFF, TEAMS, draw_owner
from zhike.site.demo.generator.statements import draw_statements
from zhike.site.demo.generator.tasks import draw_tasks

FIRM_NAME = "松风茶业"
SEED = 1


def make_firm(*, as_of: date, seed: int = SEED) -> FirmData:
    """The firm on the morning of `as_of`, three years behind it. Who is in it depends on the seed alone."""
    calendar = Calendar(as_of)
    known = live(draw_roster(seed), calendar, seed=seed)
    customers = _customers(known, calendar, seed=seed)
    contacts, points = draw_reach(known, calendar, seed=seed)
    return FirmData(
        name=FIRM_NAME,
        seed=seed,
        as_of=as_of,
        teams=TEAMS,
        staff=STAFF,
        products=products(),
        customers=tuple(customers),
        contacts=tuple(contacts),
        contact_points=tuple(points),
        statements=tuple(draw_statements(customers, seed=seed)),
        orders=write_ledger(known, calendar, seed=seed),
        tasks=draw_tasks(customers, known, as_of=as_of, seed=seed),
        lives=lives(known, calendar),
    )


def _customers(known: list[Known], calendar: Calendar, *, seed: int) -> list[Customer]:
    referred = draw_referrals(known, seed=seed)
    heads = {one.prospect.name: one.code for one in known if not one.prospect.person}
    return [
        Customer(
            code=one.code,
            kind=one.prospect.kind,
            is_person=one.prospect.person is not None,
            name=one.prospect.name,
            region=one.prospect.place.province,
            city=one.prospect.place.city,
            known_since=calendar.day(one.known),
            owner=draw_owner(one.prospect, stream(seed, "owner", one.code)),
            parent=heads[one.prospect.group] if one.prospect.group else None,
            household=one.prospect.household,
            referred_by=referred.get(one.code),
            note=one.prospect.story.note if one.prospect.story else "",
        )
        for one in known
    ]
