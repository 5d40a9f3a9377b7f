"""From the staging table into the ledger: a few thousand orders in one transaction, with all that belongs to them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from zhike.catalog import intake as catalog
from zhike.customers import intake as customers
from zhike.customers.models import Customer
from zhike.kit import search
from zhike.kit.audit import trace
from zhike.kit.importing import rejecting
from zhike.kit.importing.models import ImportRun, Reject
from zhike.sales import rules
from zhike.sales.importing import ledger
from zhike.sales.importing.ledger import Draft, Known, Part
from zhike.sales.models import Order

ORDERS_AT_ONCE = 2_000


@dataclass
class Step:
    """One transaction's worth of orders: those the ledger has, and the customer code that each order's lines may carry."""

    part: Part
    known: dict[str, Known]
    owners: dict[str, str | None]


def merge_some(run: ImportRun) -> bool:
    """Move the next orders of a run into the ledger; False when none is left."""
    part = ledger.next_part(run, ORDERS_AT_ONCE)
    if part is None:
        return False
    with transaction.atomic():
        _merge(run, part)
    return True


def _merge(run: ImportRun, part: Part) -> None:
    step = _step(part)
    _reject_strangers(run, step)
    drafts = ledger.drafts(part)
    new = [draft for draft in drafts if draft.number not in step.known]
    ids, made = _customers(run, step, new)
    run.add("customers", made)
    articles = catalog.take_in(
        [catalog.Arrival(code, name or code, rules.is_goods(code)) for code, name in ledger.products(part)], by=run.by
    )
    run.add("products", articles.created)
    ledger.add_orders([_order(run, draft, ids.get(step.owners[draft.number] or "")) for draft in new])
    added = ledger.add_lines(part, [draft.number for draft in drafts], articles.ids)
    _tell(run, {draft.number for draft in new}, added.orders)
    _count(run, added, staged=ledger.remove(part), orders=len(new))


def _step(part: Part) -> Step:
    """An order in the ledger keeps its customer, or its lack of one; a new one has the first customer its lines name."""
    owners = dict(ledger.first_codes(part))
    known = ledger.known(list(owners))
    codes = dict(
        Customer.objects.filter(pk__in={row.customer_id for row in known.values()}).values_list("pk", "code")
    )
    kept = {number: codes.get(row.customer_id) for number, row in known.items()}
    return Step(part, known, owners | kept)


def _reject_strangers(run: ImportRun, step: Step) -> None:
    """One order cannot have two customers: lines that name another one go back to whoever sent the file."""
    strangers = [
        Reject(row_number=row, code="other_customer", column="customer_code", parameters={"raw": code})
        for row, code in ledger.take_strangers(step.part, step.owners)
    ]
    rejecting.keep(run, strangers)
    run.add("rejected", len(strangers))
    run.done += len(strangers)


def _customers(run: ImportRun, step: Step, new: list[Draft]) -> tuple[dict[str, int], int]:
    """The ids of the customers of new orders, and how many of them were unknown."""
    first_days: dict[str, date] = defaultdict(lambda: date.max)
    for draft in new:
        if code := step.owners[draft.number]:
            first_days[code] = min(first_days[code], localdate(draft.placed_at))
    described = ledger.described_customers(step.part, list(first_days))
    arrivals = [customers.Arrival(code, name or code, region or "", first_days[code]) for code, name, region in described]
    taken = customers.take_in(arrivals, by=run.by)
    return taken.ids, taken.created


def _order(run: ImportRun, draft: Draft, customer: int | None) -> Order:
    prefixes = {name: str(run.options.get(name, "")) for name in ("return_prefix", "adjustment_prefix")}
    return Order(
        number=draft.number,
        customer_id=customer,
        kind=rules.kind_of(draft.number, total=draft.total, quantity=draft.quantity, **prefixes),
        placed_at=draft.placed_at,
        placed_on=localdate(draft.placed_at),
        currency=run.options.get("currency") or "CNY",
    )


def _tell(run: ImportRun, new: set[str], touched: list[int]) -> None:
    """Trace every order that grew, and let the new ones be found."""
    grown = Order.objects.filter(pk__in=touched).select_related("customer")
    trace.record_many("load", grown, by=run.by)
    search.index(order for order in grown if order.number in new)


def _count(run: ImportRun, added: ledger.Added, *, staged: int, orders: int) -> None:
    run.add("imported", added.lines - added.anonymous)
    run.add("anonymous", added.anonymous)
    run.add("unchanged", staged - added.lines)
    run.add("orders", orders)
    run.counts["revenue"] = str(Decimal(run.counts.get("revenue", "0")) + added.amount)
    run.done += staged
    run.save(update_fields=["counts", "done"])
