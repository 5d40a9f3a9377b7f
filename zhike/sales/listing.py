"""The prices of the price lists, for the customer of a quote, as quotes write them: with tax."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.utils import timezone

from zhike.catalog import prices, taxes
from zhike.catalog.models import Product
from zhike.catalog.prices import Price
from zhike.kit.refusal import Refusal
from zhike.sales import sums
from zhike.sales.models import Quote, QuoteLine

READ = "_prices_read"
Known = dict[tuple[int, Decimal], Price | None]


def priced(product: Product, quantity: Decimal, *, quote: Quote, on: date) -> tuple[Decimal, Decimal, str]:
    """Price with tax, tax rate and price list of a product for the customer of a quote. Raises Refusal."""
    rate = taxes.tax_percent(product, on=on)
    found = prices.price_of(product, on=on, currency=quote.currency, quantity=quantity, **_circumstances(quote))
    return (_with_tax(found, rate), rate, found.price_list) if found else (Decimal(0), rate, "")


def full_prices(quote: Quote, lines: Sequence[QuoteLine]) -> list[Decimal]:
    """What discounts are measured against, line by line: the list price that was typed, or that of today if it is more.

    A list price typed lower is a discount as well. Where no rate leads to the currency, what was typed has to do.
    """
    known = quote.__dict__.get(READ) or _known_to(quote, lines)
    return [
        max(line.list_price, _with_tax(found, line.tax_rate))
        if line.product_id and (found := known.get((line.product_id, line.quantity)))
        else line.list_price
        for line in lines
    ]


def read(quote: Quote) -> None:
    """Look the prices of its lines up once for all that is asked of them on a page."""
    quote.__dict__[READ] = _known_to(quote, list(quote.lines.all()))


def _known_to(quote: Quote, lines: Sequence[QuoteLine]) -> Known:
    try:
        return _known(quote, lines)
    except Refusal:
        return {}


def _known(quote: Quote, lines: Iterable[QuoteLine]) -> Known:
    """Prices by product and quantity, asked for in one go unless a product stands there in several quantities."""
    rounds: list[dict[int, QuoteLine]] = []
    for line in lines:
        if line.product_id is None:
            continue
        free = next((one for one in rounds if line.product_id not in one), None)
        if free is None:
            rounds.append(free := {})
        free[line.product_id] = line
    found: Known = {}
    for one in rounds:
        products = [line.product for line in one.values() if line.product]
        quantities = {key: line.quantity for key, line in one.items()}
        asked = {"on": timezone.localdate(), "currency": quote.currency} | _circumstances(quote)
        told = prices.prices_of(products, quantities=quantities, **asked)  # type: ignore[arg-type]
        found |= {(key, quantities[key]): price for key, price in told.items()}
    return found


def _with_tax(found: Price, rate: Decimal) -> Decimal:
    amount = found.amount if found.includes_tax else found.amount * (sums.HUNDRED + rate) / sums.HUNDRED
    return amount.quantize(sums.FINEST)


def _circumstances(quote: Quote) -> dict[str, str]:
    """Of a quote that names no sales channel, the kind of its customer stands for one."""
    tier = quote.customer.believed.get("tier")
    return {"tier": tier.value if tier else "", "channel": quote.channel or quote.customer.kind}
