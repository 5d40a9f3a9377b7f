"""Amounts of money that somebody says: nobody pays a part of a coin.

Prices of one piece are no such amounts: a screw may cost 0.0035, and what a line comes to is rounded.
"""

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from zhike.catalog.iso4217 import MINOR_UNITS
from zhike.kit.refusal import Refusal

WIDE = Context(prec=60)  # more digits than any amount has


class MoneyField(models.DecimalField):
    """A column of money that forms, programs and files may fill: in the currency that stands in the column `currency`
    of its row, else in that of the firm."""

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Raises ValidationError."""
        super().validate(value, model_instance)
        currency = getattr(model_instance, "currency", "")
        if value is not None and (sentence := in_parts(value, currency)):
            raise ValidationError(sentence)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """To the database it is a decimal number."""
        name, _path, given, named = super().deconstruct()
        return name, "django.db.models.DecimalField", given, named


def require_coins(amount: Decimal, currency: str = "", *, field: str = "amount") -> None:
    """Refuse a part of a coin."""
    if sentence := in_parts(amount, currency):
        raise Refusal(sentence, field=field)


def in_parts(amount: Decimal, currency: str = "") -> str:
    """In one sentence what is wrong with an amount that no coins make, and which some do; nothing where all is well."""
    currency = currency or settings.CURRENCY
    digits = MINOR_UNITS.get(currency, 2)
    nearest = Decimal(amount).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, WIDE)
    if Decimal(amount) == nearest:
        return ""
    told = {"currency": currency, "digits": digits, "amount": f"{Decimal(amount).normalize():f}", "nearest": nearest}
    if not digits:
        return _("%(amount)s is no amount in %(currency)s: that currency has no decimals; write %(nearest)s.") % told
    return (
        _("%(amount)s is no amount in %(currency)s: that currency has %(digits)s decimals; write %(nearest)s.") % told
    )
