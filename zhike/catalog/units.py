"""Quantities in the units a product is sold in."""

from decimal import Decimal

from django.utils.translation import gettext as _

from zhike.catalog.models import Product
from zhike.kit.refusal import Refusal


def in_own_unit(product: Product, quantity: Decimal, unit: str) -> Decimal:
    """So much of a product in the unit it is counted and priced in. Raises Refusal for a unit it does not have."""
    if unit in ("", product.unit):
        return quantity
    factor = product.units.filter(name=unit).values_list("factor", flat=True).first()
    if factor is None:
        raise Refusal(
            _("%(product)s is not sold by the “%(unit)s”. Add the unit to the product first.")
            % {"product": product, "unit": unit},
            field="unit",
        )
    return quantity * factor
