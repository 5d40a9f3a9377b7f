"""How the made-up firm prices its tea: lists, units, gift boxes, taxes, rates, limits, and what lies in stock."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import sin
from typing import Any

from django.db.models import Model
from django.utils.timezone import make_aware

from zhike.approvals.models import ApprovalRule, Approver, Delegation
from zhike.approvals.subjects import SUBJECTS
from zhike.catalog.currencies import rounded
from zhike.catalog.models import (
    BundlePart,
    BundlePrice,
    DiscountLimit,
    ExchangeRate,
    PriceItem,
    PriceList,
    Product,
    ProductUnit,
    StockNote,
    TaxRate,
)
from zhike.kit.access.models import Role, Staff

Products = Mapping[str, Product]
UNITS = {"斤": (("罐", "0.5"), ("箱", "20")), "饼": (("提", "7"), ("件", "42")), "盒": (("箱", "12"),)}
BOXES = {
    "P070": (BundlePrice.OWN, (("P002", "0.25"), ("P006", "0.25"), ("P079", "1"))),
    "P075": (BundlePrice.OWN, (("P027", "0.25"), ("P061", "1"), ("P082", "2"))),
    "P078": (BundlePrice.SUM, (("P004", "1"), ("P060", "1"), ("P065", "1"))),
}
CURRENCIES = {"USD": ("7.12", "0.10"), "EUR": ("7.86", "0.16"), "HKD": ("0.912", "0.012"), "JPY": ("0.0482", "0.0016")}
MONTHS = 24
LIMITS = (
    (Role.STAFF, "", "5", "25", "日常成交让利"),
    (Role.STAFF, "礼盒", "8", "20", "节前冲量"),
    (Role.STAFF, "茶具", "10", None, ""),
    (Role.MANAGER, "", "15", "15", "主管权限"),
    (Role.ADMIN, "", "40", "0", "不得低于成本"),
)
TAXES = (
    ("", "16", (2018, 5, 1), "增值税"),
    ("", "13", (2019, 4, 1), "增值税下调"),
    ("费用", "6", (2019, 4, 1), "现代服务"),
)
WAREHOUSES = (("宁波总仓", 90), ("湖西路门店", 12))
RULES = (
    ("主管审批", None, "5", 1, Approver.MANAGER, ""),
    ("大额：主管审批", "50000", None, 1, Approver.MANAGER, ""),
    ("总部审批", "200000", None, 2, Approver.ROLE, Role.ADMIN),
    ("深折扣：总部审批", None, "15", 2, Approver.ROLE, Role.ADMIN),
)


def write(products: Products, staff: Mapping[str, Staff], *, as_of: date) -> Iterator[list]:
    """Rows of each noun in turn, to be written in this order before the next are asked for."""
    goods = [one for one in products.values() if one.is_goods and one.price]
    yield _finished(TaxRate(category=c, percent=Decimal(p), valid_from=date(*day), note=n) for c, p, day, n in TAXES)
    yield _finished(_rates(as_of))
    yield _finished(
        ProductUnit(product=one, name=name, factor=Decimal(factor))
        for one in goods
        for name, factor in UNITS.get(one.unit, ())
    )
    yield _finished(_parts(products))
    yield _finished(_stock(goods, as_of))
    lists = _finished(_lists(as_of))
    yield lists
    yield _finished(_prices(goods, lists, as_of))
    yield _finished(
        DiscountLimit(role=role, category=c, percent=Decimal(p), margin=m and Decimal(m), note=note)
        for role, c, p, m, note in LIMITS
    )
    yield _finished(_rules())
    yield _finished(_away(staff, as_of))


def _finished(some: Iterator[Model]) -> list:
    rows = list(some)
    for row in rows:
        row.derive()  # type: ignore[attr-defined]
    return rows


def _rates(as_of: date) -> Iterator[ExchangeRate]:
    day = as_of.replace(day=1)
    for back in range(MONTHS):
        for currency, (middle, swing) in CURRENCIES.items():
            rate = Decimal(middle) + Decimal(swing) * Decimal(str(round(sin(back / 3 + len(currency)), 4)))
            yield ExchangeRate(
                from_currency=currency,
                to_currency="CNY",
                day=day,
                rate=rate.quantize(Decimal("0.0001")),
                source="中间价",
            )
        day = (day - timedelta(days=1)).replace(day=1)


def _parts(products: Products) -> Iterator[BundlePart]:
    for code, (kind, parts) in BOXES.items():
        box = products[code]
        box.bundle = kind
        box.save(update_fields=["bundle", "changed_at", "version"])
        for part, quantity in parts:
            yield BundlePart(bundle=box, product=products[part], quantity=Decimal(quantity))


def _stock(goods: Sequence[Product], as_of: date) -> Iterator[StockNote]:
    morning = make_aware(datetime.combine(as_of - timedelta(days=1), time(7, 30)))
    for place, one in enumerate(goods):
        for name, usual in WAREHOUSES:
            yield StockNote(product=one, place=name, quantity=Decimal(usual * (1 + place * 7 % 5)), as_of=morning)


def _lists(as_of: date) -> Iterator[PriceList]:
    year = {"valid_from": date(as_of.year, 1, 1), "valid_to": date(as_of.year, 12, 31)}
    yield PriceList(name="金质客户协议价", tiers="gold", priority=20, note="年框客户，按量再降", **year)
    yield PriceList(name="银质客户价", tiers="silver", priority=10, **year)
    yield PriceList(
        name="出口价目（美元）",
        currency="USD",
        channel="出口",
        priority=30,
        includes_tax=False,
        note="FOB 宁波，不含税",
        **year,
    )
    yield PriceList(
        name="春茶预售",
        priority=40,
        valid_from=date(as_of.year, 2, 20),
        valid_to=date(as_of.year, 4, 20),
        note="明前茶按预售价",
    )


def _prices(goods: Sequence[Product], lists: Sequence[PriceList], as_of: date) -> Iterator[PriceItem]:
    gold, silver, export, spring = lists
    first, turn = date(as_of.year, 1, 1), date(as_of.year, 1, 1) - timedelta(days=1)
    for place, one in enumerate(goods):
        price = one.price or Decimal(0)
        if one.bundle == BundlePrice.SUM:
            continue
        yield _price(gold, one, price, "0.92", first)
        yield _price(silver, one, price, "0.96", first)
        if place < 60:
            yield _price(gold, one, price, "0.88", first, from_quantity=20)
            yield _price(export, one, price / Decimal("7.1") / Decimal("1.13"), "1.08", first, from_quantity=10)
        if place < 20:
            yield _price(gold, one, price, "0.90", date(as_of.year - 1, 1, 1), valid_to=turn)
        if "明前" in one.name:
            yield _price(spring, one, price, "0.85", date(as_of.year, 2, 20), valid_to=date(as_of.year, 4, 20))


def _price(on: PriceList, product: Product, price: Decimal, share: str, first: date, **further: Any) -> PriceItem:
    amount = rounded(price * Decimal(share), on.currency)
    return PriceItem(price_list=on, product=product, price=amount, valid_from=first, **further)


def _rules() -> Iterator[ApprovalRule]:
    """For each kind of document that can be asked about."""
    for noun in SUBJECTS:
        for name, amount, discount, position, approver, role in RULES:
            yield ApprovalRule(
                name=name,
                noun=noun,
                from_amount=amount and Decimal(amount),
                from_discount=discount and Decimal(discount),
                position=position,
                approver=approver,
                role=role,
            )


def _away(staff: Mapping[str, Staff], as_of: date) -> Iterator[Delegation]:
    yield Delegation(
        owner=staff["linhaisheng"],
        stand_in=staff["chenyi"],
        begins_on=as_of - timedelta(days=1),
        ends_on=as_of + timedelta(days=6),
        reason="广交会出差",
    )
