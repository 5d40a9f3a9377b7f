"""Whether somebody else has to agree to a quote before it leaves the house."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.approvals import asking
from zhike.catalog import currencies, discounts
from zhike.kit.refusal import Refusal
from zhike.sales import options
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
    """In one sentence which discount is more than somebody may give; nothing where none is."""
    for line in quote.lines.select_related("product").order_by("position"):
        if line.product and line.list_price and line.may_count:
            given = {"list_price": line.list_price, "price": line.unit_price, "cost": _cost(line)}
            if sentence := discounts.excess(by, line.product, **given):
                return sentence
    return ""


def read_lines(quote: Quote) -> None:
    """Fetch the lines once for all that is asked of them on a page; not where they are written."""
    prefetch_related_objects([quote], Prefetch("lines", QuoteLine.objects.select_related("product")))


def discount_of(quote: Quote) -> Decimal:
    """What is taken off a quote altogether, in percent of its list prices; with the alternative that takes most off."""
    return max(_discount(lines) for lines in _possible(quote))


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


def _discount(lines: list[QuoteLine]) -> Decimal:
    listed = sum((line.quantity * line.list_price for line in lines), Decimal(0))
    asked = sum((line.quantity * line.unit_price for line in lines), Decimal(0))
    return ((listed - asked) * 100 / listed).quantize(Decimal("0.01")) if listed else Decimal(0)


def _cost(line: QuoteLine) -> Decimal | None:
    """The cost of a piece where it is in the currency of the quote."""
    return line.product.cost if line.product and line.quote.currency == settings.CURRENCY else None
