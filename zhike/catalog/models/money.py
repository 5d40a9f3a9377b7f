"""What a currency was worth on a day, and what part of a price is tax."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.catalog.iso4217 import CurrencyField
from zhike.kit.record import Record


class ExchangeRate(Record):
    """On `day` and until a later rate is known, one of `from_currency` was worth `rate` of `to_currency`."""

    name = models.CharField(_("rate of"), max_length=30, editable=False)
    from_currency = CurrencyField(_("from currency"))
    to_currency = CurrencyField(_("to currency"))
    day = models.DateField(_("day"), default=timezone.localdate)
    rate = models.DecimalField(_("exchange rate"), max_digits=24, decimal_places=12)
    source = models.CharField(_("source"), max_length=60, blank=True)

    class Meta:
        db_table = "catalog_exchange_rate"
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        indexes = [models.Index(fields=["day", "id"], name="rate_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["from_currency", "to_currency", "day"], name="rate_once_a_day"),
            models.CheckConstraint(
                condition=Q(rate__gt=0),
                name="rate_positive",
                violation_error_message=_("An exchange rate is more than nothing."),
            ),
            models.CheckConstraint(
                condition=~Q(from_currency=F("to_currency")),
                name="rate_between_two",
                violation_error_message=_("A rate is between two currencies."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def latest(cls, between: Collection[str], *, on: date) -> list[tuple[str, str, date, Decimal]]:
        """The last known rate between each two of some currencies on a day: from, to, its own day, rate."""
        known = cls.objects.filter(from_currency__in=between, to_currency__in=between, day__lte=on)
        known = known.order_by("from_currency", "to_currency", "-day").distinct("from_currency", "to_currency")
        return list(known.values_list("from_currency", "to_currency", "day", "rate"))

    @classmethod
    def of(cls, currency: Any, *, on: Any) -> models.QuerySet["ExchangeRate"]:
        """The rates between a currency and that of the firm, either way round, known on a day."""
        firm = settings.CURRENCY
        between = Q(from_currency=currency, to_currency=firm) | Q(from_currency=firm, to_currency=currency)
        return cls.objects.filter(between, day__lte=on)

    def derive(self) -> None:
        self.name = f"{self.from_currency}/{self.to_currency} {self.day}"


class TaxRate(Record):
    """The tax on goods of a category from a day on; without a category on all that no other rate names."""

    category = models.CharField(_("category"), max_length=60, blank=True)
    percent = models.DecimalField(_("tax rate"), max_digits=5, decimal_places=2)
    valid_from = models.DateField(_("valid from"), default=timezone.localdate)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        db_table = "catalog_tax_rate"
        verbose_name = _("tax rate")
        verbose_name_plural = _("tax rates")
        constraints = [
            models.UniqueConstraint(fields=["category", "valid_from"], name="tax_of_category_once"),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lt=100),
                name="tax_is_a_share",
                violation_error_message=_("A tax rate lies between 0 and 100 percent."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.category or _("All other categories"))

    @classmethod
    def valid(cls, categories: Collection[str], *, on: date) -> dict[str, Decimal]:
        """The rate of each category on a day, where one is said for it, and under nothing that of all others."""
        said = cls.objects.filter(category__in={*categories, ""}, valid_from__lte=on).order_by("valid_from")
        return dict(said.values_list("category", "percent"))
