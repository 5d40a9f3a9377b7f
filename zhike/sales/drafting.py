"""Lines of a quote as people type them, understood one by one; and as price lists would have them."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.catalog import currencies
from zhike.catalog.models import Product
from zhike.kit.access.rows import rows
from zhike.kit.fields import number
from zhike.kit.refusal import Refusal
from zhike.sales import listing, sums
from zhike.sales.models import Quote, QuoteLine
from zhike.sales.rules import LARGEST_LINE, ungrouped

MOST_LINES = 200
A_LINE, FURTHER = gettext_lazy("Line %(place)s"), gettext_lazy("Further line %(place)s")  # how a wrong one is named
TYPED = ("product", "description", "quantity", "unit", "list_price", "discount", "tax_rate", "part")
Typed = Mapping[str, Any]


def of_text(text: str) -> list[Typed]:
    """Lines that a program sends, as a JSON list of objects with the names in TYPED. Raises Refusal."""
    try:
        sent = json.loads(text)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, list) or not all(isinstance(line, dict) for line in sent):
        raise Refusal(_("Lines are a JSON list of objects."), field="lines")
    return sent


def lines_of(
    quote: Quote, typed: Iterable[Typed], *, discount: Decimal, by: Any, called: Any = A_LINE
) -> list[QuoteLine]:
    """Unsaved lines with their figures. Raises the Refusal of the first that is wrong, `called` by its place."""
    some = list(typed)
    if len(some) > MOST_LINES:
        raise Refusal(_("A quote has at most %(most)s lines.") % {"most": MOST_LINES}, field="lines")
    share(discount, "discount")
    known = products(some, by=by)
    told = {"discount": discount, "known": known, "called": called}
    return [line_of(quote, one, place, **told) for place, one in enumerate(some, 1)]


def line_of(
    quote: Quote, typed: Typed, place: int, *, discount: Decimal, known: Mapping[str, Product], called: Any = A_LINE
) -> QuoteLine:
    """One line with its figures. Raises Refusal."""
    name = str(called) % {"place": place}
    try:
        product = _product(typed, known)
        line = QuoteLine(
            quote=quote,
            position=place,
            part=_part(typed),
            product=product,
            description=(str(typed.get("description") or "").strip() or str(product or ""))[:200],
            quantity=_quantity(typed),
            unit=str(typed.get("unit") or (product.unit if product else ""))[:20],
            list_price=_amount(typed, "list_price"),
            discount=share(_amount(typed, "discount"), "discount"),
            tax_rate=share(_amount(typed, "tax_rate"), "tax_rate"),
        )
        _fill_from_lists(line, typed)
    except Refusal as refusal:
        raise Refusal(_("%(line)s: %(why)s") % {"line": name, "why": refusal}, field="lines") from None
    if not line.description:
        raise Refusal(_("%(line)s names neither a product nor anything else.") % {"line": name}, field="lines")
    if product and product.bundle and line.quantity % 1:
        raise Refusal(_("%(line)s: a bundle is sold in whole pieces.") % {"line": name}, field="lines")
    reckon(line, discount=discount, currency=quote.currency)
    return line


def _fill_from_lists(line: QuoteLine, typed: Typed) -> None:
    """What is not said of a product is what the price lists and tax rates say today."""
    silent = [name for name in ("list_price", "tax_rate") if typed.get(name) in (None, "")]
    if not line.product or not silent:
        return
    price, rate, _list = listing.priced(line.product, line.quantity, quote=line.quote, on=timezone.localdate())
    for name, value in (("list_price", price), ("tax_rate", rate)):
        if name in silent:
            setattr(line, name, value)


def reckon(line: QuoteLine, *, discount: Decimal, currency: str) -> None:
    """Fill in what follows from quantity, price, discounts and tax rate."""
    price = sums.unit_price(line.list_price, discount=line.discount, whole=discount)
    rounded = partial(currencies.rounded, currency=currency)
    found = sums.figures(quantity=line.quantity, price=price, tax_rate=line.tax_rate, rounded=rounded)
    line.unit_price, line.net, line.tax, line.amount = found


def products(typed: Iterable[Typed], *, by: Any) -> dict[str, Product]:
    """The products that lines name by number, as far as they may be known."""
    keys = {key for one in typed if (key := str(one.get("product") or "")).isdecimal() and len(key) < 19}
    return {str(product.pk): product for product in rows(Product, by=by).filter(pk__in=keys)}


def share(value: Decimal, name: str) -> Decimal:
    """A percentage. Raises Refusal."""
    if not 0 <= value <= sums.HUNDRED:
        raise Refusal(_("A percentage lies between 0 and 100."), field=name)
    return value.quantize(Decimal("0.01"))


def _product(typed: Typed, known: Mapping[str, Product]) -> Product | None:
    key = str(typed.get("product") or "")
    if key and key not in known:
        raise Refusal(_("there is no such product."))
    return known.get(key)


def _part(typed: Typed) -> str:
    part = str(typed.get("part") or QuoteLine.Part.INCLUDED).lower()
    if part not in QuoteLine.Part.values:
        raise Refusal(_("“%(value)s” is not a kind of line.") % {"value": part[:20]})
    return part


def _quantity(typed: Typed) -> Decimal:
    quantity = _amount(typed, "quantity")
    if quantity <= 0:
        raise Refusal(_("the quantity must be more than nothing."))
    return quantity


def _amount(typed: Typed, name: str) -> Decimal:
    told = str(typed.get(name) or "0").strip()
    try:
        value = Decimal(number(ungrouped(told)))
    except (ValueError, InvalidOperation):
        raise Refusal(_("“%(value)s” is not a number.") % {"value": told[:20]}) from None
    if value < 0:
        raise Refusal(_("“%(value)s” is below zero.") % {"value": told[:20]})
    if value >= LARGEST_LINE or value != value.quantize(sums.FINEST):
        raise Refusal(_("“%(value)s” is not an amount with up to four decimals.") % {"value": told[:20]})
    return value
