"""Random histories of orders with all that changes them, by the rules alone: quantities, amounts and tax agree."""

import os
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from zhike.catalog import currencies
from zhike.catalog.models import Product
from zhike.sales import balance, entering, sums
from zhike.sales.models import Kind, Order, OrderLine, OrderLinePart

HISTORIES = int(os.environ.get("FAMILIES", "400"))
ORDER = 1
ACTS = ("deliver", "withdraw", "take_back", "change", "add", "cancel", "deliver_part", "part_comes_back")


def figures_to(largest, places):
    return st.integers(0, largest * 10**places).map(lambda number: Decimal(number).scaleb(-places))


# Of each part how much a bundle holds, what that is worth, and whether it is goods.
held = st.tuples(
    figures_to(3, 2).map(lambda n: n + Decimal("0.01")), figures_to(90, 2), st.sampled_from([True, True, False])
)
kinds = st.tuples(
    figures_to(500, 4),
    st.sampled_from(["0", "6", "9", "13"]).map(Decimal),
    st.booleans(),
    st.lists(held, max_size=3),
)
acts = st.tuples(st.sampled_from(ACTS), st.integers(0, 5), figures_to(12, 2))
families = st.tuples(
    st.sampled_from(["CNY", "JPY", "KWD"]),
    st.lists(st.tuples(kinds, figures_to(9, 2)), min_size=1, max_size=4),
    st.lists(acts, max_size=25),
)


def exactly(share):
    return Decimal(share.numerator) / Decimal(share.denominator)


@dataclass
class Family:
    """An order and what happened to it, held in memory: each act keeps to what the standing of its line allows."""

    currency: str
    lines: list[OrderLine] = field(default_factory=list)
    delivered: dict[int, list[Decimal]] = field(default_factory=dict)
    kinds: dict[int, Any] = field(default_factory=dict)
    inside: dict[int, list[OrderLinePart]] = field(default_factory=dict)
    alone: dict[int, Decimal] = field(default_factory=dict)

    def standing(self):
        sent = {key: sum(some, Decimal(0)) for key, some in self.delivered.items()}
        return balance.stand(self.lines, order=ORDER, delivered=sent, inside=self.inside, alone=self.alone)

    def line(self, kind, quantity, *, order=ORDER):
        """A line that stands for itself: of the order, or added by a change."""
        price, rate, is_goods, holds = kind
        is_goods = is_goods or bool(holds)
        quantity = quantity // 1 if holds else quantity
        rounded = partial(currencies.rounded, currency=self.currency)
        found = sums.figures(quantity=quantity, price=price, tax_rate=rate, rounded=rounded)
        product = Product(name="紫砂壶", is_goods=is_goods)
        self.kinds[len(self.lines) + 1] = kind
        line = OrderLine(product=product, quantity=quantity, unit_price=price, amount=found.amount, tax=found.tax)
        line.tax_rate = rate
        self._keep(line, Kind.SALE if order == ORDER else Kind.ADJUSTMENT, order=order)
        self.inside[line.pk] = [
            OrderLinePart(
                pk=line.pk * 10 + nth,
                product=Product(pk=line.pk * 10 + nth, name="龙井", is_goods=of_goods),
                quantity=each,
                worth=worth,
            )
            for nth, (each, worth, of_goods) in enumerate(holds)
        ]

    def deliver(self, one, quantity):
        quantity = quantity // 1 if one.parts else quantity
        if 0 < quantity <= one.untouched:
            self.delivered.setdefault(one.key, []).append(quantity)

    def withdraw(self, one, _quantity):
        sent = self.delivered.get(one.key)
        if sent and (is_there := [one.with_customer(part) - sent[-1] * part.each for part in one.parts]):
            sent.pop() if min(is_there) >= 0 else None
        elif sent and one.returned <= one.delivered - sent[-1]:
            sent.pop()

    def deliver_part(self, one, quantity):
        for part in one.parts[:1]:
            self.alone[part.key] = self.alone.get(part.key, Decimal(0)) + min(quantity, one.missing(part))

    def part_comes_back(self, one, quantity):
        for part in one.parts[-1:]:
            if back := min(quantity, one.with_customer(part)):
                self._keep(entering.of_part(one, part, back, currency=self.currency), Kind.RETURN, order=ORDER + 1)

    def take_back(self, one, quantity):
        quantity = quantity // 1 if one.parts else quantity
        if 0 < quantity <= one.returnable:
            self._change(one, -quantity, Kind.RETURN)

    def change(self, one, quantity):
        quantity = quantity // 1 if one.parts else quantity
        if quantity != one.wanted and quantity >= one.wanted - one.changeable:
            self._change(one, quantity - one.wanted, Kind.ADJUSTMENT)

    def add(self, one, quantity):
        self.line(self.kinds[one.key], quantity, order=ORDER + 1)

    def cancel(self, _one, _quantity):
        for one in self.standing():
            if one.untouched > 0:
                self._change(one, -one.untouched, Kind.ADJUSTMENT)
        for one in self.standing():
            for part in one.parts:
                if missing := one.missing(part):
                    line = entering.of_part(one, part, missing, currency=self.currency)
                    self._keep(line, Kind.ADJUSTMENT, order=ORDER + 1)
                    part.cut += missing

    def _change(self, one, quantity, kind):
        self._keep(entering.by_so_much(one, quantity, currency=self.currency), kind, order=ORDER + 1)

    def _keep(self, line, kind, *, order):
        line.pk, line.order = len(self.lines) + 1, Order(pk=order, kind=kind)
        self.lines.append(line)


@settings(max_examples=HISTORIES, deadline=None)
@given(families)
def test_whatever_happens_to_an_order_its_lines_its_sums_and_its_tax_agree(told):
    currency, lines, history = told
    family, rounded = Family(currency), partial(currencies.rounded, currency=currency)
    for kind, quantity in lines:
        family.line(kind, quantity)
    for act, place, quantity in history:
        standing = family.standing()
        getattr(family, act)(standing[place % len(standing)], quantity)

    standing = family.standing()
    for one in standing:
        assert 0 <= one.returned <= one.ordered + one.changed
        assert one.wanted >= 0 <= one.open
        assert not one.is_delivered or one.returned <= one.delivered <= one.ordered + one.changed
        assert one.amount == rounded(exactly(one.worth) * one.unit_price)
        assert 0 <= one.worth <= one.wanted
        assert one.parts or one.worth == one.wanted
        assert one.untouched <= one.open
        for part in one.parts:
            assert min(one.missing(part), one.with_customer(part), part.sent, part.back, part.cut) >= 0
            assert one.open or not one.missing(part)
        assert one.tax == sums.tax_within(one.amount, one.tax_rate, rounded)
    assert sum(one.amount for one in standing) == sum(line.amount for line in family.lines)
    assert sum(one.net for one in standing) == sum(line.amount - line.tax for line in family.lines)
    assert balance.is_delivered_whole(standing) == (not any(one.open for one in standing))


@settings(max_examples=HISTORIES, deadline=None)
@given(families)
def test_an_order_given_back_whole_comes_to_nothing(told):
    currency, lines, history = told
    family = Family(currency)
    for kind, quantity in lines:
        family.line(kind, quantity)
    for act, place, quantity in history:
        standing = family.standing()
        getattr(family, act)(standing[place % len(standing)], quantity)

    family.cancel(None, None)
    for one in family.standing():
        for part in one.parts:
            if back := one.with_customer(part):
                family._keep(entering.of_part(one, part, back, currency=currency), Kind.RETURN, order=ORDER + 1)
                part.back += back
        family.take_back(one, one.returnable)

    assert all((one.wanted, one.amount, one.tax, one.open) == (0, 0, 0, 0) for one in family.standing())
    assert sum(line.amount for line in family.lines) == 0
