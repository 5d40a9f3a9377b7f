"""What may stand as an amount of money."""

from decimal import Decimal

from django.utils.translation import gettext as _

from zhike.catalog.coins import require_coins
from zhike.catalog.iso4217 import MINOR_UNITS
from zhike.kit.refusal import Refusal

BEYOND = Decimal(10**13)  # what a ledger's column cannot hold any more


def require_currency(currency: str) -> None:
    """Refuse what is no code of ISO 4217."""
    if currency not in MINOR_UNITS:
        raise Refusal(_("“%(currency)s” is no currency.") % {"currency": currency[:20]}, field="currency")


def require_amount(amount: Decimal, currency: str) -> None:
    """Refuse what nobody can pay: nothing, less than nothing, a part of a coin, more than the ledger holds."""
    if not 0 < amount < BEYOND:
        raise Refusal(_("An amount is above zero and below 10,000,000,000,000."), field="amount")
    require_coins(amount, currency)
