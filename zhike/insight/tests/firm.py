"""A tea house of six, small enough to judge by hand.

Zheng buys every thirty days or so until June; Bai once in June; Chu once, long ago; Dong never. Feng supplies us and
once bought; Ge works here. A sale is two kettles: 760, of which 460 is margin.
"""

from datetime import date, datetime, time

from tests.cast import SHANGHAI, a_customer, an_order
from zhike.customers.models.customer import Customer, Kind

JULY, OCTOBER = date(2025, 7, 1), date(2025, 10, 1)
ZHENG_BOUGHT = tuple(date(2025, month, day) for month, day in ((1, 10), (2, 10), (3, 12), (4, 10), (5, 12), (6, 10)))


def a_firm(**owners) -> dict[str, Customer]:
    """The six customers by name with their orders; `zheng=ana` gives Zheng an owner."""
    firm = {
        "zheng": a_customer("郑山茶庄", kind=Kind.ENTERPRISE, **_basics(owners, "zheng")),
        "bai": a_customer("白露", kind=Kind.CONSUMER, is_person=True, **_basics(owners, "bai")),
        "chu": a_customer("楚江茶行", kind=Kind.CHANNEL, **_basics(owners, "chu")),
        "dong": a_customer("东篱", kind=Kind.ENTERPRISE, **_basics(owners, "dong")),
        "feng": a_customer("丰收茶场", kind=Kind.SUPPLIER, **_basics(owners, "feng")),
        "ge": a_customer("葛青", kind=Kind.INTERNAL, **_basics(owners, "ge")),
    }
    for day in ZHENG_BOUGHT:
        a_sale(firm["zheng"], day)
    a_sale(firm["bai"], date(2025, 6, 20))
    a_sale(firm["chu"], date(2024, 12, 1))
    a_sale(firm["feng"], date(2025, 6, 1))
    return firm


def a_sale(customer: Customer, day: date, **fields) -> None:
    """Two kettles on a day."""
    an_order(customer=customer, placed_on=day, placed_at=datetime.combine(day, time(10), SHANGHAI), **fields)


def _basics(owners: dict, name: str) -> dict:
    return {"known_since": date(2024, 5, 1), "owner": owners.get(name)}
