"""Quotes, contracts and deliveries of the made-up firm.

Orders stay what the ledger says: accepted quotes are told from them.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from zhike.customers.models import Customer
from zhike.deals.models import Deal
from zhike.kit import search
from zhike.kit.access.models import Staff
from zhike.kit.audit import trace
from zhike.sales import contents, drafting, issuing, numbering, offers, options, parts, sums
from zhike.sales.models import (
    Contract,
    Delivery,
    DeliveryLine,
    DeliveryPart,
    FirmProfile,
    Order,
    OrderLine,
    Quote,
    QuoteLine,
    Series,
)
from zhike.site.demo import abroad
from zhike.site.demo.quoting import DEEP, ask_for_approval, at_list_prices

FIRM = {
    "name": "松风茶业有限公司",
    "name_en": "Songfeng Tea Co., Ltd.",
    "address": "浙江省杭州市西湖区龙井路 18 号",
    "address_en": "18 Longjing Road, Xihu District, Hangzhou, Zhejiang",
    "phone": "0571 8799 0018",
    "tax_number": "91330106MA0SONGF1K",
    "bank": "中国工商银行杭州西湖支行",
    "bank_en": "ICBC, Hangzhou Xihu Branch, SWIFT ICBKCNBJZJP",
    "bank_account": "1202 0212 0990 0123 456",
}
TERMS = """一、交货：订单确认后 7 个工作日内发出，运费由供方承担。
二、质量：符合国家标准，到货 7 日内可凭检验单退换。
三、付款：按账期转账，开具增值税专用发票。"""
TITLES = ("春茶季客房用茶", "节礼定制礼盒", "门店秋季补货", "会议用茶年度供应", "茶具与茶叶套装", "新店开业首批备货")
ACCEPTED, OTHERS = 64, 62
DISCOUNTS = (0, 0, 5, 8, 0, 12)
# Planted for the risk signals: who gives away a fifth on everything, and quotes that stay just below an approval.
GENEROUS, TOO_MUCH = "xuwen", Decimal(20)
BELOW = (Decimal(47_800), Decimal(46_500), Decimal(48_900))
# What became of the quotes that no order came of, in turn.
ENDS = ("sent", "declined", "expired", "sent", "declined", "draft", "expired", "sent", "draft", "declined")
TAX = Decimal(13)
CONTRACTS = 40


def write_papers(*, as_of: date) -> None:
    """Papers of the customers who buy on account, by whoever looks after each of them."""
    FirmProfile.objects.update_or_create(pk=1, defaults=FIRM)
    writing = Writing(as_of, Staff.objects.robot("demo"))
    orders = list(_orders(as_of))
    writing.quotes_of_orders(orders[:ACCEPTED])
    writing.other_quotes(orders[ACCEPTED : ACCEPTED + OTHERS])
    writing.split_quotes(orders)
    writing.contracts(orders)
    writing.finish()
    if writing.deep:
        ask_for_approval(writing.deep)


def _orders(as_of: date) -> Sequence[Order]:
    """The last sales to firms that somebody looks after, the newest first."""
    bought = Order.objects.filter(kind="sale", customer__kind__in=("enterprise", "channel"), placed_on__lt=as_of)
    some = bought.filter(customer__owner__isnull=False, customer__owner__is_active=True, total__gt=500)
    return list(some.select_related("customer__owner").order_by("-placed_at", "-pk")[: ACCEPTED + OTHERS + 200])


class Writing:
    """One writing of papers: what was numbered so far, and what is to be found and traced."""

    def __init__(self, as_of: date, robot: Staff) -> None:
        self.as_of, self.robot = as_of, robot
        self.numbers: dict[tuple[str, int], Iterator[int]] = {}
        self.last: dict[tuple[str, int], int] = {}
        self.made: list[Any] = []
        self.deep: Quote | None = None
        self.deals = {deal.customer_id: deal for deal in Deal.objects.filter(status="open")}

    def quotes_of_orders(self, orders: Sequence[Order]) -> None:
        """Accepted quotes, every fourth in two versions; the orders name them, and what was delivered of each."""
        lines = _lines_of(orders)
        for place, order in reversed(list(enumerate(orders))):
            some = [line for line in lines[order.pk] if line.quantity > 0]
            if len(some) != len(lines[order.pk]):
                continue
            issued = order.placed_on - timedelta(days=3 + place % 12)
            off = TOO_MUCH if _seller(order) == GENEROUS else Decimal(DISCOUNTS[place % len(DISCOUNTS)])
            first, told = None, [_sold(line, off=off) for line in some]
            if place % 4 == 0:
                before = [copy(line) for line in told]
                for line in before:
                    line.discount = Decimal(0)
                first = self.quote(order, issued - timedelta(days=5), "superseded", before, place)
            quote = self.quote(order, issued, "accepted", told, place, of=first)
            self.take_over(order, quote, some, told, place)

    def take_over(self, order: Order, quote: Quote, lines: list[OrderLine], told: list[QuoteLine], place: int) -> None:
        """Let an order say what its quote said, and deliver of it what there was time for."""
        age = (self.as_of - order.placed_on).days
        order.quote, order.due_days, order.deal_id = quote, 30, quote.deal_id
        order.deliver_by = order.placed_on + timedelta(days=14)
        order.tax = sum((line.tax for line in told), Decimal(0))
        order.status = "delivered" if age > 6 else "open"
        order.save()
        for line, said in zip(lines, told, strict=True):
            line.list_price, line.discount, line.tax_rate, line.tax = said.list_price, said.discount, TAX, said.tax
            line.unit = said.unit
        OrderLine.objects.bulk_update(lines, ["list_price", "discount", "tax_rate", "tax", "unit"])
        parts.keep(lines)
        issuing.issue(
            order, contents.of_order(order, language="zh-hans", terms=TERMS, on=order.placed_on), on=order.placed_on
        )
        goods = [line for line in lines if line.product and line.product.is_goods]
        if age > 6:
            halves = place % 3 == 0 and any(line.quantity > 1 for line in goods)
            self.deliver(order, goods, days=2, share=Decimal("0.5") if halves else Decimal(1))
            if halves:
                self.deliver(order, goods, days=5, share=Decimal("0.5"), is_rest=True)
        elif place % 2 == 0 and any(line.quantity > 1 for line in goods):
            self.deliver(order, goods, days=1, share=Decimal("0.5"))

    def deliver(
        self, order: Order, lines: list[OrderLine], *, days: int, share: Decimal, is_rest: bool = False
    ) -> None:
        """A part of each line, in whole pieces; of those delivered by half the rest."""
        day = min(order.placed_on + timedelta(days=days), self.as_of)
        taken = [(line, (line.quantity * share).to_integral_value(rounding="ROUND_FLOOR")) for line in lines]
        if is_rest:
            taken = [(line, line.quantity - half) for line, half in taken]
        elif share == 1:
            taken = [(line, line.quantity) for line in lines]
        sent = [(line, quantity) for line, quantity in taken if quantity > 0]
        if not sent:
            return
        delivery = Delivery(
            number=self.number(numbering.DELIVERY, day),
            order=order,
            delivered_on=day,
            carrier="顺丰",
            tracking=f"SF14{order.pk:010}{days}",
            **_recorded(day),
        )
        delivery.save()
        DeliveryLine.objects.bulk_create(DeliveryLine(delivery=delivery, line=one, quantity=n) for one, n in sent)
        if share != 1 and not is_rest:
            self.part_alone(delivery, sent)
        issuing.issue(delivery, contents.of_delivery(delivery, deliver_to=""), on=day)
        self.made.append(delivery)

    def part_alone(self, delivery: Delivery, sent: list[tuple[OrderLine, Decimal]]) -> None:
        """Of a box that is still to come one of its things went ahead."""
        if delivery.order.status != "open":
            return
        inside = parts.held(line.pk for line, quantity in sent if line.quantity - quantity >= 1)
        ahead = [some[-1] for some in inside.values()]
        DeliveryPart.objects.bulk_create(
            DeliveryPart(delivery=delivery, part=part, quantity=part.quantity) for part in ahead
        )

    def other_quotes(self, orders: Sequence[Order]) -> None:
        """Quotes that no order came of: like what the customer bought before, on days of the last months."""
        lines = _lines_of(orders)
        for place, order in enumerate(orders):
            some = [line for line in lines[order.pk] if line.quantity > 0][:6]
            if not some:
                continue
            end = ENDS[place % len(ENDS)]
            days = {"sent": 1 + place % 20, "draft": place % 4}.get(end, 45 + place * 2)
            issued, is_deep = self.as_of - timedelta(days=days), end == "draft" and not self.deep and _seller(order)
            told = self.quoted(
                order, some, off=DEEP if is_deep else Decimal(DISCOUNTS[place % len(DISCOUNTS)]), on=issued
            )
            if place % 10 == 3 and len(told) > 2:
                told = self.with_alternatives(told)
            elif place % 7 == 0:
                told[-1].part = QuoteLine.Part.OPTIONAL if len(told) > 1 else QuoteLine.Part.INCLUDED
            quote = self.quote(order, issued, end, told, place)
            self.deep = quote if is_deep else self.deep
        self.quote_abroad(orders[0])

    def quote_abroad(self, order: Order) -> None:
        """One customer opens a shop where English is read."""
        self.quote(order, self.as_of - timedelta(days=2), "sent", list(abroad.lines()), 0, **abroad.OFFER)

    def split_quotes(self, orders: Sequence[Order]) -> None:
        """What is one purchase, offered on three days in three quotes, each just below what somebody agrees to."""
        order = next(order for order in orders if _seller(order) not in (None, GENEROUS))
        line = max(_lines_of([order])[order.pk], key=lambda line: line.unit_price)
        for place, gross in enumerate(BELOW):
            issued = self.as_of - timedelta(days=6 - place)
            [part] = self.quoted(order, [line], off=Decimal(0), on=issued)
            part.quantity = (gross / part.list_price).to_integral_value(rounding="ROUND_FLOOR")
            self.quote(order, issued, "sent", [part], place)

    def with_alternatives(self, lines: list[QuoteLine]) -> list[QuoteLine]:
        """The tea in one of two ways, the second way being twice as much with a tenth off; the rest as it is."""
        first, second, *rest = lines
        more = copy(second)
        more.quantity, more.discount = second.quantity * 2, Decimal(10)
        second.part, more.part = QuoteLine.Part.A, QuoteLine.Part.B
        gift = QuoteLine(description="品鉴会到店服务一次", quantity=Decimal(1), list_price=Decimal(800), unit="次")
        gift.part, gift.tax_rate = QuoteLine.Part.B, Decimal(6)
        rest[-1].part = QuoteLine.Part.OPTIONAL
        return [first, second, more, gift, *rest]

    def quoted(self, order: Order, some: Sequence[OrderLine], *, off: Decimal, on: date) -> list[QuoteLine]:
        """Lines like those of an order, at the prices of the lists on a day."""
        lines, customer = [_line(line, price=line.unit_price, off=off) for line in some], order.customer
        at_list_prices(lines, kind=customer.kind if customer else "", on=on)
        return lines

    def quote(
        self,
        order: Order,
        issued: date,
        status: str,
        lines: list[QuoteLine],
        place: int,
        *,
        of: Quote | None = None,
        **said: Any,
    ) -> Quote:
        """A quote with its lines, as it would have been sent on a day; `said` is what it says otherwise."""
        quote = self.head(order, issued, status, place, of=of)
        for name, value in said.items():
            setattr(quote, name, value)
        for nth, line in enumerate(lines, 1):
            line.position = nth
            drafting.reckon(line, discount=Decimal(0), currency=quote.currency)
        options.count_first(lines)
        quote.net, quote.tax, quote.gross = sums.totals(line for line in lines if line.counts)
        quote.save()
        for line in lines:
            line.quote = quote
        QuoteLine.objects.bulk_create(lines)
        if status != "draft":
            issuing.issue(quote, contents.of_quote(quote), on=issued)
        if status == "sent":
            offers.make(quote)
        self.made.append(quote)
        return quote

    def head(self, order: Order, issued: date, status: str, place: int, *, of: Quote | None) -> Quote:
        """A quote without its lines, not saved yet."""
        customer: Any = order.customer
        return Quote(
            number=f"{of.number}-V2" if of else self.number(numbering.QUOTE, issued),
            edition=2 if of else 1,
            of=of,
            title=TITLES[(customer.pk + place) % len(TITLES)],
            customer=customer,
            contact=customer.contacts.order_by("pk").first(),
            deal=self.deals.get(customer.pk),
            currency=order.currency,
            issued_on=None if status == "draft" else issued,
            valid_until=issued + timedelta(days=30),
            due_days=30,
            status=status,
            terms=TERMS,
            owner=customer.owner,
            **_recorded(issued),
        )

    def contracts(self, orders: Sequence[Order]) -> None:
        """A frame contract for each of those who buy most often; some end soon, some were renewed, two are drafts."""
        customers = list(dict.fromkeys(order.customer for order in orders))[:CONTRACTS]
        for place, customer in enumerate(customers):
            if customer is None:
                continue
            ends = self.as_of + timedelta(days=12 + place * 9)
            starts = ends.replace(year=ends.year - 1, day=min(ends.day, 28)) + timedelta(days=1)
            status = "draft" if place % 20 == 7 else "terminated" if place % 20 == 13 else "active"
            before = self.contract(customer, starts, "renewed", place) if place % 8 == 3 else None
            contract = self.contract(customer, ends, status, place, predecessor=before)
            if status == "active":
                own = [order for order in orders if order.customer_id == customer.pk and order.quote_id]
                Order.objects.filter(pk__in=[o.pk for o in own], placed_on__gt=starts).update(contract=contract)

    def contract(
        self, customer: Customer, ends: date, status: str, place: int, *, predecessor: Contract | None = None
    ) -> Contract:
        """A contract over the year that ends on a day."""
        starts = ends.replace(year=ends.year - 1, day=min(ends.day, 28)) + timedelta(days=1)
        signed = starts - timedelta(days=9)
        years = "–".join(str(year) for year in sorted({starts.year, ends.year}))
        contract = Contract(
            number=self.number(numbering.CONTRACT, signed),
            title=f"{years} 年度供货合同",
            customer=customer,
            amount=Decimal(60_000 + 15_000 * (customer.pk % 9)),
            due_days=30,
            signed_on=None if status == "draft" else signed,
            starts_on=starts,
            ends_on=min(ends, self.as_of - timedelta(days=30)) if status == "terminated" else ends,
            renewal=("asked", "automatic", "ends", "asked")[place % 4],
            notice_days=45,
            terms=TERMS,
            status=status,
            ended_because="客户更换供应商" if status == "terminated" else "",
            predecessor=predecessor,
            owner=customer.owner,
            **_recorded(signed),
        )
        contract.save()
        if status != "draft":
            issuing.issue(contract, contents.of_contract(contract), on=signed)
        self.made.append(contract)
        return contract

    def number(self, letter: str, day: date) -> str:
        """The next number of a kind of paper in a year."""
        series = (letter, day.year)
        self.last[series] = next(self.numbers.setdefault(series, count(1)))
        return f"{letter}{day.year}-{self.last[series]:06}"

    def finish(self) -> None:
        """Numbers go on after these; all papers are found and traced."""
        Series.objects.bulk_create(
            Series(letter=letter, year=year, last=last) for (letter, year), last in self.last.items()
        )
        for model in (Quote, Contract, Delivery):
            some = [row for row in self.made if isinstance(row, model)]
            search.index(some)
            trace.record_many("load", some, by=self.robot)


def _seller(order: Order) -> str | None:
    """The username of who looks after the customer, where it is no manager."""
    owner = order.customer and order.customer.owner
    return owner.username if owner and owner.role == "staff" else None


def _lines_of(orders: Sequence[Order]) -> dict[int, list[OrderLine]]:
    found: dict[int, list[OrderLine]] = {order.pk: [] for order in orders}
    for line in OrderLine.objects.filter(order__in=orders).select_related("product").order_by("order_id", "position"):
        found[line.order_id].append(line)
    return found


def _sold(line: OrderLine, *, off: Decimal) -> QuoteLine:
    """A line like one of the ledger; the list price is what leads to the price that was paid."""
    listed = (line.unit_price * 100 / (100 - off)).quantize(Decimal("0.01"))
    if sums.unit_price(listed, discount=off) != line.unit_price.quantize(sums.FINEST):
        listed, off = line.unit_price, Decimal(0)
    return _line(line, price=listed, off=off)


def _line(line: OrderLine, *, price: Decimal, off: Decimal) -> QuoteLine:
    return QuoteLine(
        product=line.product,
        description=line.description or str(line.product),
        quantity=line.quantity,
        unit=line.product.unit if line.product else "",
        list_price=price,
        discount=off,
        tax_rate=TAX,
    )


def _recorded(day: date) -> dict[str, datetime]:
    at = timezone.make_aware(datetime.combine(day, time(9)))
    return {"created_at": at, "changed_at": at}
