"""The prices of the price lists, for the customer of a quote, as quotes write them: with tax."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import prefetch_related_objects
from django.utils import timezone

from zhike.catalog import prices, taxes
from zhike.catalog.models import Product
from zhike.catalog.prices import Price, Prices
from zhike.sales import sums
from zhike.sales.models import Quote, QuoteLine
from zhike.sales.models.quoting import QuoteStatus

READ = "_prices_read"
BEFORE_IT_IS_SENT = (QuoteStatus.DRAFT, QuoteStatus.WAITING, QuoteStatus.APPROVED)


def priced(product: Product, quantity: Decimal, *, quote: Quote, on: date) -> tuple[Decimal, Decimal, str]:
    """Price with tax, tax rate and price list of a product for the customer of a quote. Raises Refusal."""
    rate = taxes.tax_percent(product, on=on)
    found = prices.price_of(product, on=on, currency=quote.currency, quantity=quantity, **_circumstances(quote))
    return (_with_tax(found, rate), rate, found.price_list) if found else (Decimal(0), rate, "")


def on_lists(quote: Quote, lines: Sequence[QuoteLine]) -> list[Decimal | None]:
    """What the price lists ask for a piece of each line; nothing of words, and where no rate leads to the currency.

    Of a draft that is what they say today; of a quote that was asked about or sent, what they said then.
    """
    if not _follows_the_lists(quote, lines):
        return [line.on_lists for line in lines]
    known = quote.__dict__.get(READ) or _known(quote, lines)
    found = [known.get((line.product_id or 0, line.quantity)) for line in lines]
    return [_with_tax(price, line.tax_rate) if price else None for line, price in zip(lines, found, strict=True)]


def read(quote: Quote) -> None:
    """Look the prices of its lines up once for all that is asked of them on a page."""
    if READ not in quote.__dict__ and _follows_the_lists(quote, lines := list(quote.lines.all())):
        quote.__dict__[READ] = _known(quote, lines)


def keep(quote: Quote) -> None:
    """Write down what the price lists ask now: whoever agrees or looks back later judges by the same prices."""
    lines = list(quote.lines.select_related("product"))
    for line, price in zip(lines, on_lists(quote, lines), strict=True):
        line.on_lists = price
    QuoteLine.objects.bulk_update(lines, ["on_lists"])


def _follows_the_lists(quote: Quote, lines: Iterable[QuoteLine]) -> bool:
    """Whether what they say today counts: of a draft always, and of what was not kept until it is sent."""
    if quote.is_draft:
        return True
    return quote.status in BEFORE_IT_IS_SENT and all(line.on_lists is None for line in lines)


def _known(quote: Quote, lines: Sequence[QuoteLine]) -> Prices:
    prefetch_related_objects(lines, "product")
    wanted = {(line.product_id, line.quantity): line.product for line in lines if line.product}
    if not wanted:
        return {}
    asked = {"on": timezone.localdate(), "currency": quote.currency} | _circumstances(quote)
    some = [(product, quantity) for (_key, quantity), product in wanted.items()]
    return prices.prices_of(some, **asked)  # type: ignore[arg-type]


def _with_tax(found: Price, rate: Decimal) -> Decimal:
    amount = found.amount if found.includes_tax else found.amount * (sums.HUNDRED + rate) / sums.HUNDRED
    return amount.quantize(sums.FINEST)


def _circumstances(quote: Quote) -> dict[str, str]:
    """Of a quote that names no sales channel, the kind of its customer stands for one."""
    tier = quote.customer.believed.get("tier")
    return {"tier": tier.value if tier else "", "channel": quote.channel or quote.customer.kind}
