"""What sales puts on pages: the lines of an order; on the customer's page its money and its orders."""

from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import Customer
from zhike.kit.access.rows import rows
from zhike.kit.surfaces.cells import address_of
from zhike.kit.surfaces.offers import TimelineEntry, offer_panel, offer_timeline
from zhike.look.format import exact_money
from zhike.look.templatetags import ui
from zhike.rights.figures import are_known, cover
from zhike.sales.models import Kind, Order
from zhike.sales.models.ledger import OrderStatus
from zhike.sales.rules import last_months

LINES_SHOWN = 500
MONTHS = 12


def lines(order: Order, *, by) -> dict[str, Any] | None:
    """The lines of an order."""
    if not order.amends_id and order.status != OrderStatus.COMPLETE:
        return None  # an order that was made here shows how each line stands instead
    lines = list(order.lines.select_related("product").order_by("position")[:LINES_SHOWN])
    return {"lines": lines, "known": are_known(Order, by=by)}


def money(customer: Customer, *, by) -> dict[str, Any] | None:
    """Net sales of the last twelve months, month by month; nothing for whoever may not know what orders come to."""
    if not are_known(Order, by=by):
        return None
    months = last_months(timezone.localdate(), MONTHS)
    found = rows(Order, by=by).filter(customer=customer, placed_on__gte=months[0])
    sums = dict(found.values_list(TruncMonth("placed_on")).annotate(Sum("total")).order_by())
    totals = [(month, sums.get(month, Decimal(0))) for month in months]
    columns = [(str(month.month), total, f"{month:%Y-%m}: {exact_money(total)}") for month, total in totals]
    return {"months": columns, "total": sum(sums.values(), Decimal(0)), "top": max(abs(t) for _m, t in totals)}


def story(customer: Customer, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """Orders and returns, which the ledger gives to nobody."""
    found = rows(Order, by=by).filter(customer=customer)
    if person:
        found = found.none()
    if before:
        found = found.filter(placed_at__lt=before)
    return [
        TimelineEntry(
            at=order.placed_at,
            kind="order",
            text=_("%(kind)s %(number)s, %(total)s")
            % {
                "kind": Kind(order.kind).label,
                "number": order.number,
                "total": ui.exact_money(order.total, order.currency),
            },
            url=address_of(order),
        )
        for order in cover(found.order_by("-placed_at", "-id")[:limit], by=by)
    ]


offer_panel(Order, template="sales/lines.html", context=lines, place="main", order=10)
offer_panel(Customer, template="sales/money.html", context=money, place="right", order=20, late=True)
offer_timeline(Customer, story, kind="order", label=gettext_lazy("Orders"))
