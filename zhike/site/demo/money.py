"""What the customers of the made-up firm owe: plans, receipts, invoices, a file of the bank, limits, reminders.

Of the larger orders of firms one of each age is left open, so that every bucket of the ageing has something in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from zhike.customers.models import Customer
from zhike.exchange.importing.models import ImportRun
from zhike.kit import writing_many
from zhike.kit.access.models import Staff
from zhike.receivables.actions import credit, invoicing, issuing, planning, receiving, settling
from zhike.receivables.actions.billing import bill_to
from zhike.receivables.actions.dunning import draft_due
from zhike.receivables.importing.matching import match_lines
from zhike.receivables.models import BankLine, Instalment, Invoice, Receipt
from zhike.receivables.models.invoice import InvoiceKind
from zhike.receivables.models.receipt import ReceiptKind
from zhike.receivables.nightly import grade_as_of
from zhike.receivables.rules.taxnumbers import ALPHABET, is_credit_code
from zhike.sales.models import Kind, Order

LIMITS = (("gold", 300_000), ("silver", 120_000), ("iron", 40_000))
# How many days ago an order was placed at least, its terms, and what of it was paid: all, the first part, or nothing.
STORIES: tuple[tuple[int, str, str], ...] = (
    *((12, "30/70 预付，30天", "first"), (20, "30/40/30 预付，20天，90天", "first"), (25, "100 60天", "")),
    *((40, "50/50 预付，30天", "first"), (55, "100 30天", ""), (70, "30/70 预付，30天", "all"), (80, "100 30天", "")),
    *((95, "30/40/30 预付，30天，60天", "first"), (110, "100 30天", "all"), (130, "100 30天", "")),
    *((160, "50/50 预付，60天", "first"), (200, "100 30天", "all"), (230, "100 30天", "")),
    *((300, "30/70 预付，60天", "first"), (340, "100 30天", "all"), (430, "100 30天", ""), (480, "100 30天", "all")),
)
BANK = ("中国工商银行", "招商银行", "中国建设银行", "杭州银行")
STATEMENTS = {"CNY": "工商银行流水.csv", "USD": "中国银行美元户流水.csv"}
ABROAD = 95  # how many days ago what is paid for in dollars was ordered
HEADER = "交易日期,收入金额,借贷标志,对方户名,对方账号,交易流水号,附言\n"


def write_money(staff: Mapping[str, Staff], *, as_of: date) -> None:
    """Everything about money, as of the morning of a day."""
    books = staff["admin"]
    for tier, amount in LIMITS:
        credit.grant.function(by=books, tier=tier, amount=Decimal(amount), since=as_of - timedelta(days=365))
    orders = list(_chosen(as_of))
    for nth, customer in enumerate(_customers(orders)):
        _bill_to(customer, nth, by=books)
    for nth, (order, (_days, terms, paid)) in enumerate(zip(orders, STORIES, strict=False)):
        _tell(order, terms, paid, nth, as_of=as_of, by=books)
    _pay_in_dollars(orders, as_of=as_of, by=books)
    _pay_twice(as_of=as_of, by=books)
    write_bank_file(as_of=as_of, by=staff["chenyi"])
    write_bank_file(as_of=as_of, by=staff["chenyi"], currency="USD")
    robot = Staff.objects.robot("receivables")
    draft_due(on=as_of, by=robot)
    grade_as_of(as_of, by=robot)


def _pay_in_dollars(orders: Sequence[Order], *, as_of: date, by: Staff) -> None:
    """A customer with a branch abroad paid in dollars what it owes in yuan; a part of it is left."""
    told = zip(orders, STORIES, strict=False)
    order = next((order for order, (days, _terms, _paid) in told if days == ABROAD), None)
    one = order and order.instalments.filter(paid=0).order_by("pk").first()
    if order and one:
        payer = str(order.customer).replace("有限公司", "（香港）有限公司")
        receipt = receiving.receive.function(
            by=by,
            received_on=as_of - timedelta(days=6),
            amount=(one.amount / 7).quantize(Decimal(1)) + 200,
            currency="USD",
            customer=order.customer,
            payer=payer,
            reference=f"SWIFT{order.pk:08}",
        )
        receiving.allocate.function(receipt, by=by, instalment=one)


def _pay_twice(*, as_of: date, by: Staff) -> None:
    """The newest payment of an instalment in full is booked again two days later, with the reference it had."""
    paid = Receipt.objects.filter(kind=ReceiptKind.RECEIPT, currency=settings.CURRENCY, customer__isnull=False)
    one = paid.filter(received_on__lte=as_of - timedelta(days=3)).order_by("-received_on", "-pk").first()
    if one:
        receiving.receive.function(
            by=by,
            received_on=one.received_on + timedelta(days=2),
            amount=one.amount,
            customer=one.customer,
            payer=one.payer,
            reference=one.reference,
        )


def write_bank_file(*, as_of: date, by: Staff, currency: str = "") -> ImportRun:
    """A file of the bank that waits to be looked at: money of customers that is sure, that is not, and of nobody."""
    currency = currency or settings.CURRENCY
    rows = list(_bank_rows(as_of) if currency == settings.CURRENCY else _rows_abroad(as_of))
    folder = Path(settings.UPLOADS_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = HEADER + "".join(row.written() for row in rows)
    (folder / f"demo-bank-{currency}").write_bytes(text.encode("gb18030"))
    run = ImportRun.objects.create(
        target="bank",
        file=f"demo-bank-{currency}",
        file_name=STATEMENTS[currency],
        by=by,
        status=ImportRun.Status.DONE,
        total=len(rows),
        done=len(rows),
        started_at=timezone.now(),
        finished_at=timezone.now(),
    )
    lines = [row.line(run, place, currency) for place, row in enumerate(rows, start=2)]
    match_lines(lines, currency=currency, by=by)
    writing_many.insert(lines)
    counts = {match: sum(line.match == match for line in lines) for match in ("sure", "suggested", "unknown")}
    run.report(counts=counts | {"read": len(rows), "rejected": 0})
    return run


@dataclass(frozen=True)
class BankRow:
    """One line of the bank's file."""

    day: date
    amount: Decimal
    payer: str
    account: str
    reference: str
    remark: str

    def written(self) -> str:
        """As it stands in the file."""
        return f"{self.day},{self.amount},贷,{self.payer},{self.account},{self.reference},{self.remark}\n"

    def line(self, run: ImportRun, place: int, currency: str) -> BankLine:
        """As it is kept."""
        return BankLine(
            run=run,
            row_number=place,
            key=f"{self.reference}|{self.day}|{self.amount:f}",
            received_on=self.day,
            amount=self.amount,
            currency=currency,
            payer=self.payer,
            payer_account=self.account,
            reference=self.reference,
            remark=self.remark,
        )


def _bank_rows(as_of: date) -> Iterator[BankRow]:
    waiting = Instalment.objects.filter(replaced_on=None, paid=0, due_on__lte=as_of + timedelta(days=20))
    for nth, one in enumerate(waiting.select_related("customer", "order").order_by("-due_on")[:6]):
        known = nth % 3 != 2
        amount = one.amount if nth != 4 else (one.amount / 2).quantize(Decimal("0.01"))
        remark = f"货款 {one.order.number}" if nth % 2 == 0 and one.order else "货款"
        payer = one.customer.name if known else f"{one.customer.name[:2]}商贸行"
        day = as_of - timedelta(days=nth % 3 + 1)
        yield BankRow(day, amount, payer, f"62170001{nth:011}", f"ICBC{as_of:%y%m%d}{nth:04}", remark)
    yield BankRow(
        as_of, Decimal("1288.00"), "杭州某某科技有限公司", "62220299000000001", f"ICBC{as_of:%y%m%d}0091", "往来款"
    )
    yield BankRow(as_of, Decimal("36.52"), "中国工商银行", "", f"ICBC{as_of:%y%m%d}0092", "结息")


def _rows_abroad(as_of: date) -> Iterator[BankRow]:
    waiting = Instalment.objects.filter(replaced_on=None, paid=0, due_on__lt=as_of).select_related("customer", "order")
    for nth, one in enumerate(waiting.order_by("due_on")[:2]):
        amount = (one.amount / 7).quantize(Decimal("0.01")) if nth else Decimal("500.00")
        day, reference = as_of - timedelta(days=2 - nth), f"BOC{as_of:%y%m%d}{nth:04}"
        yield BankRow(day, amount, one.customer.name, f"45630001{nth:011}", reference, f"Payment {one.order}")
    yield BankRow(as_of, Decimal("86.40"), "Harbour Tea Rooms", "", f"BOC{as_of:%y%m%d}0009", "Samples")


def _chosen(as_of: date) -> Iterator[Order]:
    """For each story the largest order of a firm in the weeks before its day, of another firm each time."""
    taken: set[int] = set()
    for days, _terms, _paid in STORIES:
        until = as_of - timedelta(days=days)
        found = Order.objects.filter(kind=Kind.SALE, customer__kind__in=("enterprise", "channel"), total__gte=1000)
        near = found.filter(placed_on__lte=until, placed_on__gt=until - timedelta(days=45), instalments=None)
        order = near.exclude(customer__in=taken).select_related("customer").order_by("-total", "pk").first()
        if order and order.customer_id:
            taken.add(order.customer_id)
            yield order


def _customers(orders: Sequence[Order]) -> list[Customer]:
    return [order.customer for order in orders if order.customer]


def _bill_to(customer: Customer, nth: int, *, by: Staff) -> None:
    body = f"9133010{nth % 10}MA2{nth:07}"[:17].ljust(17, "0")
    number = next(body + last for last in ALPHABET if is_credit_code(body + last))
    told = {"address": f"{customer.city}{customer.region}", "phone": f"0571-8{nth:03}-00{nth % 10:02}"}
    bank = {"bank": BANK[nth % len(BANK)], "account": f"62220208{nth:011}"}
    bill_to.function(customer, by=by, title=customer.name, tax_number=number, **told, **bank)


def _tell(order: Order, terms: str, paid: str, nth: int, *, as_of: date, by: Staff) -> None:
    """One order: planned, paid as the story goes, every other one invoiced; one is taken back by a red letter."""
    planning.plan.function(by=by, order=order, terms=terms)
    plan = list(order.instalments.select_related("entry").order_by("pk"))
    for one in plan if paid == "all" else plan[:1] if paid == "first" else ():
        day = min((one.due_on or order.placed_on) + timedelta(days=nth % 9), as_of)
        told = {"payer": order.customer.name if order.customer else "", "reference": f"B{order.pk:06}{one.position}"}
        receipt = receiving.receive.function(by=by, received_on=day, amount=one.amount, customer=order.customer, **told)
        settling.settle(receipt.entry, one.entry, one.amount, by=by)
    if nth % 2 == 0:
        kind = InvoiceKind.DIGITAL_SPECIAL if nth % 4 == 0 else InvoiceKind.DIGITAL
        draft = invoicing.draft_of_order.function(by=by, order=order, kind=kind)
        if nth:
            _issue(draft, nth, order, by=by)


def _issue(draft: Invoice, nth: int, order: Order, *, by: Staff) -> None:
    issuing.issue.function(draft, by=by, on=order.placed_on + timedelta(days=5))
    if nth == 4:
        issuing.red_letter.function(
            draft.fresh(), by=by, reason="退回两箱受潮茶叶", sheet="3301062611000123", amount=Decimal(500)
        )
