"""What may happen to one customer, from an order to the last receipt: every verb of the money, taken in any order.

Each act draws what it is about from the numbers it is given, so that a history is a list of numbers and can be shrunk.
What the customer should owe by all of it is counted beside, from quantities and prices: no ledger is asked.
"""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db.models import F

from tests.cast import a_contract, an_order
from zhike.catalog.currencies import rounded
from zhike.exchange.importing.models import ImportRun
from zhike.kit.refusal import Refusal
from zhike.receivables.actions import crediting, invoicing, issuing, planning, receiving, replanning
from zhike.receivables.importing.confirming import assign, confirm
from zhike.receivables.models import Allocation, BankLine, Instalment, Invoice, Receipt
from zhike.receivables.models.invoice import Form
from zhike.receivables.tests.agreed import BUNDLES, Agreed, Goods, Line, line_of, sold
from zhike.sales import actions as sales
from zhike.sales import contents, parts
from zhike.sales import issuing as issuing_papers
from zhike.sales.models import Contract, Order, OrderLine

BEGIN = date(2026, 1, 5)
MOST = 3  # orders: who has few does much with each
CURRENCIES = (*["CNY"] * 7, "USD", "EUR", "JPY")
SAID = {"language": "zh-hans", "terms": "", "deliver_to": ""}
TERMS = ("100", "30/70 signing, 30 days", "30/40/30 signing, 2026-03-01, 90 days", "25/25/25/25")
KINDS = (None, *range(len(BUNDLES)))  # of bundles; without one a product
PRICES = (Decimal(380), Decimal("33.3333"), Decimal("0.07"))
OFTEN = ["deliver_part", "back_part", "wait", "plan", "deliver", "back", "bill", "red", "pay", "settle", "settle_one"]
SOMETIMES = ["buy", "change", "more", "draft", "issue", "take_back", "use", "replan", "exchange"]
SELDOM = ["frame", "plan_frame", "undeliver", "cancel", "bill_frame", "void", "withdraw", "refund", "note"]
ACTS = (*OFTEN, *OFTEN, *OFTEN, *SOMETIMES, *SOMETIMES, *SELDOM)


@dataclass
class History:
    """One customer, and what its documents say: orders and contracts by key, and amounts by currency."""

    clock: Any
    customer: Any
    by: Any
    day: date = BEGIN
    orders: dict[int, Agreed] = field(default_factory=dict)
    frames: dict[int, tuple[str, Decimal]] = field(default_factory=dict)  # currency and amount of contracts
    planned_frames: set[int] = field(default_factory=set)
    claims: dict[int, tuple[str, Decimal]] = field(default_factory=dict)  # of invoices that nobody planned to be paid
    past: dict[date, Any] = field(default_factory=dict)  # what days that are over looked like
    billed_claims: list[Decimal] = field(default_factory=list)
    money: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))  # that came, less what went back
    invoiced: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def act(self, name: str, *drawn: int) -> None:
        """One thing that may happen; what is refused changes nothing."""
        self.drawn = list(drawn)
        getattr(self, name)()

    def wait(self) -> None:
        self.day += timedelta(days=1 + self._draw(20))
        self.clock.move_to(f"{self.day} 10:00")

    def buy(self) -> None:
        if len(self.orders) == MOST:
            self._none()
        frame = self._one([None, None, *self.frames])
        currency = self.frames[frame][0] if frame else self._one(CURRENCIES)
        some = [(Decimal(1 + self._draw(9)), self._one(PRICES), self._one(KINDS)) for _line in range(1 + self._draw(2))]
        under = Contract.objects.get(pk=frame) if frame else None
        told = {"placed_on": self.day, "currency": currency, "status": "open", "contract": under}
        worth = [rounded(count * price, currency) for count, price, _kind in some]
        order = an_order(customer=self.customer, quantity=0, total=sum(worth), **told)
        order.lines.all().delete()
        agreed = Agreed(currency, frame, order.total, order.total)
        for place, ((count, price, kind), amount) in enumerate(zip(some, worth, strict=True), 1):
            line = {"position": place, "key": uuid4(), "product": sold(kind), "quantity": count, "tax_rate": 13}
            made = OrderLine.objects.create(order=order, unit_price=price, amount=amount, **line)
            parts.keep([made])
            agreed.lines[made.pk] = line_of(made, kind)
        issuing_papers.issue(order, contents.of_order(order, on=self.day, **SAID), on=self.day)
        self.orders[order.pk] = agreed

    def frame(self) -> None:
        currency, amount = self._one(CURRENCIES), Decimal(1000 * (1 + self._draw(9)))
        told = {"amount": amount, "currency": currency, "signed_on": self.day, "status": "active"}
        self.frames[a_contract(customer=self.customer, starts_on=self.day, ends_on=None, **told).pk] = currency, amount

    def plan(self) -> None:
        order = self._order()
        planning.plan(by=self.by, order=order, terms=self._one(TERMS))
        self.orders[order.pk].is_planned = True

    def plan_frame(self) -> None:
        frame = Contract.objects.get(pk=self._one(self.frames))
        planning.plan(by=self.by, contract=frame, terms=self._one(TERMS))
        self.planned_frames.add(frame.pk)

    def deliver(self) -> None:
        order, key, line = self._line(lambda one: one.open)
        count = self._quantity(line.count - line.there)
        sales.deliver(order, by=self.by, lines=json.dumps({str(key): str(count)}))
        line.move(count)

    def deliver_part(self) -> None:
        order, goods = self._goods(lambda one: one.missing)
        count = self._some(goods, goods.missing)
        sales.deliver(order, by=self.by, parts=json.dumps({str(goods.part): str(count)}))
        goods.there += count

    def undeliver(self) -> None:
        order = self._order()
        delivery = self._one(order.deliveries.filter(status="done").order_by("pk"))
        sales.withdraw(delivery, by=self.by, reason="It was never sent.")
        for one in delivery.lines.all():
            self.orders[order.pk].lines[one.line_id].move(-one.quantity)
        for part in delivery.parts.all():
            self.orders[order.pk].goods(part.part_id).there -= part.quantity

    def back(self) -> None:
        order, key, line = self._line(lambda one: one.is_there)
        count = self._quantity(line.there)
        sales.take_back(order, by=self.by, lines=json.dumps({str(key): str(count)}))
        line.order(-count)
        line.move(-count)

    def back_part(self) -> None:
        order, goods = self._goods(lambda one: one.there)
        count = self._some(goods, goods.there)
        sales.take_back(order, by=self.by, parts=json.dumps({str(goods.part): str(count)}))
        goods.kept, goods.there = goods.kept - count, goods.there - count

    def change(self) -> None:
        order, key, line = self._line()
        count = line.there + self._draw(10)
        sales.change_order(order, by=self.by, lines=json.dumps({str(key): str(count)}))
        agreed = self.orders[order.pk]
        before = agreed.total
        line.order(count - line.count)
        agreed.raised += max(agreed.total - before, Decimal(0))

    def more(self) -> None:
        order, kind = self._order(), self._one(KINDS)
        told = {"product": sold(kind).pk, "quantity": str(1 + self._draw(9)), "list_price": str(self._one(PRICES))}
        sales.change_order(order, by=self.by, more=json.dumps([told | {"tax_rate": "13"}]))
        agreed, made = self.orders[order.pk], order.amendments.latest("pk").lines.get()
        agreed.lines[made.pk] = line_of(made, kind)
        agreed.raised += agreed.lines[made.pk].amount(agreed.currency)

    def cancel(self) -> None:
        order = self._order()
        sales.cancel(order, by=self.by, reason="No more.")
        for line in self.orders[order.pk].lines.values():
            for one in line.goods:
                one.kept = one.there

    def draft(self) -> None:
        self._drafted()

    def issue(self) -> None:
        self._issued(self._one(Invoice.objects.filter(status="draft").order_by("pk")))

    def bill(self) -> None:
        self._issued(self._drafted())

    def bill_frame(self) -> None:
        frame = Contract.objects.get(pk=self._one(self.frames))
        told = {"customer": self.customer, "description": "Part", "amount": Decimal(100 * (1 + self._draw(30)))}
        self._issued(invoicing.draft_of_amount(by=self.by, contract=frame, tax_rate=Decimal(13), **told))

    def void(self) -> None:
        invoicing.void(self._one(Invoice.objects.filter(status="draft").order_by("pk")), by=self.by)

    def red(self) -> None:
        blue = self._one(Invoice.objects.filter(form="blue", status="issued", gross__gt=F("countered")).order_by("pk"))
        way, told = self._draw(3), {}
        if way == 1:
            told = {"amount": rounded(blue.left * self._one((1, 2, 3)) / 4, blue.currency)}
        elif way == 2:
            line = self._one(blue.lines.order_by("pk"))
            told = {"lines": json.dumps({str(line.pk): str(self._quantity(line.quantity))})}
        issuing.red_letter(blue, by=self.by, reason="Wrong.", **told)
        gone, currency = blue.left - blue.fresh().left, blue.currency
        self.invoiced[currency] -= gone
        if blue.pk in self.claims:
            self.claims[blue.pk] = currency, self.claims[blue.pk][1] - gone

    def pay(self) -> None:
        amount, currency = self._payment()
        told = {"amount": amount, "currency": currency, "customer": self.customer}
        receiving.receive(by=self.by, received_on=self.day - timedelta(days=self._one((0, 0, 3))), **told)
        self.money[currency] += amount

    def bank(self) -> None:
        told = {"target": "bank", "file": "-", "file_name": "bank.csv", "digest": "0", "by": self.by}
        run, keys = ImportRun.objects.create(**told), []
        for row in range(2):
            amount, currency = self._payment()
            said = {"amount": amount, "currency": currency, "received_on": self.day, "key": uuid4().hex}
            line = BankLine.objects.create(run=run, row_number=row, **said)
            assign(line, self.customer.pk)
            keys.append(line.pk)
            self.money[currency] += amount
        confirm(keys, by=self.by)

    def settle(self) -> None:
        receiving.allocate(self._receipt(amount__gt=F("allocated")), by=self.by)

    def settle_one(self) -> None:
        receipt = self._receipt(amount__gt=F("allocated"))
        some = Instalment.objects.filter(currency=receipt.currency, replaced_on=None, paid__lt=F("amount"))
        one = self._one(some.order_by("pk"))
        amount = rounded(min(one.open, receipt.open) * self._one((1, 2, 4)) / 4, receipt.currency)
        receiving.allocate(receipt, by=self.by, instalment=one, amount=amount)

    def take_back(self) -> None:
        receipt = self._receipt(allocated__gt=0)
        made = self._one(Allocation.objects.filter(credit=receipt.entry, amount__gt=0, reversed_by=None).order_by("pk"))
        receiving.take_back(receipt, by=self.by, allocation=made.pk)

    def withdraw(self) -> None:
        receipt = self._receipt()
        receiving.withdraw_receipt(receipt, by=self.by, reason="Twice.")
        self.money[receipt.currency] -= receipt.amount

    def refund(self) -> None:
        receipt = self._receipt(amount__gt=F("allocated"))
        amount = rounded(receipt.open / self._one((1, 2)), receipt.currency)
        receiving.refund(receipt, by=self.by, amount=amount, on=self.day)
        self.money[receipt.currency] -= amount

    def note(self) -> None:
        currency, amount = self._one([one.currency for one in self.orders.values()]), Decimal(1 + self._draw(600))
        crediting.credit_note(by=self.by, customer=self.customer, amount=amount, reason="Late.", currency=currency)
        self.money[currency] += amount

    def use(self) -> None:
        crediting.use_credit(self._one(Invoice.objects.filter(form=Form.CREDIT).order_by("pk")), by=self.by)

    def replan(self) -> None:
        mine = [one for one in Instalment.objects.order_by("pk") if one.open]
        replanning.replan(self._one(mine), by=self.by, terms=self._one(("60/40 10 days, 40 days", "100")))

    def exchange(self) -> None:
        receipt = self._receipt(amount__gt=F("allocated"))
        abroad = Instalment.objects.exclude(currency=receipt.currency).order_by("pk")
        receiving.allocate(receipt, by=self.by, instalment=self._one([one for one in abroad if one.open]))

    def owed(self) -> dict[str, Decimal]:
        """What documents say by currency: agreed and planned, or billed, less money; each of it once."""
        found: dict[str, Decimal] = defaultdict(Decimal)
        for currency, amount in self.claims.values():
            found[currency] += amount
        for key in self.planned_frames:
            found[self.frames[key][0]] += self.agreed_under(key)
        for one in self.orders.values():
            found[one.currency] += one.total if one.is_planned else 0
        for currency, amount in self.money.items():
            found[currency] -= amount
        return found

    def agreed_under(self, frame: int) -> Decimal:
        """What a contract comes to, with all that changed its orders."""
        changed = (one.total - one.placed for one in self.orders.values() if one.frame == frame)
        return self.frames[frame][1] + sum(changed, Decimal(0))

    def claimed(self) -> Decimal:
        """What was ever asked for, and asked for once however often its plan changed."""
        found = sum(self.billed_claims, Decimal(0))
        found += sum((one.raised for one in self.orders.values() if one.is_planned), Decimal(0))
        under = [one for one in self.orders.values() if one.frame in self.planned_frames]
        found += sum((self.frames[key][1] for key in self.planned_frames), Decimal(0))
        return found + sum((one.raised - one.placed for one in under), Decimal(0))

    def under_way(self) -> Decimal:
        """What was ordered that no plan and no invoice asks for."""
        found = Decimal(0)
        for key, one in self.orders.items():
            if not one.is_planned and one.frame not in self.planned_frames:
                issued = Invoice.objects.filter(order=key, form="blue", status="issued")
                found += max(one.total - sum((paper.left for paper in issued), Decimal(0)), Decimal(0))
        return found

    def _payment(self) -> tuple[Decimal, str]:
        """As much as something comes to that is open, or half or twice as much, or money for nothing yet."""
        waiting = Instalment.objects.filter(replaced_on=None).order_by("pk")
        one = self._one([*(one for one in waiting if one.open), None])
        if one is None:
            return Decimal(500), "CNY"
        return rounded(one.open * self._one((1, 2, 3, 1)) / self._one((1, 2)), one.currency), one.currency

    def _drafted(self) -> Invoice:
        order, key, line = self._line()
        lines = self._one(("", json.dumps({str(key): str(self._quantity(line.count))}), ""))
        return invoicing.draft_of_order(by=self.by, order=order, lines=lines)

    def _issued(self, draft: Invoice) -> None:
        issuing.issue(draft, by=self.by)
        self.invoiced[draft.currency] += draft.gross
        if Instalment.objects.filter(invoice=draft).exists():
            self.claims[draft.pk] = draft.currency, draft.gross
            self.billed_claims.append(draft.gross)

    def _order(self) -> Order:
        return Order.objects.get(pk=self._one(self.orders))

    def _line(self, is_meant: Callable[[Line], Any] = lambda _one: True) -> tuple[Order, int, Line]:
        some = [(key, line) for key, one in self.orders.items() for line in one.lines if is_meant(one.lines[line])]
        order, key = self._one(some)
        return Order.objects.get(pk=order), key, self.orders[order].lines[key]

    def _goods(self, is_meant: Callable[[Goods], Any]) -> tuple[Order, Goods]:
        """Goods of one kind in the bundles on a line."""
        lines = [(key, line) for key, one in self.orders.items() for line in one.lines.values() if line.is_bundle]
        order, goods = self._one([(key, one) for key, line in lines for one in line.goods if is_meant(one)])
        return Order.objects.get(pk=order), goods

    def _some(self, goods: Goods, most: Decimal) -> Decimal:
        return goods.step * self._quantity(most / goods.step)

    def _receipt(self, **told: Any) -> Receipt:
        return self._one(Receipt.objects.filter(kind="receipt", withdrawn_on=None, **told).order_by("pk"))

    def _quantity(self, most: Decimal) -> Decimal:
        return Decimal(1 + self._draw(max(int(most), 1)))

    def _draw(self, below: int) -> int:
        return (self.drawn.pop(0) if self.drawn else 0) % below

    def _one(self, some: Any) -> Any:
        found = list(some)
        return found[self._draw(len(found))] if found else self._none()

    def _none(self) -> Any:
        raise Refusal("there is none yet")
