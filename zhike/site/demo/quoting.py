"""What the quotes of the made-up firm ask: the prices of its lists, and one discount that others have to agree to."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from zhike.catalog.prices import prices_of
from zhike.kit.access.models import Staff
from zhike.sales import approval
from zhike.sales.actions import price_anew
from zhike.sales.models import Quote, QuoteLine

DEEP = Decimal(16)  # more than a manager may give


def at_list_prices(lines: Sequence[QuoteLine], *, kind: str, on: date) -> None:
    """Give lines the prices of the lists for a kind of customer, whose tier nobody knows yet."""
    wanted = [(line.product, line.quantity) for line in lines if line.product]
    found = prices_of(wanted, on=on, currency="CNY", channel=kind)
    for line in lines:
        if price := found.get((line.product_id or 0, line.quantity)):
            line.list_price = price.amount


def ask_for_approval(quote: Quote) -> None:
    """Let its seller ask whoever has to agree."""
    seller: Staff = quote.owner  # type: ignore[assignment]
    approval.ask(quote, by=seller, comment="客户年底冲量，承诺明年春茶再追加两成，请批。")


def price_drafts() -> None:
    """Give drafts the prices of the tiers of their customers, once those are known."""
    for quote in Quote.objects.filter(status="draft", owner__isnull=False).select_related("owner").order_by("pk"):
        price_anew(quote, by=quote.owner)
