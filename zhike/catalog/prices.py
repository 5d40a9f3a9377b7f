"""What a product costs on a day, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from zhike.catalog import currencies, lists
from zhike.catalog.bundles import parts_of
from zhike.catalog.models import BundlePrice, Product
from zhike.catalog.rules import Asked, Judged, Verdict, judge
from zhike.kit.refusal import Refusal


@dataclass(frozen=True)
class Price:
    """A price of one piece in the currency asked for, the list it stands on (none for the product's own list price),
    and in one sentence why it is this one.
    """

    amount: Decimal
    currency: str
    includes_tax: bool
    why: str
    price_list: str = ""
    price_list_id: int | None = None
    rate: Decimal | None = None


Prices = dict[tuple[int, Decimal], Price | None]  # by the key of a product and the quantity


def price_of(
    product: Product, *, on: date, currency: str, tier: str = "", channel: str = "", quantity: Decimal | int = 1
) -> Price | None:
    """The price of one piece when so many are bought; None where the product has none at all.

    Raises Refusal where only the list price is known and no exchange rate leads from the firm's currency.
    """
    return Pricing([product]).price(product, Asked(on, currency, tier, channel, Decimal(quantity)))


def prices_of(
    wanted: Iterable[tuple[Product, Decimal]], *, on: date, currency: str, tier: str = "", channel: str = ""
) -> Prices:
    """The prices of many products at once, each for a quantity, in as few queries as that of one.

    None also where a price is known, but no exchange rate leads to the currency.
    """
    some = list(wanted)
    pricing, found = Pricing(product for product, _quantity in some), Prices()
    for product, quantity in some:
        try:
            price = pricing.price(product, Asked(on, currency, tier, channel, quantity))
        except Refusal:
            price = None
        found[product.pk, quantity] = price
    return found


def explained(product: Product, asked: Asked) -> tuple[Price | None, list[Judged]]:
    """The price, and every list with why it gives it or does not."""
    return Pricing([product]).price(product, asked), judge(lists.every(product), asked)


class Pricing:
    """What lists and bundles say of some products, read once."""

    def __init__(self, products: Iterable[Product]) -> None:
        some = list(products)
        self.inside = parts_of(product for product in some if product.bundle == BundlePrice.SUM)
        parts = [part.product for held in self.inside.values() for part in held]
        self.offers, self.rates = lists.holding([*some, *parts]), Rates()

    def price(self, product: Product, asked: Asked) -> Price | None:
        """The price of one of them. Raises Refusal."""
        if listed := _on_a_list(self.offers[product.pk], asked):
            return listed
        if product.pk in self.inside:
            return _sum(self.inside[product.pk], self.offers, asked, self.rates)
        return _own(product, asked, self.rates)


class Rates:
    """The rates from the firm's currency that one question needs, each asked for once."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, date], Decimal] = {}

    def to(self, currency: str, on: date) -> Decimal:
        """The rate into a currency on a day. Raises Refusal."""
        if (currency, on) not in self.known:
            self.known[currency, on] = currencies.rate(settings.CURRENCY, currency, on)
        return self.known[currency, on]


def _on_a_list(offers: list[Any], asked: Asked) -> Price | None:
    best = next(iter(judge(offers, asked)), None)
    if best is None or best.verdict is not Verdict.WINS or best.offer is None:
        return None
    listed = best.listed
    why = _("“%(list)s” from %(quantity)s on") % {
        "list": listed.name,
        "quantity": f"{best.offer.from_quantity.normalize():f}",
    }
    amount = currencies.rounded(best.offer.price, asked.currency)
    return Price(amount, asked.currency, listed.includes_tax, why, listed.name, listed.key)


def _own(product: Product, asked: Asked, rates: Rates) -> Price | None:
    """The list price, changed into the currency asked for."""
    if product.price is None:
        return None
    rate = rates.to(asked.currency, asked.on)
    amount = currencies.rounded(product.price * rate, asked.currency)
    if rate == 1:
        return Price(amount, asked.currency, includes_tax=True, why=_("list price"))
    said = {"currency": settings.CURRENCY, "rate": f"{rate:.6g}"}
    why = _("list price in %(currency)s at the rate of %(rate)s") % said
    return Price(amount, asked.currency, includes_tax=True, why=why, rate=rate)


def _sum(parts: list[Any], offers: dict[int, list[Any]], asked: Asked, rates: Rates) -> Price | None:
    """The sum of the parts of a bundle, each at its own price."""
    total, taxed = Decimal(0), set()
    for part in parts:
        price = _on_a_list(offers[part.product.pk], asked) or _own(part.product, asked, rates)
        if price is None:
            return None
        total += price.amount * part.quantity
        taxed.add(price.includes_tax)
    if len(taxed) > 1:
        raise Refusal(_("Some parts of this bundle are priced with tax, some without. Give it a price of its own."))
    amount = currencies.rounded(total, asked.currency)
    return Price(amount, asked.currency, includes_tax=taxed != {False}, why=_("sum of its parts"))
