"""Fields of the catalogue that are shown otherwise than numbers and texts are."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q, QuerySet

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


class ForTier(Tiers):
    """The same as a condition: what is for any of the tiers that are chosen; what names none is for all of them."""

    kind = "choices"
    operators = ("in",)

    @property
    def choices(self) -> Sequence[tuple[Any, Any]]:
        return tiers.choices()

    def _typed(self, value: Any) -> str:
        """A code; a word of a tier is understood too. Raises KeyError for what is none."""
        (code,) = tiers.codes(value) or [""]
        return {code: code for code, _word in tiers.choices()}[code]

    def condition(self, operator: str, values: list[Any]) -> Q:
        """Rows that name one of the tiers; "empty", and nothing among the values, are those that name none."""
        named = [Q(**{f"{self.name}__regex": rf"(^|,){value}(,|$)"}) for value in values if value is not None]
        if operator == "empty" or None in values:
            named.append(Q(**{self.name: ""}))
        return reduce(or_, named)


class AskedByTier:
    """Beside `Entity`: a noun whose tiers are chosen in conditions, not typed."""

    @property
    def filters(self) -> list[Field]:
        """Its own, with the tiers to choose."""
        own: list[Field] = super().filters  # type: ignore[misc]
        fields: tuple[Field, ...] = self.all_fields  # type: ignore[attr-defined]
        return [*own, *(_chosen(field) for field in fields if isinstance(field, Tiers))]


def _chosen(field: Tiers) -> ForTier:
    asked = ForTier(field.name, filter=True, edit=False, sort=False)
    asked.model_field = field.model_field
    return asked


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
