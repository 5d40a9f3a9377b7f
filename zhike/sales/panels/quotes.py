"""The page of a quote: its lines, and the customer's answer or the way to it."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.approvals import asking
from zhike.approvals.documents import figures_of
from zhike.kit.access.rows import rows
from zhike.kit.surfaces.cells import address_of
from zhike.kit.surfaces.offers import offer_panel
from zhike.look.format import exact_money
from zhike.rights.figures import are_known
from zhike.sales import agreeing, offers
from zhike.sales.models import Contract, Offer, Order, Quote
from zhike.sales.models.quoting import QuoteStatus


def lines(quote: Quote, *, by) -> dict[str, Any]:
    """The lines, and how many versions there are."""
    versions = quote.edition if quote.is_draft else _versions(quote, by=by)  # a draft is the last of them
    counting = next((line for line in quote.lines.all() if line.is_alternative and line.chosen), None)
    return agreeing.shown(quote, by=by) | {"versions": versions, "alternative": counting}


def _versions(quote: Quote, *, by: Any) -> int:
    every = rows(Quote, by=by)
    return (every.filter(pk=quote.first) | every.filter(of=quote.first)).count()


def answer(quote: Quote, *, by) -> dict[str, Any]:
    """Who has to agree, the link for whoever may know what it opens, the answer, and what was made of the quote."""
    every = [] if quote.is_draft else list(Offer.objects.filter(quote=quote).order_by("-pk"))
    is_open = quote.status == QuoteStatus.SENT and every and every[0].is_open(on=timezone.localdate())
    known = are_known(Quote, by=by)
    offer = every[0] if is_open and known else None  # what the link opens is full of figures
    return {
        **_before_it_is_sent(quote, by=by),
        "is_kept_back": is_open and not known,
        "link": offer and offers.link(offer),
        "path": offer and offers.address(offer),
        "is_local": "//localhost" in settings.SITE_URL,  # where nobody said by what address people come
        "answered": next((one for one in every if one.answer), None),
        "made": _made(quote, by=by) if quote.status == QuoteStatus.ACCEPTED else [],
    }


def _before_it_is_sent(quote: Quote, *, by: Any) -> dict[str, Any]:
    """Why somebody has to agree to a draft, and whether the rules say who; else somebody who may give more sends it."""
    if not quote.is_draft or not quote.lines.all():
        return {}
    must_ask, excess = asking.needed(quote), agreeing.excess_in(agreeing.measured_lines(quote), by=by)
    return {"must_ask": must_ask, "why": excess or (_asked_for(quote, by=by) if must_ask else "")}


def _asked_for(quote: Quote, *, by: Any) -> str:
    """With which figures the rules want somebody to agree; nothing for whoever may not know them."""
    if not are_known(Quote, by=by):
        return ""
    amount, discount = figures_of(quote)
    told = {"amount": exact_money(amount), "discount": f"{discount:.2f}"}
    return _("Its amount of %(amount)s or its discount of %(discount)s %% asks for it.") % told


def _made(quote: Quote, *, by: Any) -> list[tuple[Any, str, Any]]:
    orders = rows(Order, by=by).filter(quote=quote, amends=None)
    contracts = rows(Contract, by=by).filter(quote=quote)
    found = [(one, address_of(one), one.get_status_display()) for one in orders]
    return found + [(one, address_of(one), one.get_status_display()) for one in contracts]


offer_panel(Quote, template="sales/quote_lines.html", context=lines, place="main", order=10)
offer_panel(Quote, template="sales/quote_side.html", context=answer, place="right", order=10)
