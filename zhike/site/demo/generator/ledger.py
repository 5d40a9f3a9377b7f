"""Every order of three years, numbered: sales, what came back, and yearly rebates to dealers."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from zhike.site.demo.generator.baskets import Shopper, draw_lines, draw_shopper
from zhike.site.demo.generator.catalogue import REBATE, product
from zhike.site.demo.generator.chance import stream
from zhike.site.demo.generator.lives import Calendar, Known
from zhike.site.demo.generator.records import BUSINESS_ZONE, Order, OrderLine
from zhike.site.demo.generator.roster import HISTORY_DAYS

SHOP_HOURS = {"consumer": (9.0, 21.5), "internal": (12.0, 14.0)}
OFFICE_HOURS = (8.5, 18.0)
RETURN_SHARE = 0.025
RETURN_REASONS = ("受潮", "错发", "包装破损", "口感不合", "多发", "茶具有裂")
UNNAMED_PER_DAY = 0.3
REBATE_FROM, REBATE_RATE = Decimal(100_000), Decimal("0.015")
# Planted, so that the risk signals have something to find: orders in a burst, and a sale that came back twice.
BURST_ORDERS, BURST_ENDS, TWICE_AFTER = 9, 5, (4, 11)


@dataclass(frozen=True, slots=True)
class Draft:
    """An order without its number."""

    placed_at: datetime
    customer: str | None
    lines: tuple[OrderLine, ...]
    note: str = ""


def write_ledger(known: list[Known], calendar: Calendar, *, seed: int) -> tuple[Order, ...]:
    """All orders in the order they were placed."""
    drafts = [draft for one in known for draft in _sales(one, calendar, seed)]
    drafts += _unnamed_sales(calendar, stream(seed, "unnamed"))
    drafts += _burst(drafts, {one.code for one in known if one.prospect.kind == "consumer"}, calendar)
    sales = _number("SO", "sale", drafts)
    back = [*_returns(sales, calendar, stream(seed, "returns"))]
    returns = _number("RT", "return", [*back, *_twice(sales, back, calendar)])
    dealers = {one.code for one in known if one.prospect.kind == "channel"}
    rebates = _number("AD", "adjustment", _rebates(sales, dealers, calendar))
    return tuple(sorted(sales + returns + rebates, key=lambda order: (order.placed_at, order.number)))


def _sales(one: Known, calendar: Calendar, seed: int) -> Iterator[Draft]:
    if not one.purchases:
        return
    random = stream(seed, "orders", one.code)
    story = one.prospect.story
    shopper = draw_shopper(one.prospect.kind, random, story.favourites if story else ())
    if story:
        shopper = Shopper(shopper.kind, shopper.taste, shopper.price_factor, story.spend, shopper.lines)
    for moment in one.purchases:
        placed_at = _in_opening_hours(moment, calendar, one.prospect.kind)
        yield Draft(placed_at, one.code, draw_lines(shopper, placed_at.month, random))


def _unnamed_sales(calendar: Calendar, random: Random) -> Iterator[Draft]:
    """People who pay at the counter and leave no name: they count in totals and in nobody's history."""
    moment = random.expovariate(UNNAMED_PER_DAY)
    while moment < HISTORY_DAYS:
        placed_at = _in_opening_hours(moment, calendar, "consumer")
        yield Draft(placed_at, None, draw_lines(draw_shopper("consumer", random), placed_at.month, random), "门店散客")
        moment += random.expovariate(UNNAMED_PER_DAY)


def _burst(drafts: list[Draft], people: set[str], calendar: Calendar) -> Iterator[Draft]:
    """Somebody who buys a little now and then orders the same again and again within two days."""
    until = calendar.as_of - timedelta(days=60)
    seen = Counter(draft.customer for draft in drafts if draft.customer in people and draft.placed_at.date() < until)
    lately = {draft.customer for draft in drafts if draft.placed_at.date() >= until}
    customer = min(code for code, orders in seen.items() if 6 <= orders <= 9 and code not in lately)
    usual = max((draft for draft in drafts if draft.customer == customer), key=lambda draft: draft.placed_at)
    day = calendar.as_of - timedelta(days=BURST_ENDS)
    for nth in range(BURST_ORDERS):
        placed_at = usual.placed_at.replace(year=day.year, month=day.month, day=day.day, hour=10, minute=7 * nth)
        yield Draft(placed_at - timedelta(days=nth % 2), customer, usual.lines)


def _twice(sales: list[Order], back: list[Draft], calendar: Calendar) -> Iterator[Draft]:
    """The only sale of a customer came back whole, and came back once more."""
    bought = Counter(sale.customer for sale in sales)
    returned = {draft.customer for draft in back}
    ends = calendar.as_of - timedelta(days=max(TWICE_AFTER))
    once = [s for s in sales if bought[s.customer] == 1 and s.customer not in returned and s.placed_on < ends]
    sale = max(once, key=lambda one: (one.placed_on > ends - timedelta(days=45), one.total))
    goods = [line for line in sale.lines if product(line.product).is_goods]
    lines = tuple(_negative(position, line, line.quantity) for position, line in enumerate(goods, start=1))
    for days in TWICE_AFTER:
        yield Draft(sale.placed_at + timedelta(days=days), sale.customer, lines, f"退货：{sale.number}，错发")


def _in_opening_hours(moment: float, calendar: Calendar, kind: str) -> datetime:
    """The drawn moment of the day, squeezed into the hours that kind of customer orders in."""
    opens, closes = SHOP_HOURS.get(kind, OFFICE_HOURS)
    minutes = round((opens + (closes - opens) * (moment % 1)) * 60)
    return datetime.combine(calendar.day(moment), time(), BUSINESS_ZONE) + timedelta(minutes=minutes)


def _returns(sales: list[Order], calendar: Calendar, random: Random) -> Iterator[Draft]:
    """A separate order with negative quantities that names the sale it undoes; the sale stays as it was."""
    for sale in sales:
        if random.random() >= RETURN_SHARE:
            continue
        placed_at = sale.placed_at + timedelta(days=random.randint(2, 20), minutes=random.randint(-40, 40))
        if placed_at.date() < calendar.as_of:
            note = f"退货：{sale.number}，{random.choice(RETURN_REASONS)}"
            yield Draft(placed_at, sale.customer, _undone(sale, random), note)


def _undone(sale: Order, random: Random) -> tuple[OrderLine, ...]:
    goods = [line for line in sale.lines if product(line.product).is_goods]
    back = random.sample(goods, random.randint(1, len(goods)))
    return tuple(_negative(position, line, _part(line.quantity, random)) for position, line in enumerate(back, start=1))


def _part(quantity: Decimal, random: Random) -> Decimal:
    """Small quantities come back whole, large ones in part."""
    return quantity if quantity <= 3 else Decimal(random.randint(1, int(quantity) // 2))


def _negative(position: int, line: OrderLine, quantity: Decimal) -> OrderLine:
    amount = -quantity * line.unit_price
    return OrderLine(position, line.product, line.description, -quantity, line.unit_price, amount, line.unit_cost)


def _rebates(sales: list[Order], dealers: set[str], calendar: Calendar) -> Iterator[Draft]:
    """On the last evening of each year, a share of the year's sales back to every dealer who sold enough."""
    bought: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for sale in sales:
        if sale.customer in dealers:
            bought[sale.placed_on.year, sale.customer] += sale.total
    for (year, customer), total in sorted(bought.items()):
        day = date(year, 12, 31)
        if day < calendar.as_of and total >= REBATE_FROM:
            yield Draft(
                datetime.combine(day, time(18, 30), BUSINESS_ZONE),
                customer,
                _rebate(total),
                f"{year} 年度返利",
            )


def _rebate(total: Decimal) -> tuple[OrderLine, ...]:
    item = product(REBATE)
    amount = round(total * REBATE_RATE)
    return (OrderLine(1, item.code, item.name, Decimal(-1), Decimal(amount), Decimal(-amount), item.cost),)


def _number(prefix: str, kind: str, drafts: Iterable[Draft]) -> list[Order]:
    """Numbers run within a day in the order of placing: SO-20250301-0007."""
    today: dict[date, int] = defaultdict(int)
    orders = []
    for draft in sorted(drafts, key=lambda draft: (draft.placed_at, draft.customer or "")):
        day = draft.placed_at.date()
        today[day] += 1
        number = f"{prefix}-{day:%Y%m%d}-{today[day]:04d}"
        orders.append(Order(number, draft.customer, kind, draft.placed_at, draft.lines, draft.note))
    return orders
