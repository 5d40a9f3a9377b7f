"""The page of a quote: its lines, and the customer's answer or the way to it."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.approvals import asking
from zhike.kit.access.rows import rows
from zhike.kit.surfaces.offers import offer_panel
from zhike.sales import agreeing, offers
from zhike.sales.models import Contract, Offer, Order, Quote
from zhike.sales.models.quoting import QuoteStatus


def lines(quote: Quote, *, by) -> dict[str, Any]:
    """The lines, and how many versions there are."""
    every = rows(Quote, by=by)
    versions = (every.filter(pk=quote.first) | every.filter(of=quote.first)).count()
    agreeing.read_lines(quote)
    shown = sorted(quote.lines.all(), key=lambda line: line.position)
    counting = next((line for line in shown if line.is_alternative and line.chosen), None)
    return {"lines": shown, "versions": versions, "alternative": counting}


def answer(quote: Quote, *, by) -> dict[str, Any]:
    """Who has to agree, the link, the answer, and what was made of the quote."""
    every = [] if quote.is_draft else list(Offer.objects.filter(quote=quote).order_by("-pk"))
    is_open = quote.status == QuoteStatus.SENT and every and every[0].is_open(on=timezone.localdate())
    offer = every[0] if is_open else None
    return {
        "must_ask": _must_ask(quote, by=by),
        "link": offer and offers.link(offer),
        "path": offer and offers.address(offer),
        "is_local": "//localhost" in settings.SITE_URL,  # where nobody said by what address people come
        "answered": next((one for one in every if one.answer), None),
        "made": _made(quote, by=by) if quote.status == QuoteStatus.ACCEPTED else [],
    }


def _must_ask(quote: Quote, *, by: Any) -> str:
    if not quote.is_draft or not quote.gross:
        return ""
    if not asking.needed(quote):
        return ""
    return agreeing.excess(quote, by=by) or str(_("Its amount or its discount asks for it."))


def _made(quote: Quote, *, by: Any) -> list[tuple[Any, str, Any]]:
    orders = rows(Order, by=by).filter(quote=quote, amends=None)
    contracts = rows(Contract, by=by).filter(quote=quote)
    found = [(one, f"/orders/{one.pk}/", one.get_status_display()) for one in orders]
    return found + [(one, f"/contracts/{one.pk}/", one.get_status_display()) for one in contracts]


offer_panel(Quote, template="sales/quote_lines.html", context=lines, place="main", order=10)
offer_panel(Quote, template="sales/quote_side.html", context=answer, place="right", order=10)
