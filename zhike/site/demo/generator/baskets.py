"""What is in one order: lines chosen by taste, season and budget, priced by what this customer pays."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from random import Random

from zhike.site.demo.generator.catalogue import FREIGHT, MONTHS, PACKING, is_sold_in, product, products
from zhike.site.demo.generator.chance import Weighted
from zhike.site.demo.generator.process import PROCESSES
from zhike.site.demo.generator.records import OrderLine, Product

PRICE_FACTORS = {
    "channel": (0.70, 0.74, 0.78, 0.82),
    "enterprise": (0.88, 0.92, 0.95, 1.0),
    "consumer": (1.0, 1.0, 1.0, 0.95, 0.95, 0.9),
    "internal": (0.7,),
    "public_interest": (0.85,),
}
"""Share of the list price that a customer of the kind may pay; each customer keeps one of them."""

FREE_FREIGHT_FROM = 299


@dataclass(frozen=True, slots=True)
class Shopper:
    """One customer's habits: favourite categories, price level, usual order value in yuan, lines an order."""

    kind: str
    taste: dict[str, float]
    price_factor: float
    usual_spend: float
    lines: float


def draw_shopper(kind: str, random: Random, favourites: tuple[str, ...] = ()) -> Shopper:
    """Habits of a customer of that kind; told favourites go before drawn ones."""
    process = PROCESSES[kind]
    chosen = favourites or tuple(random.sample(list(MONTHS), 2))
    taste = {category: 5.0 if category in chosen else 0.7 for category in MONTHS}
    if kind == "enterprise":
        taste["礼盒"] += 2.5
    spend = process.median_spend * random.lognormvariate(0, process.spread_between)
    return Shopper(kind, taste, random.choice(PRICE_FACTORS[kind]), spend, process.lines_per_order)


def draw_lines(shopper: Shopper, month: int, random: Random) -> tuple[OrderLine, ...]:
    """The lines of one order placed in that month."""
    budget = shopper.usual_spend * random.lognormvariate(0, PROCESSES[shopper.kind].spread_within)
    chosen = _choose(shopper, month, budget, random)
    shares = [random.uniform(0.5, 1.5) for _ in chosen]
    lines = [
        goods_line(position, item, _quantity(item, shopper, budget * share / sum(shares)), shopper.price_factor)
        for position, (item, share) in enumerate(zip(chosen, shares, strict=True), start=1)
    ]
    return tuple(lines + _charges(shopper, lines, random))


def goods_line(position: int, item: Product, quantity: Decimal, price_factor: float = 1.0) -> OrderLine:
    """A priced line: prices are whole yuan from 100 up and half yuan below."""
    step = Decimal(1) if item.price >= 100 else Decimal("0.5")
    price = round(float(item.price) * price_factor / float(step)) * step
    return OrderLine(position, item.code, item.name, quantity, price, quantity * price, item.cost)


def _choose(shopper: Shopper, month: int, budget: float, random: Random) -> list[Product]:
    """Different products, as many as this customer usually takes, cheap enough for the budget."""
    wanted = 1 + min(7, int(random.expovariate(1 / (shopper.lines - 0.55))))
    weights = [taste * MONTHS[category][month - 1] for category, taste in shopper.taste.items()]
    categories = Weighted(list(shopper.taste), weights)
    chosen: dict[str, Product] = {}
    for _ in range(wanted * 3):
        item = _shelf(categories.draw(random), month).draw(random)
        if float(item.price) * shopper.price_factor <= 1.3 * budget / wanted:
            chosen[item.code] = item
        if len(chosen) == wanted:
            break
    return list(chosen.values()) or [_shelf("茶点", month).draw(random)]


@cache
def _shelf(category: str, month: int) -> Weighted[Product]:
    items = [item for item in products() if item.category == category and is_sold_in(item, month)]
    return Weighted(items, [item.popularity for item in items])


def _quantity(item: Product, shopper: Shopper, budget: float) -> Decimal:
    """How much the budget buys: people take half a 斤 at a time, firms whole ones."""
    halves = item.unit == "斤" and shopper.kind in ("consumer", "internal")
    step = Decimal("0.5") if halves else Decimal(1)
    return max(1, round(budget / (float(item.price) * shopper.price_factor * float(step)))) * step


def _charges(shopper: Shopper, lines: list[OrderLine], random: Random) -> list[OrderLine]:
    """Freight under the free limit, and packing for gifts to firms."""
    charges = []
    if sum(line.amount for line in lines) < FREE_FREIGHT_FROM and random.random() < 0.6:
        charges.append((FREIGHT, Decimal(1)))
    gifts = [line.quantity for line in lines if product(line.product).category == "礼盒"]
    if gifts and shopper.kind == "enterprise" and random.random() < 0.4:
        charges.append((PACKING, sum(gifts, Decimal(0))))
    return [
        goods_line(len(lines) + position, product(code), quantity)
        for position, (code, quantity) in enumerate(charges, start=1)
    ]
