"""The tax of a product on a day, and what of an amount is tax."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from zhike.catalog.currencies import rounded
from zhike.catalog.models import Product, TaxRate


class Taxed(NamedTuple):
    """An amount without tax, the tax, and both together; exact to the coin."""

    net: Decimal
    tax: Decimal
    gross: Decimal


def tax_percent(product_or_category: Product | str, *, on: date) -> Decimal:
    """The tax rate in percent: that of the category, else the one for all others, else none."""
    return tax_percents([product_or_category], on=on)[_category(product_or_category)]


def tax_percents(some: Iterable[Product | str], *, on: date) -> dict[str, Decimal]:
    """The tax rates in percent by category, in one query."""
    wanted = {_category(one) for one in some}
    told = TaxRate.valid(wanted, on=on)
    return {category: told.get(category, told.get("", Decimal(0))) for category in wanted}


def taxed(amount: Decimal, percent: Decimal, currency: str, *, includes_tax: bool) -> Taxed:
    """A line's amount with its tax, rounded once a line, so that net and tax add up to gross and lines to their sum.

    >>> taxed(Decimal(113), Decimal(13), "CNY", includes_tax=True)
    Taxed(net=Decimal('100.00'), tax=Decimal('13.00'), gross=Decimal('113.00'))
    """
    whole = rounded(amount, currency)
    if includes_tax:
        tax = rounded(whole * percent / (100 + percent), currency)
        return Taxed(whole - tax, tax, whole)
    tax = rounded(whole * percent / 100, currency)
    return Taxed(whole, tax, whole + tax)


def _category(one: Product | str) -> str:
    return one if isinstance(one, str) else one.category
