"""The verbs of delivering."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.sales import balance, contents, issuing, numbering, quantities
from zhike.sales.keeping import keep
from zhike.sales.models import Delivery, DeliveryLine, DeliveryPart, Order
from zhike.sales.models.delivering import DeliveryStatus
from zhike.sales.models.ledger import OrderStatus

Changes = dict[str, list[str | None]]


@action(
    Order,
    title=gettext_lazy("Deliver"),
    past=gettext_lazy("delivered of this order"),
    needs="fulfil",
    announces="sales.delivered",
    offered=lambda order: order.status == OrderStatus.OPEN,
    labels={
        "lines": gettext_lazy("lines"),
        "parts": gettext_lazy("parts of bundles delivered alone"),
        "on": gettext_lazy("delivered on"),
        "carrier": gettext_lazy("carrier"),
        "tracking": gettext_lazy("tracking number"),
        "note": gettext_lazy("note"),
    },
)
def deliver(
    order: Order,
    *,
    by,
    lines: str = "{}",
    parts: str = "{}",
    on: date | None = None,
    carrier: str = "",
    tracking: str = "",
    note: str = "",
) -> Changes:
    """So much of each line, by its number, leaves the house, or of a part of its bundles; never more than is open."""
    if order.status != OrderStatus.OPEN:
        raise Refusal(_("Nothing of this order is to be delivered any more."))
    standing = {one.key: one for one in balance.standing_lines(order)}
    sent = {key: quantity for key, quantity in quantities.of_text(lines, known=standing).items() if quantity}
    alone = quantities.of_parts(parts, standing=standing.values())
    day = on or timezone.localdate()
    _require_deliverable(standing, sent, alone, day=day, order=order)
    last = issuing.said(order) or {}
    delivery = Delivery(order=order, delivered_on=day, language=last.get("language", "zh-hans"))
    delivery.carrier, delivery.tracking, delivery.note = carrier[:60], tracking[:60], note[:200]
    _keep(delivery, standing, sent, alone, by=by)
    issuing.issue(delivery, contents.of_delivery(delivery, deliver_to=last.get("deliver_to", "")), on=day)
    if balance.is_delivered_whole(balance.standing_lines(order)):
        order.status = OrderStatus.DELIVERED
    order.save()
    order.made = delivery  # type: ignore[attr-defined]
    return {"delivery": [None, delivery.number]}


@action(
    Delivery,
    title=gettext_lazy("Withdraw"),
    past=gettext_lazy("withdrew this delivery"),
    announces="sales.delivery_withdrawn",
    offered=lambda delivery: delivery.status == DeliveryStatus.DONE,
    labels={"reason": gettext_lazy("reason")},
    rare=True,
)
def withdraw(delivery: Delivery, *, by, reason: str) -> Changes:
    """It never left the house after all: its goods are open again."""
    if delivery.status != DeliveryStatus.DONE:
        raise Refusal(_("This delivery was withdrawn already."))
    order = Order.objects.select_for_update().get(pk=delivery.order_id)
    standing = {one.key: one for one in balance.standing_lines(order)}
    for line in delivery.lines.all():
        standing[line.line_id].sent -= line.quantity
    gone = {one.part_id: one.quantity for one in delivery.parts.all()}
    for one in standing.values():
        for part in one.parts:
            part.sent -= gone.get(part.key, Decimal(0))
        if one.is_delivered and min([one.with_customer(part) for part in one.parts] or [one.returnable]) < 0:
            raise Refusal(_("Goods of this delivery came back already. It cannot be withdrawn any more."))
    delivery.status = DeliveryStatus.WITHDRAWN
    delivery.save()
    if order.status == OrderStatus.DELIVERED:
        order.status = OrderStatus.OPEN
    order.save()
    return {"reason": [None, reason]}


def _keep(
    delivery: Delivery,
    standing: dict[int, balance.Standing],
    sent: dict[int, Decimal],
    alone: quantities.OfParts,
    *,
    by,
) -> None:
    """Write a delivery down with its number, its lines, and the parts of bundles that leave alone."""
    delivery.number = numbering.next_number(numbering.DELIVERY, on=delivery.delivered_on)
    keep(delivery, by=by)
    DeliveryLine.objects.bulk_create(
        DeliveryLine(delivery=delivery, line=standing[key].line, quantity=quantity) for key, quantity in sent.items()
    )
    DeliveryPart.objects.bulk_create(
        DeliveryPart(delivery=delivery, part=part.part, quantity=quantity) for _one, part, quantity in alone
    )


def _require_deliverable(
    standing: dict[int, balance.Standing],
    sent: dict[int, Decimal],
    alone: quantities.OfParts,
    *,
    day: date,
    order: Order,
) -> None:
    if not sent and not alone:
        raise Refusal(_("Say how much is delivered of at least one line."), field="lines")
    if not order.placed_on <= day <= timezone.localdate():
        raise Refusal(_("Goods are delivered between the day of the order and today."), field="on")
    for key, quantity in sent.items():
        _require_open(standing[key].line, quantity, standing[key].untouched)
        quantities.require_whole(standing[key], quantity)
        standing[key].sent += quantity
    for one, part, quantity in alone:
        _require_open(quantities.named(one, part), quantity, one.missing(part))


def _require_open(name: Any, quantity: Decimal, most: Decimal) -> None:
    if quantity > most:
        told = {"line": name, "most": quantities.plain(most)}
        raise Refusal(_("%(line)s: only %(most)s is open.") % told, field="lines")
