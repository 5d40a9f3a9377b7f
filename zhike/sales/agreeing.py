"""Whether somebody else has to agree to a quote before it leaves the house."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.approvals import asking
from zhike.approvals.documents import latest_of
from zhike.catalog import currencies, discounts
from zhike.catalog.models import Product
from zhike.kit.refusal import Refusal
from zhike.look.format import exact_money
from zhike.rights.figures import hides, may_know
from zhike.sales import listing, measuring
from zhike.sales.models import Quote, QuoteLine
from zhike.sales.models.quoting import QuoteStatus


def require_agreed(quote: Quote, *, by: Any) -> None:
    """Refuse a quote that somebody has to agree to first, with the reason."""
    if quote.status == QuoteStatus.APPROVED:
        return
    found, must_ask = excess(quote, by=by), asking.needed(quote)
    if found and must_ask:
        raise Refusal(_("%(why)s Ask for approval, or have it sent by somebody who may give more.") % {"why": found})
    if found:
        raise Refusal(_("%(why)s Give less, or have it sent by somebody who may give more.") % {"why": found})
    if must_ask:
        raise Refusal(_("Somebody has to agree to this quote first. Ask for approval."))


def excess(quote: Quote, *, by: Any) -> str:
    """In one sentence which discount of a quote is more than somebody may give; nothing where none is."""
    return excess_of(quote, quote.lines.select_related("product").order_by("position"), by=by)


def excess_of(quote: Quote, lines: Iterable[QuoteLine], *, by: Any) -> str:
    """The same of some lines, which may be unsaved."""
    return excess_in(measuring.measured(quote, lines), by=by)


def excess_in(some: Iterable[measuring.Measured], *, by: Any) -> str:
    """The same of lines that were measured already."""
    limits = discounts.Limits(by)
    found = (_excess(limits, one, by=by) for one in some if one.line.product and one.line.may_count and one.full)
    return next(filter(None, found), "")


def read_lines(quote: Quote) -> None:
    """Fetch the lines and their prices once for all that is asked of them on a page; not where they are written."""
    prefetch_related_objects([quote], Prefetch("lines", QuoteLine.objects.select_related("product")))
    listing.read(quote)


def measured_lines(quote: Quote) -> list[measuring.Measured]:
    """The lines in order, beside what the price lists say of them."""
    read_lines(quote)
    return measuring.measured(quote, sorted(quote.lines.all(), key=lambda line: line.position))


def shown(quote: Quote, *, by: Any) -> dict[str, Any]:
    """The lines as their reader may know them, and what is taken off altogether, for a page."""
    lines = as_known(measured_lines(quote), by=by)
    most = measuring.most_of(quote.lines.all())
    known = not hides(Quote, by=by)
    return {"lines": lines, "taken": measuring.taken_off(lines), "most": most, "known": known}


def as_known(some: list[measuring.Measured], *, by: Any) -> list[measuring.Measured]:
    """Measured lines for a page: without the price lists for whoever may not know the prices of products."""
    return some if may_know(by, Product, "price") else [measuring.Measured(one.line, None) for one in some]


def discount_of(quote: Quote) -> Decimal:
    """What is taken off a quote altogether, in percent; with the alternative that takes most off."""
    return measuring.taken_off(measuring.measured(quote, quote.lines.all())).percent


def amount_of(quote: Quote) -> Decimal:
    """What a customer may come to owe by a quote, in the firm's currency.

    That is with all options, and with the dearest alternative; at the rate of today, or of the day on which somebody
    was asked about it: rates that move on are no reason to ask again.
    """
    most = measuring.most_of(quote.lines.all()).amount
    return currencies.converted(most, quote.currency, settings.CURRENCY, _judged_on(quote))


def _judged_on(quote: Quote) -> date:
    is_asked = quote.status in (QuoteStatus.WAITING, QuoteStatus.APPROVED) and quote.currency != settings.CURRENCY
    latest = latest_of(quote) if is_asked else None
    return timezone.localdate(latest.asked_at if latest else None)


def _excess(limits: discounts.Limits, one: measuring.Measured, *, by: Any) -> str:
    product: Any = one.line.product
    currency = one.line.quote.currency
    cost = product.cost if currency == settings.CURRENCY else None
    prices = {"list_price": one.full, "price": one.line.unit_price}
    sentence = limits.excess(product, **prices, cost=cost)
    if not sentence:
        return ""
    told_of = "price" if limits.excess(product, **prices) else "cost"
    if hides(Quote, by=by) or not may_know(by, Product, told_of):
        return _("%(product)s: the price is lower than you may go.") % {"product": product}
    if not one.is_below:
        return sentence
    told = {"why": sentence, "price": exact_money(one.full, currency=currency)}
    return _("%(why)s Its price on the price lists is %(price)s.") % told
