"""What is noted once by hand, along the three axes that nobody can compute."""

from collections.abc import Iterator
from random import Random

from zhike.site.demo.generator.chance import Weighted, stream
from zhike.site.demo.generator.records import Customer, Statement

ORIGIN = {"channel": "intermediate", "public_interest": "public_interest"}
OUR_PROVINCES = frozenset(("浙江", "江苏", "上海", "安徽", "福建", "广东", "北京", "四川"))
SETTLEMENT = {
    "consumer": Weighted(("cash", "prepaid"), (9, 1)),
    "enterprise": Weighted(("cash", "prepaid", "credit"), (3, 2, 5)),
    "channel": Weighted(("cash", "prepaid", "credit"), (2, 2, 6)),
    "internal": Weighted(("cash",), (1,)),
    "public_interest": Weighted(("cash", "prepaid"), (1, 1)),
}


def draw_statements(customers: list[Customer], *, seed: int) -> Iterator[Statement]:
    """Three statements for everybody the house may sell to, from the day it was known."""
    for customer in customers:
        if customer.kind in SETTLEMENT:
            random = stream(seed, "statements", customer.code)
            for kind, value in _axes(customer, random).items():
                yield Statement(customer.code, kind, value, customer.known_since)


def _axes(customer: Customer, random: Random) -> dict[str, str]:
    return {
        "origin": ORIGIN.get(customer.kind, "terminal"),
        "territory": "inside" if customer.region in OUR_PROVINCES else "outside",
        "settlement": SETTLEMENT[customer.kind].draw(random),
    }
