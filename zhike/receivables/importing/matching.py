"""Evidence for many lines at once: a handful of queries, whatever their number."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet

from zhike.catalog.currencies import rate, smallest
from zhike.customers.models import Customer
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows, sees_all
from zhike.kit.refusal import Refusal
from zhike.postgres.among import among
from zhike.receivables.models import BankLine, BillingDetails, Instalment, Invoice, PayerAccount, Receipt
from zhike.receivables.models.bank import Match
from zhike.receivables.rules.matching import (
    Found,
    Line,
    Openings,
    Owed,
    core_name,
    in_exchange,
    match,
    numbers_in,
    plain_name,
    written,
)
from zhike.sales.models import Contract, Order

By = dict[Any, set[int]]
# Where the number of a paper stands, and the ways from it to instalments.
PAPERS: tuple[tuple[Any, str, tuple[str, str]], ...] = (
    (Order, "number", ("instalments", "contract__instalments")),
    (Contract, "number", ("instalments", "orders__instalments")),
    (Invoice, "number", ("instalments", "order__instalments")),
    (Invoice, "fapiao", ("instalments", "order__instalments")),
    (Instalment, "name", ("pk", "pk")),
)
SOURCES = ("order", "contract", "invoice")
SHOWN = Decimal("0.0001")  # of a rate


def match_lines(lines: Sequence[BankLine], *, currency: str, by: Staff) -> None:
    """Fill in whose money each line probably is, of the customers somebody sees.

    What one line would settle is not there for the next.
    """
    reached = None if sees_all(Customer, by=by) else set(rows(Customer, by=by).values_list("pk", flat=True))
    evidence, openings = Evidence(lines, reached), openings_in(currency, reached)
    abroad: list[tuple[BankLine, Line]] = []
    for line in lines:
        told = evidence.of(line)
        found = match(told, openings)
        put(line, found)
        if found.customer is not None:
            openings.take(found.customer, found.shares)
            if not found.shares:
                abroad.append((line, told))
    propose_exchanges(abroad)


def openings_in(currency: str, reached: Collection[int] | None = None) -> Openings:
    """Everything that is open in a currency, of some customers where they are named."""
    return _openings(Instalment.objects.filter(currency=currency), reached)


def propose_exchanges(some: Sequence[tuple[BankLine, Line]]) -> None:
    """Money whose payer owes nothing in its currency may settle what they owe in another, at the rate of its day.

    Somebody has to agree to that: such a line is never sure.
    """
    owed = Instalment.objects.filter(customer__in={line.customer_id for line, _told in some})
    debts: dict[int, dict[str, set[int]]] = defaultdict(dict)
    for key, customer, currency in _open(owed).values_list("pk", "customer", "currency") if some else ():
        debts[customer].setdefault(currency, set()).add(key)
    books: dict[str, Openings] = {}
    for line, told in some:
        mine = {currency: keys for currency, keys in debts[line.customer_id or 0].items() if currency != line.currency}
        named = set(told.numbers.get(line.customer_id or 0, ()))
        for currency in _likeliest(mine, named):
            if currency not in books:
                books[currency] = _openings(owed.filter(currency=currency))
            _propose(line, told, currency, books[currency])


def _likeliest(debts: Mapping[str, set[int]], named: set[int]) -> list[str]:
    """The currency of what the remark names, else that of the firm, else the first."""
    return sorted(debts, key=lambda one: (not debts[one] & named, one != settings.CURRENCY, one))[:1]


def _propose(line: BankLine, told: Line, currency: str, openings: Openings) -> None:
    customer, coins = line.customer_id or 0, (smallest(line.currency), smallest(currency))
    try:
        worth = rate(line.currency, currency, line.received_on)
    except Refusal:
        return
    if shares := in_exchange(customer, told, openings, rate=worth, coins=coins):
        openings.take(customer, [(key, settled) for key, _taken, settled in shares])
        line.shares = [[key, f"{taken:f}", f"{settled:f}", currency] for key, taken, settled in shares]
        line.reasons = [*line.reasons, f"exchange:{worth.quantize(SHOWN):f}"]
        line.match = Match.SUGGESTED


def _open(found: QuerySet[Instalment]) -> QuerySet[Instalment]:
    return found.filter(replaced_on=None, paid__lt=F("amount"))


def _openings(found: QuerySet[Instalment], reached: Collection[int] | None = None) -> Openings:
    columns = ("pk", "customer", "left", "due_on", "condition", "position")
    told = _open(found).annotate(left=F("amount") - F("paid")).values_list(*columns, *SOURCES)
    some = [(row[:6], row[6:]) for row in told.iterator() if reached is None or row[1] in reached]
    last: dict[tuple[int | None, ...], int] = {}
    for (*_owed, position), source in some:
        last[source] = max(position, last.get(source, 0))
    return Openings(replace(Owed(*owed), is_last=owed[5] == last[source]) for owed, source in some)


def put(line: BankLine, found: Found) -> None:
    """Write on a line what was found of it."""
    line.customer_id, line.score, line.reasons = found.customer, found.score, list(found.reasons)
    line.shares = [[key, f"{amount:f}"] for key, amount in found.shares]
    line.match = Match.UNKNOWN if not found.score else Match.SURE if found.is_sure else Match.SUGGESTED


class Evidence:
    """Who stands behind the accounts, names and numbers of some lines."""

    def __init__(self, lines: Sequence[BankLine], reached: Collection[int] | None = None):
        self.reached = reached
        accounts = {line.payer_account for line in lines if line.payer_account}
        self.accounts = _by_account(accounts)
        names = {line.payer for line in lines if line.payer}
        self.names, self.alike = _by_name(names)
        numbers = {way for line in lines for number in numbers_in(line.remark) for way in written(number)}
        self.numbers = _by_number(numbers)

    def of(self, line: BankLine) -> Line:
        """The line with everybody its parts lead to."""
        about: dict[int, set[int]] = defaultdict(set)
        named: dict[int, str] = {}
        for number in numbers_in(line.remark):
            way = next((way for way in written(number) if way in self.numbers), "")
            word, known = self.numbers.get(way, ("", {}))
            for customer in self._in_reach(known):
                about[customer] |= known[customer]
                named.setdefault(customer, f"{word}:{way}")
        return Line(
            amount=line.amount,
            received_on=line.received_on,
            accounts=self._in_reach(self.accounts.get(line.payer_account, ())),
            names=self._in_reach(self.names.get(plain_name(line.payer), ())),
            alike=self._in_reach(self.alike.get(core_name(line.payer), ())),
            numbers=about,
            named=named,
            remark=line.remark,
        )

    def _in_reach(self, customers: Collection[int]) -> Collection[int]:
        return customers if self.reached is None else [one for one in customers if one in self.reached]


def _by_account(accounts: Iterable[str]) -> By:
    """Who paid from an account before, or has it on the invoices."""
    found: By = defaultdict(set)
    for model, name, owner in ((PayerAccount, "number", "receipt__customer"), (BillingDetails, "account", "customer")):
        index: Any = model._meta.get_field(f"{name}_index")
        marks = {mark: account for account in accounts for mark in index.marks(account)}
        some = model._default_manager.filter(**{f"{index.name}__in": list(marks), f"{owner}__isnull": False})
        for mark, customer in some.values_list(index.name, owner):
            found[marks[bytes(mark)]].add(customer)
    return found


def _by_name(names: Iterable[str]) -> tuple[By, By]:
    """Customers by their plain name and by its core: their own, that of their invoices, and what they paid under."""
    plain, cores = {plain_name(name) for name in names}, {core_name(name) for name in names} - {""}
    exact: By = defaultdict(set)
    alike: By = defaultdict(set)
    for customer, name in _known_names():
        if (known := plain_name(name)) in plain:
            exact[known].add(customer)
        if cores and (core := core_name(name)) in cores:
            alike[core].add(customer)
    return exact, alike


def _known_names() -> Iterable[tuple[int, str]]:
    yield from Customer.objects.values_list("pk", "name").iterator()
    yield from BillingDetails.objects.filter(is_current=True).values_list("customer", "title").iterator()
    paid = Receipt.objects.filter(customer__isnull=False, withdrawn_on=None).exclude(payer="")
    yield from paid.values_list("customer", "payer").distinct().order_by().iterator()


def _by_number(numbers: Iterable[str]) -> dict[str, tuple[str, dict[int, set[int]]]]:
    """What has a number: an instalment or a document, and its customers with the instalments it is about."""
    wanted = list(numbers)
    found: dict[str, tuple[str, dict[int, set[int]]]] = {}
    for model, column, plan in PAPERS:
        some = model._default_manager.filter(among(column, wanted), customer__isnull=False)
        for number, customer, order, key in some.values_list(column, "customer", *plan):
            word = "instalment" if model is Instalment else "number"
            about = found.setdefault(number, (word, {}))[1].setdefault(customer, set())
            about |= {one for one in (order, key) if one}
    return found
