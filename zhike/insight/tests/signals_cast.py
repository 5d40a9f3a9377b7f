"""A year of papers in which nothing is wrong, and papers in which something is, to be put among them."""

import random
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import pyarrow as pa

from zhike.insight.measures.signals.shapes import READ

AS_OF = date(2026, 3, 1)
FIRST = date(2025, 1, 1)
LIMIT = 50_000
CUSTOMERS, SELLERS, PRODUCTS = 150, 8, 25
LIST_PRICES = {f"P{number:02}": Decimal(40 + 25 * number) for number in range(PRODUCTS)}


class World:
    """Papers, claims and lines by the names of the measure's tables; ``paper`` adds one."""

    def __init__(self):
        self.papers, self.claims, self.lines = [], [], []

    def paper(self, kind, paper, day, amount, **told):
        row = {"kind": kind, "paper": paper, "day": day, "amount": Decimal(amount), "currency": "CNY"}
        self.papers.append({"customer": "c1", **row, **told})

    def line(self, paper, seller, day, *, product="P00", off=0.0, quantity=1, **told):
        listed = LIST_PRICES[product] * quantity
        row = {"paper": paper, "seller": seller, "product": product, "day": day, "quantity": Decimal(quantity)}
        money = {"listed": listed, "amount": (listed * Decimal(str(1 - off))).quantize(Decimal("0.01"))}
        self.lines.append({"customer": "c1", "currency": "CNY", **row, **money, **told})
        return money["amount"]

    def claim(self, customer, day, amount, currency="CNY"):
        self.claims.append({"customer": customer, "currency": currency, "day": day, "amount": Decimal(amount)})

    def tables(self):
        """The three tables, as the measure takes them."""
        given = zip(READ.values(), (self.papers, self.claims, self.lines), strict=True)
        return [pa.Table.from_pylist(rows, schema) for schema, rows in given]

    def found(self, measure, *, as_of=AS_OF, **told):
        return measure.of(*self.tables(), as_of=as_of, **told)


def clean(seed=7):
    """Customers who order now and then, pay by a plan on time or late, and return a little; sellers who give alike.

    Half of all customers pay half in advance, so that two payments are equal; some order the same thing every week.
    """
    world, chance = World(), random.Random(seed)
    for number in range(1, CUSTOMERS + 1):
        customer, seller = f"c{number}", f"s{number % SELLERS}"
        gap = 7 if number % 30 == 0 else chance.choice([20, 30, 45, 90])
        same = number % 30 == 0
        day = FIRST + timedelta(days=chance.randrange(gap))
        while day < AS_OF:
            buy(world, chance, customer, seller, day, same=same, halves=number % 2 == 0)
            day += timedelta(days=gap if same else max(1, round(chance.expovariate(1 / gap))))
    return world


def buy(world, chance, customer, seller, day, *, same, halves):
    """One sale with its lines, claims, payments and sometimes a return."""
    name = f"{len(world.papers)}"
    items = ["P03"] if same else chance.sample(sorted(LIST_PRICES), chance.randint(1, 4))
    total = Decimal(0)
    for product in items:
        off = 0.0 if same else chance.choice([0, 0, 0, 0.05, 0.08, 0.1])
        quantity = 4 if same else chance.randint(1, 12)
        told = {"product": product, "off": off, "quantity": quantity, "customer": customer}
        total += world.line(f"O{name}", seller, day, **told)
    world.paper("sale", f"O{name}", day, total, customer=customer, seller=seller)
    parts = [total / 2, total - total / 2] if halves else [total]
    for place, part in enumerate(parts):
        due = day + timedelta(days=30 * (place + (not halves)))
        world.claim(customer, due, part)
        paid = due + timedelta(days=chance.randint(-3, 12))
        if day <= paid < AS_OF:
            world.paper("payment", f"R{name}-{place}", paid, part, customer=customer, reference=f"B{name}-{place}")
    back = day + timedelta(days=chance.randint(3, 20))
    if chance.random() < 0.03 and back < AS_OF:
        world.paper("return", f"T{name}", back, total / 4, customer=customer, seller=seller, against=f"O{name}")


@cache
def clean_tables():
    """The tables of the clean year."""
    return clean().tables()


def plant(world):
    """Seven things that are wrong; the first paper of each by the rule that has to find it."""
    day = date(2026, 2, 10)
    world.paper("payment", "dup1", day, 1234, customer="c3", reference="X1")
    world.paper("payment", "dup2", day + timedelta(days=2), 1234, customer="c3", reference="X1")
    for place, amount in enumerate((46_000, 48_500)):
        told = {"customer": "c5", "seller": "s5"}
        world.paper("sale", f"split{place}", day + timedelta(days=place), amount, **told)
        world.claim("c5", day + timedelta(days=30), amount)
    world.paper("refund", "gift", day, 900, customer="stranger")
    world.paper("return", "more", day, 9_000_000, customer="c7", seller="s7")
    for place in range(40):
        seen = date(2025, 6, 1) + timedelta(days=5 * place)
        amount = world.line(
            f"cheap{place}", "s9", seen, product=f"P{place % 20:02}", off=0.3, quantity=5, customer="c9"
        )
        world.paper("sale", f"cheap{place}", seen, amount, customer=f"d{place}", seller="s9")
    amount = world.line("steep", "s2", day, product="P20", off=0.9, quantity=10, customer="c2")
    world.paper("sale", "steep", day, amount, customer="c2", seller="s2")
    for place in range(9):
        seen = day + timedelta(days=place % 3)
        world.paper("sale", f"many{place}", seen, 300 + place, customer="c11", seller="s3")
    return {
        "twice": {"dup1"},
        "split": {"split0"},
        "back": {"gift", "more"},
        "discount": {"cheap", "steep"},
        "burst": {"many0"},
    }
