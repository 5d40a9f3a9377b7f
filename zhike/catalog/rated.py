"""Whether the firm knows what the amount of a row is worth to it: a condition of lists of rows in a currency."""

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from zhike.catalog.models import ExchangeRate
from zhike.kit.fields import Field

HAS_RATE = "has_rate"


class HasRate(Field):
    """Rows in the currency of the firm, or with a rate of their day; the first of these days that is there counts.

    It holds for the rows that `currencies.worth` finds a value for.
    """

    kind = "yesno"
    operators = ("is",)
    label = _("exchange rate known")

    def __init__(self, *days: str):
        super().__init__(HAS_RATE, filter=True, edit=False, sort=False)
        self.days = days

    def condition(self, operator: str, values: list[Any]) -> Q:
        day = Coalesce(*(OuterRef(day) for day in self.days))
        rated = Q(currency=settings.CURRENCY) | Q(Exists(ExchangeRate.of(OuterRef("currency"), on=day)))
        return rated if values == [True] else ~rated


class AskedByRate:
    """Beside `Entity`: a noun in a currency whose list is asked by it too; `rated_on` are the days of `HasRate`."""

    rated_on: tuple[str, ...]

    @property
    def filters(self) -> list[Field]:
        """Its own and this one."""
        own: list[Field] = super().filters  # type: ignore[misc]
        return [*own, HasRate(*self.rated_on)]
