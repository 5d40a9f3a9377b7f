"""From the staging table into the ledger: a few thousand orders in one transaction, with all that belongs to them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from zhike.catalog import intake as catalog
from zhike.customers import intake as customers
from zhike.customers.models import Customer
from zhike.exchange.importing import rejected
from zhike.exchange.importing.models import ImportRun
from zhike.kit import search
from zhike.kit.audit import trace
from zhike.sales import rules
from zhike.sales.importing import ledger
from zhike.sales.importing.figures import Figures
from zhike.sales.importing.ledger import Draft, Known, Part
from zhike.sales.models import Order
from zhike.sales.models.crediting import owners

ORDERS_AT_ONCE = 1_000


@dataclass
class Step:
    """One transaction's worth of orders.

    `known` are those the ledger has, `owners` says for each which customer code its lines may carry.
    """

    run: ImportRun
    part: Part
    figures: Figures
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
    step = _step(run, part)
    _reject_strangers(step)
    drafts = ledger.drafts(part)
    new = {draft.number: draft for draft in drafts if draft.number not in step.known}
    ledger.add_orders(_orders(step, new))
    added = ledger.add_lines(part, [draft.number for draft in drafts], _products(step))
    grown = Order.objects.filter(pk__in=added.orders).select_related("customer")
    trace.record_many("load", grown, by=run.by)
    search.index(order for order in grown if order.number in new)
    staged = ledger.remove(part)
    step.figures.add(
        imported=added.lines - added.anonymous,
        anonymous=added.anonymous,
        unchanged=staged - added.lines,
        orders=len(new),
    )
    step.figures.add_revenue(added.amount)
    run.report(counts=step.figures.counts, done=run.done + staged)


def _step(run: ImportRun, part: Part) -> Step:
    """An order in the ledger keeps its customer or its lack of one; a new one gets the first that its lines name."""
    owners = dict(ledger.first_codes(part))
    known = ledger.known(list(owners))
    codes = dict(Customer.objects.filter(pk__in={row.customer_id for row in known.values()}).values_list("pk", "code"))
    kept = {number: codes.get(row.customer_id or 0) for number, row in known.items()}
    return Step(run, part, Figures(run), known, owners | kept)


def _reject_strangers(step: Step) -> None:
    """One order cannot have two customers: lines that name another one go back to whoever sent the file."""
    strangers = ledger.take_strangers(step.part, step.owners)
    why = _("Customer code: the order belongs to another customer than “%(code)s”")
    rejected.keep(step.run, [(row, why % {"code": code}, ()) for row, code in strangers])
    step.figures.add(rejected=len(strangers))
    step.run.done += len(strangers)


def _orders(step: Step, new: dict[str, Draft]) -> list[Order]:
    """New orders, still without lines, and with customers for those who are not known yet."""
    first_days: dict[str, date] = defaultdict(lambda: date.max)
    for draft in new.values():
        if code := step.owners[draft.number]:
            first_days[code] = min(first_days[code], localdate(draft.placed_at))
    described = ledger.described_customers(step.part, list(first_days))
    taken = customers.take_in(
        [customers.Arrival(code, name or code, region or "", first_days[code]) for code, name, region in described],
        by=step.run.by,
    )
    step.figures.add(customers=taken.created)
    credited = owners(taken.ids.values())
    return [
        _order(draft, taken.ids.get(step.owners[draft.number] or ""), credited, step.run.mapping["options"])
        for draft in new.values()
    ]


def _order(
    draft: Draft, customer: int | None, credited: Mapping[int | None, int | None], options: dict[str, Any]
) -> Order:
    prefixes = {name: options[name] for name in ("return_prefix", "adjustment_prefix") if name in options}
    return Order(
        number=draft.number,
        customer_id=customer,
        credited_to_id=credited.get(customer),
        kind=rules.kind_of(draft.number, total=draft.total, quantity=draft.quantity, **prefixes),
        placed_at=draft.placed_at,
        placed_on=localdate(draft.placed_at),
        currency=options.get("currency", settings.CURRENCY),
    )


def _products(step: Step) -> dict[str, int]:
    """The ids of all products of the step by code."""
    named = ledger.products(step.part)
    arrivals = [catalog.Arrival(code, name or code, rules.is_goods(code)) for code, name in named]
    taken = catalog.take_in(arrivals, by=step.run.by)
    step.figures.add(products=taken.created)
    return taken.ids
