"""Quantities by the number of their lines, as forms and programs send them."""

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhike.kit.fields import number
from zhike.kit.refusal import Refusal
from zhike.sales.rules import LARGEST_LINE, ungrouped
from zhike.sales.sums import FINEST

if TYPE_CHECKING:
    from zhike.sales.apart import Apart
    from zhike.sales.balance import Standing

KEY = re.compile(r"[0-9]{1,18}")
OfParts = list[tuple["Standing", "Apart", Decimal]]


def of_text(text: str, *, known: Mapping[int, Any]) -> dict[int, Decimal]:
    """`{"17": "2.5"}` as quantities of lines that are known. Raises Refusal, naming the line."""
    try:
        sent = json.loads(text)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        raise Refusal(_("Lines are a JSON object of quantities by the number of the line."), field="lines")
    found = {}
    for key, typed in sent.items():
        if not KEY.fullmatch(key) or int(key) not in known:
            raise Refusal(_("There is no line %(key)s on this order.") % {"key": key[:20]}, field="lines")
        found[int(key)] = _quantity(known[int(key)], str(typed))
    return found


def of_parts(text: str, *, standing: Iterable["Standing"]) -> OfParts:
    """`{"5": "2"}` as quantities of parts of bundles that move alone, by the number of the part. Raises Refusal."""
    known = {part.key: (one, part) for one in standing for part in one.parts}
    found = of_text(text, known={key: part for key, (_one, part) in known.items()})
    return [(*known[key], quantity) for key, quantity in found.items() if quantity]


def require_whole(one: "Standing", quantity: Decimal) -> None:
    """Refuse a broken bundle: it moves whole or part by part."""
    if one.parts and quantity % 1:
        told = {"line": one.line}
        raise Refusal(_("%(line)s: a bundle moves in whole pieces, or part by part.") % told, field="lines")


def named(one: "Standing", part: "Apart") -> str:
    """A part with its bundle, for people."""
    return _("%(part)s in %(bundle)s") % {"part": part.line, "bundle": one.line}


def plain(quantity: Decimal) -> str:
    """A quantity as people write it."""
    return f"{Decimal(quantity).normalize():f}"


def _quantity(one: Any, typed: str) -> Decimal:
    try:
        quantity = Decimal(number(ungrouped(typed.strip()) or "0"))
        if not 0 <= quantity < LARGEST_LINE or quantity != quantity.quantize(FINEST):
            raise ValueError(typed)
    except (ValueError, InvalidOperation):
        told = {"line": one.line, "value": typed[:20]}
        raise Refusal(_("%(line)s: “%(value)s” is no quantity.") % told, field="lines") from None
    return quantity
