"""Fields of the catalogue that are shown otherwise than numbers and texts are."""

from typing import Any

from django.db.models import Model, QuerySet

from zhike.catalog import tiers
from zhike.kit.fields import Field
from zhike.look.format import exact_money


class Exact(Field):
    """A number to its last decimal: 0.0482, and not 0.05."""

    def html(self, row: Model) -> str:
        """The number without empty decimals."""
        value = self.value(row)
        return "" if value is None else f"{value.normalize():,f}"


class Tiers(Field):
    """The codes of tiers, read as their words."""

    def html(self, row: Any) -> str:
        """The words, one after the other."""
        return "、".join(tiers.word(code) for code in tiers.codes(self.value(row)))


class OnItsList(Field):
    """An amount in the currency of the price list it stands on."""

    def prepare(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("price_list")

    def html(self, row: Any) -> str:
        """The amount with as many decimals as its currency has."""
        return exact_money(self.value(row), currency=row.price_list.currency)


class InItsUnit(Exact):
    """A quantity of a product, with the unit that the product is counted in."""

    def prepare(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("product")

    def html(self, row: Any) -> str:
        """The number and the unit, which stay on one line."""
        return f"{super().html(row)}\u00a0{row.product.unit}".rstrip("\u00a0")
