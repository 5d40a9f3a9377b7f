"""Three shops of two sales people: who bought what is small enough to add up by hand."""

from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.http import QueryDict

from tests.cast import SHANGHAI, a_customer, a_product, an_order
from zhike.insight import warehouse
from zhike.insight.cubes import asking, store
from zhike.insight.cubes.answer import Answer, answer
from zhike.insight.cubes.engine import asker
from zhike.insight.cubes.members import Place
from zhike.kit.access.models import Staff
from zhike.sales.models import OrderLine

ALL, REST = Place.ALL, Place.REST
TODAY = date(2026, 11, 22)


def a_market(ana: Staff, bo: Staff) -> dict[str, object]:
    """Ana looks after Zheng (gold, east) and Bai (no region), Bo after Chu (lead, south); one order is nobody's."""
    green = a_product(code="G1", name="龙井", category="绿茶")
    black = a_product(code="B1", name="祁红", category="红茶")
    pot = a_product(code="P1", name="盖碗", category="茶具")
    zheng = a_customer("郑山茶庄", owner=ana, kind="enterprise", region="华东", city="宁波", tier="gold", rung="core")
    bai = a_customer("白露", owner=ana, kind="consumer", region="", city="")
    chu = a_customer("楚江茶行", owner=bo, kind="channel", region="华南", city="广州", tier="lead")
    sell(zheng, date(2026, 9, 3), (green, 2, 100), (pot, 1, 50))
    sell(zheng, date(2026, 10, 5), (green, 1, 100))
    sell(zheng, date(2026, 10, 9), (green, -1, 100), kind="return")
    sell(bai, date(2026, 10, 20), (black, 3, 20))
    sell(bai, date(2025, 10, 20), (black, 1, 20))
    sell(chu, date(2026, 10, 31), (black, 10, 20), (green, 5, 100))
    sell(None, date(2026, 11, 1), (pot, 1, 50))
    return {"zheng": zheng, "bai": bai, "chu": chu, "green": green, "black": black, "pot": pot}


def sell(customer, day: date, *lines, kind: str = "sale") -> None:
    """One document; a line is product, quantity and price, and costs half of it."""
    order = an_order(customer=customer, placed_on=day, placed_at=datetime.combine(day, time(10), SHANGHAI), kind=kind)
    OrderLine.objects.filter(order=order).delete()
    total = Decimal(0)
    for position, (product, quantity, price) in enumerate(lines, start=1):
        amount = Decimal(quantity * price)
        total += amount
        OrderLine.objects.create(
            order=order, position=position, product=product, quantity=quantity, unit_price=price, amount=amount,
            unit_cost=Decimal(price) / 2, key=UUID(int=order.pk * 1_000 + position),
        )  # fmt: skip
    type(order).objects.filter(pk=order.pk).update(total=total, customer=customer)


def built() -> store.Store:
    """The cubes of what is there."""
    warehouse.load()
    made = store.build()
    assert made is not None
    return made


def ask(address: str, *, by: Staff, at: store.Store) -> Answer:
    """The answer to an address."""
    question = asking.read(QueryDict(address), by=by, end=at.end)
    with asker(at) as engine:
        return answer(question, engine)


def numbers(found: Answer, measure: str = "") -> dict[tuple, Decimal | None]:
    """Every number of one measure by the values of its axes."""
    one = next((m for m in found.question.measures if m.name == measure), found.question.measures[0])
    return {key: found.value(one, key) for key in found.cells}
