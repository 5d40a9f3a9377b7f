"""Price lists. A price that has been valid is ended, never overwritten."""

from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.catalog import tiers
from zhike.catalog.iso4217 import CurrencyField
from zhike.catalog.models.goods import Product
from zhike.catalog.tier_codes import TierCodes
from zhike.kit.record import Record


class PriceList(Record):
    """Prices in one currency, for some tiers or all, through one channel or all, between two days.

    Where several lists have a price the higher `priority` decides.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    currency = CurrencyField(_("currency"), default="CNY")
    tiers = TierCodes(_("for tiers"), max_length=200, blank=True)
    channel = models.CharField(_("for channel"), max_length=60, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    priority = models.IntegerField(_("priority"), default=0)
    includes_tax = models.BooleanField(_("prices include tax"), default=True)
    active = models.BooleanField(_("in use"), default=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        db_table = "catalog_price_list"
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="list_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def every(cls) -> list["PriceList"]:
        """All lists of the firm, whether they apply or not."""
        return list(cls.objects.order_by("pk"))

    @property
    def tier_codes(self) -> list[str]:
        """The tiers it is for; none where it is for all."""
        return tiers.codes(self.tiers)


class PriceItem(Record):
    """What a product costs on a list from a quantity on, between two days (both included)."""

    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="items", verbose_name=_("price list"))
    product = models.ForeignKey(Product, models.CASCADE, related_name="+", verbose_name=_("product"))
    from_quantity = models.DecimalField(_("from quantity"), max_digits=19, decimal_places=4, default=1)
    price = models.DecimalField(_("price"), max_digits=19, decimal_places=4)
    valid_from = models.DateField(_("valid from"), default=timezone.localdate)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    title = models.CharField(max_length=300, editable=False)

    FIXED = ("price_list_id", "product_id", "from_quantity", "price", "valid_from")

    class Meta:
        db_table = "catalog_price_item"
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        indexes = [
            models.Index(fields=["product", "price_list", "from_quantity"], name="price_of_product"),
            models.Index(fields=["valid_from", "id"], name="price_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["price_list", "product", "from_quantity", "valid_from"], name="price_begins_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(from_quantity__gt=0, price__gte=0),
                name="price_not_negative",
                violation_error_message=_("A price is not negative, and holds from more than nothing on."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="price_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def derive(self) -> None:
        self.title = f"{self.product.name} · {self.price_list.name}"

    @classmethod
    def of(cls, products: Collection[int]) -> models.QuerySet["PriceItem"]:
        """The prices of some products on any list and of any day."""
        return cls.objects.filter(product__in=products)

    def unique_error_message(self, model_class: type[models.Model], unique_check: Sequence[str]) -> ValidationError:
        return ValidationError(
            _("“%(product)s” has such a price on “%(list)s” already, from this quantity and day on; take another day."),
            params={"product": self.product, "list": self.price_list},
        )

    def clean(self) -> None:
        """What has been asked of customers stays to be seen: once a price has begun it is ended, not overwritten."""
        if self.pk is None:
            return
        was = type(self)._base_manager.values(*self.FIXED).get(pk=self.pk)
        if was["valid_from"] <= timezone.localdate() and any(was[name] != getattr(self, name) for name in self.FIXED):
            raise ValidationError(_("This price has begun; it is not overwritten. Use “New price…”, or end it."))
