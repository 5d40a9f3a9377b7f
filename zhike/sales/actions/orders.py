"""The verbs of an order. Each of them adds to the ledger; none changes what stands there."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.sales import agreeing, balance, checking, contents, drafting, entering, issuing, numbering, quantities
from zhike.sales.apart import Apart
from zhike.sales.models import Contract, Kind, Order, OrderLine, Quote
from zhike.sales.models.contracting import ContractStatus
from zhike.sales.models.ledger import OrderStatus
from zhike.sales.models.quoting import QuoteStatus

Changes = dict[str, list[str | None]]
UNDER_WAY = (OrderStatus.OPEN, OrderStatus.DELIVERED)


@action(
    Quote,
    title=gettext_lazy("Make order"),
    past=gettext_lazy("made an order of this quote"),
    announces="sales.order_made",
    offered=lambda quote: quote.status == QuoteStatus.ACCEPTED and not quote.orders.exists(),
    labels={
        "deliver_by": gettext_lazy("deliver by"),
        "deliver_to": gettext_lazy("deliver to"),
        "contract": gettext_lazy("under contract"),
    },
)
def make_order(
    quote: Quote,
    *,
    by,
    deliver_by: date | None = None,
    deliver_to: str = "",
    contract: Contract = None,  # type: ignore[assignment]
) -> Changes:
    """What the customer accepted, as an order: lines, prices and tax are those of the quote.

    It is made under the contract that is named, else under that of the quote.
    """
    _require_orderable(quote)
    if deliver_by and deliver_by < timezone.localdate():
        raise Refusal(_("The day to deliver by is over already. Say a later one."), field="deliver_by")
    if contract:
        _require_for(contract, quote)
    order = _order_of(quote, deliver_by=deliver_by, contract=contract)
    lines = quote.lines.select_related("product").order_by("position")
    entering.write(order, [entering.like(line) for line in lines if line.counts], by=by)
    _settle(order)
    checking.check(order, by=by)
    _confirm(order, language=quote.language, terms=quote.terms, deliver_to=deliver_to)
    quote.made = order  # type: ignore[attr-defined]
    return {"order": [None, order.number]}


@action(
    Order,
    title=gettext_lazy("Change order"),
    past=gettext_lazy("changed this order"),
    needs="fulfil",
    announces="sales.order_changed",
    offered=lambda order: order.status in UNDER_WAY,
    labels={"lines": gettext_lazy("lines"), "more": gettext_lazy("further lines"), "reason": gettext_lazy("reason")},
)
def change_order(order: Order, *, by, lines: str = "{}", more: str = "[]", reason: str = "") -> Changes:
    """New quantities of its lines, by their number, and further lines: an own row of the ledger that amends it."""
    _require_under_way(order)
    standing = {one.key: one for one in balance.standing_lines(order)}
    wanted = quantities.of_text(lines, known=standing)
    changes = [
        entering.by_so_much(one, quantity - one.wanted, currency=order.currency)
        for key, quantity in wanted.items()
        if quantity != (one := standing[key]).wanted and _may_become(one, quantity)
    ]
    changes += _further(order, more, by=by)
    if not changes:
        raise Refusal(_("Nothing would change. Say another quantity, or add a line."))
    number = numbering.next_number(numbering.CHANGE, on=timezone.localdate())
    amending = entering.amending(order, kind=Kind.ADJUSTMENT, number=number, note=reason)
    entering.write(amending, changes, by=by)
    _settle(order)
    checking.check(order, by=by)
    _confirm_again(order)
    order.made = amending  # type: ignore[attr-defined]
    return {"change": [None, number]}


@action(
    Order,
    title=gettext_lazy("Cancel"),
    past=gettext_lazy("cancelled what was open of this order"),
    needs="fulfil",
    announces="sales.order_cancelled",
    offered=lambda order: order.status == OrderStatus.OPEN,
    labels={"reason": gettext_lazy("reason")},
    rare=True,
)
def cancel(order: Order, *, by, reason: str) -> Changes:
    """What was not delivered is taken back; what was stays sold."""
    if order.status != OrderStatus.OPEN:
        raise Refusal(_("Nothing of this order is open any more. What was delivered can be taken back."))
    standing = balance.standing_lines(order)
    is_untouched = not any(one.is_begun for one in standing)
    lines = [line for one in standing for line in _given_up(one, is_untouched, currency=order.currency)]
    number = numbering.next_number(numbering.CHANGE, on=timezone.localdate())
    entering.write(entering.amending(order, kind=Kind.ADJUSTMENT, number=number, note=reason), lines, by=by)
    order.status = OrderStatus.CANCELLED if is_untouched else OrderStatus.DELIVERED
    order.save()
    _confirm_again(order)
    return {"change": [None, number], "reason": [None, reason]}


@action(
    Order,
    title=gettext_lazy("Take goods back"),
    past=gettext_lazy("took back goods of this order"),
    needs="fulfil",
    announces="sales.returned",
    offered=lambda order: order.status in UNDER_WAY,
    labels={
        "lines": gettext_lazy("lines"),
        "parts": gettext_lazy("parts of bundles that come back alone"),
        "reason": gettext_lazy("reason"),
    },
)
def take_back(order: Order, *, by, lines: str = "{}", parts: str = "{}", reason: str = "") -> Changes:
    """A return: so much of each line, by its number, or of a part of its bundles; an own row that amends the order.

    Never more comes back than was delivered. A part comes back at its share of the price of the bundle.
    """
    _require_under_way(order)
    standing = {one.key: one for one in balance.standing_lines(order)}
    back = {key: quantity for key, quantity in quantities.of_text(lines, known=standing).items() if quantity}
    alone = quantities.of_parts(parts, standing=standing.values())
    if not back and not alone:
        raise Refusal(_("Say how much comes back of at least one line."), field="lines")
    number = numbering.next_number(numbering.RETURN, on=timezone.localdate())
    returned = entering.amending(order, kind=Kind.RETURN, number=number, note=reason)
    made = [_comes_back(standing[key], quantity, currency=order.currency) for key, quantity in back.items()]
    made += [_part_comes_back(*one, currency=order.currency) for one in alone]
    entering.write(returned, made, by=by)
    order.save()
    order.made = returned  # type: ignore[attr-defined]
    return {"return": [None, number]}


def _require_orderable(quote: Quote) -> None:
    if quote.status != QuoteStatus.ACCEPTED:
        raise Refusal(_("Only a quote that the customer has accepted becomes an order."))
    if found := quote.orders.filter(amends=None).first():
        raise Refusal(_("Order %(order)s was made of this quote already.") % {"order": found})


def _require_for(contract: Contract, quote: Quote) -> None:
    """Refuse a contract under which this customer cannot order in this currency."""
    if (contract.customer_id, contract.currency) != (quote.customer_id, quote.currency):
        raise Refusal(_("This contract is of another customer or in another currency."), field="contract")
    if contract.status not in (ContractStatus.DRAFT, ContractStatus.ACTIVE):
        raise Refusal(_("This contract has ended. Renew it first, or choose another one."), field="contract")


def _order_of(quote: Quote, *, deliver_by: date | None, contract: Contract | None) -> Order:
    """The order that a quote becomes, without its lines."""
    return Order(
        number=numbering.next_number(numbering.ORDER, on=timezone.localdate()),
        customer=quote.customer,
        kind=Kind.SALE,
        status=OrderStatus.OPEN,
        currency=quote.currency,
        due_days=quote.due_days,
        deliver_by=deliver_by,
        quote=quote,
        contract=contract or quote.contracts.order_by("-pk").first(),
        deal=quote.deal,
        note=quote.title,
    )


def _comes_back(one: balance.Standing, quantity: Decimal, *, currency: str) -> OrderLine:
    _require_returnable(one.line, quantity, one.returnable)
    quantities.require_whole(one, quantity)
    line = entering.by_so_much(one, -quantity, currency=currency)
    one.back += quantity
    return line


def _part_comes_back(one: balance.Standing, part: Apart, quantity: Decimal, *, currency: str) -> OrderLine:
    _require_returnable(quantities.named(one, part), quantity, one.with_customer(part))
    line = entering.of_part(one, part, quantity, currency=currency)
    part.back += quantity
    return line


def _require_returnable(name: Any, quantity: Decimal, most: Decimal) -> None:
    if quantity > most:
        told = {"line": name, "most": quantities.plain(most)}
        raise Refusal(_("%(line)s: at most %(most)s can come back, no more was delivered.") % told, field="lines")


def _given_up(one: balance.Standing, is_untouched: bool, *, currency: str) -> Iterable[OrderLine]:  # noqa: FBT001
    """What is not delivered of a line: pieces of which nothing left, and what is missing of bundles that are begun."""
    if (taken := one.wanted if is_untouched else one.untouched) > 0:
        line = entering.by_so_much(one, -taken, currency=currency)
        one.changed -= taken
        yield line
    for part in one.parts:
        if (missing := one.missing(part)) > 0:
            line = entering.of_part(one, part, missing, currency=currency)
            part.cut += missing
            yield line


def _further(order: Order, typed: str, *, by: Any) -> list[OrderLine]:
    """Lines that a change adds, as those of a quote are typed."""
    channel = order.quote.channel if order.quote else ""
    as_quoted = Quote(customer=order.customer, currency=order.currency, channel=channel)
    try:
        some = drafting.of_text(typed)
        lines = drafting.lines_of(as_quoted, some, discount=Decimal(0), by=by, called=drafting.FURTHER)
    except Refusal as refusal:
        raise Refusal(str(refusal), field="more") from None
    if sentence := agreeing.excess_of(as_quoted, lines, by=by):
        raise Refusal(sentence, field="more")
    return [entering.like(line) for line in lines]


def _may_become(one: balance.Standing, quantity: Decimal) -> bool:
    quantities.require_whole(one, quantity)
    least = one.wanted - one.changeable
    if quantity < least:
        told = {"line": one.line, "least": quantities.plain(least)}
        raise Refusal(
            _("%(line)s: %(least)s was delivered already. Take it back instead of changing the order.") % told,
            field="lines",
        )
    return True


def _settle(order: Order) -> None:
    """Where nothing is open it is delivered, else it is not; it is a new version of the order either way."""
    is_whole = balance.is_delivered_whole(balance.standing_lines(order))
    order.status = OrderStatus.DELIVERED if is_whole else OrderStatus.OPEN
    order.save()


def _confirm(order: Order, **told: Any) -> None:
    """Keep what the confirmation says now."""
    today = timezone.localdate()
    issuing.issue(order, contents.of_order(order, on=today, **told), on=today)


def _confirm_again(order: Order) -> None:
    last = issuing.said(order) or {}
    _confirm(order, **{name: last[name] for name in ("language", "terms", "deliver_to") if name in last})


def _require_under_way(order: Model) -> None:
    if order.status not in UNDER_WAY:  # type: ignore[attr-defined]
        raise Refusal(_("Only an order that was made here, and not cancelled, can be changed."))
