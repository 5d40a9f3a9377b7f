"""The pages of a customer and of a deal: what was offered and signed lately; and both in the timeline."""

from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import Customer
from zhike.deals.models import Deal
from zhike.kit.access.rows import may, rows
from zhike.kit.surfaces.cells import address_of
from zhike.kit.surfaces.offers import TimelineEntry, offer_panel, offer_timeline
from zhike.look.templatetags.ui import exact_money
from zhike.rights.figures import cover
from zhike.sales.models import Contract, Order, Quote
from zhike.sales.models.contracting import ContractStatus
from zhike.sales.models.ledger import OrderStatus
from zhike.sales.models.quoting import QuoteStatus

SHOWN = 5


def papers(customer: Customer, *, by) -> dict[str, Any]:
    """The last quotes and contracts, and how many orders wait for delivery."""
    return _papers(by=by, customer=customer) | {"begin_with": urlencode({"customer": customer.pk})}


def of_deal(deal: Deal, *, by) -> dict[str, Any]:
    """The same of a deal, with its orders; a quote for it begins with what the deal says."""
    told = {"deal": deal.pk, "customer": deal.customer_id, "currency": deal.currency, "title": deal.name}
    orders = rows(Order, by=by).filter(deal=deal, amends=None).order_by("-pk")[:SHOWN]
    return _papers(by=by, deal=deal) | {"begin_with": urlencode(told), "orders": cover(orders, by=by)}


def _papers(*, by: Any, **of: Any) -> dict[str, Any]:
    quotes = rows(Quote, by=by).filter(**of).exclude(status=QuoteStatus.SUPERSEDED)
    contracts = rows(Contract, by=by).filter(**of).exclude(status=ContractStatus.RENEWED)
    return {
        "quotes": cover(quotes.order_by("-pk")[:SHOWN], by=by),
        "contracts": cover(contracts.order_by("-pk")[:SHOWN], by=by),
        "to_deliver": rows(Order, by=by).filter(**of, status=OrderStatus.OPEN).count(),
        "may_quote": may(by, "create", Quote),
    }


def quoted(customer: Customer, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """Quotes on the day they were sent."""
    found = rows(Quote, by=by).filter(customer=customer, issued_on__isnull=False)
    return _told(found, "issued_on", "quote", by=by, before=before, limit=limit, person=person)


def signed(customer: Customer, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """Contracts on the day they were signed."""
    found = rows(Contract, by=by).filter(customer=customer, signed_on__isnull=False)
    return _told(found, "signed_on", "contract", by=by, before=before, limit=limit, person=person)


def _told(
    found: Any, day: str, kind: str, *, by: Any, before: Any, limit: int, person: int | None
) -> list[TimelineEntry]:
    if person:
        found = found.filter(owner=person)
    if before:
        found = found.filter(**{f"{day}__lt": timezone.localdate(before)})
    return [
        TimelineEntry(
            at=_begins(getattr(row, day)),
            day=getattr(row, day),
            kind=kind,
            text=_sentence(row),
            url=address_of(row),
        )
        for row in cover(found.order_by(f"-{day}", "-pk")[:limit], by=by)
    ]


def _sentence(row: Quote | Contract) -> str:
    if isinstance(row, Quote):
        told = {
            "number": row,
            "total": exact_money(row.gross, row.currency),
            "status": row.get_status_display(),
        }
        return _("Quote %(number)s, %(total)s: %(status)s") % told
    return _("Contract %(title)s signed, %(total)s") % {
        "title": row.title,
        "total": exact_money(row.amount, row.currency),
    }


def _begins(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


offer_panel(Deal, template="sales/customer_papers.html", context=of_deal, place="right", order=15, late=True)
offer_panel(Customer, template="sales/customer_papers.html", context=papers, place="right", order=25, late=True)
offer_timeline(Customer, quoted, kind="quote", label=gettext_lazy("Quotes"))
offer_timeline(Customer, signed, kind="contract", label=gettext_lazy("Contracts"))
