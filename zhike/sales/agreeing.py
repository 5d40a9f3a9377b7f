"""Whether somebody else has to agree to a quote before it leaves the house."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.approvals import asking
from zhike.catalog import currencies, discounts
from zhike.kit.refusal import Refusal
from zhike.look.format import exact_money
from zhike.sales import listing, options
from zhike.sales.models import Quote, QuoteLine
from zhike.sales.models.quoting import QuoteStatus


def require_agreed(quote: Quote, *, by: Any) -> None:
    """Refuse a quote that somebody has to agree to first, with the reason."""
    if quote.status == QuoteStatus.APPROVED:
        return
    if found := excess(quote, by=by):
        raise Refusal(_("%(why)s Ask for approval, or have it sent by somebody who may give more.") % {"why": found})
    if asking.needed(quote):
        raise Refusal(_("Somebody has to agree to this quote first. Ask for approval."))


def excess(quote: Quote, *, by: Any) -> str:
    """In one sentence which discount of a quote is more than somebody may give; nothing where none is."""
    return excess_of(quote, quote.lines.select_related("product").order_by("position"), by=by)


def excess_of(quote: Quote, lines: Iterable[QuoteLine], *, by: Any) -> str:
    """The same of some lines, which may be unsaved."""
    some = [line for line in lines if line.product and line.may_count]
    for line, full in zip(some, listing.full_prices(quote, some), strict=True):
        if not full:
            continue
        given = {"list_price": full, "price": line.unit_price, "cost": _cost(quote, line)}
        if sentence := discounts.excess(by, line.product, **given):  # type: ignore[arg-type]
            return sentence if full == line.list_price else _told_of_lists(sentence, full, quote.currency)
    return ""


def read_lines(quote: Quote) -> None:
    """Fetch the lines once for all that is asked of them on a page; not where they are written."""
    prefetch_related_objects([quote], Prefetch("lines", QuoteLine.objects.select_related("product")))
    if quote.status in (QuoteStatus.DRAFT, QuoteStatus.WAITING):
        listing.read(quote)


def discount_of(quote: Quote) -> Decimal:
    """What is taken off a quote altogether, in percent of its list prices; with the alternative that takes most off."""
    lines = [line for line in quote.lines.all() if line.may_count]
    full = dict(zip((line.pk for line in lines), listing.full_prices(quote, lines), strict=True))
    return max(_discount(some, full) for some in _possible(quote))


def amount_of(quote: Quote) -> Decimal:
    """What a customer may come to owe by a quote, in the firm's currency at the rate of today.

    That is with all options, and with the dearest alternative.
    """
    most = max(sum((line.amount for line in lines), Decimal(0)) for lines in _possible(quote))
    return currencies.converted(most, quote.currency, settings.CURRENCY, timezone.localdate())


def _possible(quote: Quote) -> list[list[QuoteLine]]:
    """What may come to count together: all options, and one of the alternatives."""
    lines = [line for line in quote.lines.all() if line.may_count]
    letters = options.letters(lines) or [""]
    return [[line for line in lines if not line.is_alternative or line.part == letter] for letter in letters]


def _discount(lines: list[QuoteLine], full: Mapping[int, Decimal]) -> Decimal:
    listed = sum((line.quantity * full[line.pk] for line in lines), Decimal(0))
    asked = sum((line.quantity * line.unit_price for line in lines), Decimal(0))
    return ((listed - asked) * 100 / listed).quantize(Decimal("0.01")) if listed else Decimal(0)


def _told_of_lists(sentence: str, full: Decimal, currency: str) -> str:
    told = {"why": sentence, "price": exact_money(full, currency=currency)}
    return _("%(why)s Its price on the price lists is %(price)s.") % told


def _cost(quote: Quote, line: QuoteLine) -> Decimal | None:
    """The cost of a piece where it is in the currency of the quote."""
    return line.product.cost if line.product and quote.currency == settings.CURRENCY else None
