"""What we sell, in which units, and what a bundle holds."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kit.naming import sort_key
from zhike.kit.record import Record


class BundlePrice(models.TextChoices):
    """Whether a product is a bundle, and where its list price comes from."""

    NONE = "", _("no bundle")
    OWN = "own", _("bundle with a price of its own")
    SUM = "sum", _("bundle at the sum of its parts")


class Product(Record):
    """A thing on an order line: goods, or a charge such as postage that no analysis of goods may count."""

    code = models.CharField(_("product code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_sort = models.CharField(max_length=120, editable=False)
    category = models.CharField(_("category"), max_length=60, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    price = models.DecimalField(_("list price"), max_digits=19, decimal_places=4, null=True, blank=True)
    cost = models.DecimalField(_("unit cost"), max_digits=19, decimal_places=4, null=True, blank=True)
    bundle = models.CharField(
        _("bundle"), max_length=3, choices=BundlePrice.choices, blank=True, default="", db_default=""
    )
    is_goods = models.BooleanField(_("goods"), default=True)
    active = models.BooleanField(_("on sale"), default=True)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        indexes = [models.Index(fields=["name_sort", "id"], name="product_by_name")]
        constraints = [models.CheckConstraint(condition=Q(bundle__in=BundlePrice.values), name="product_bundle_known")]

    def __str__(self) -> str:
        return self.name

    def derive(self) -> None:
        self.name_sort = sort_key(self.name)


class ProductUnit(Record):
    """Another unit of a product: one 箱 holds twelve of the 盒 it is counted and priced in."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="units", verbose_name=_("product"))
    name = models.CharField(_("unit"), max_length=20)
    factor = models.DecimalField(_("holds of the product's own unit"), max_digits=12, decimal_places=4)

    class Meta:
        db_table = "catalog_product_unit"
        verbose_name = _("further unit")
        verbose_name_plural = _("further units")
        constraints = [
            models.UniqueConstraint(fields=["product", "name"], name="unit_of_product_once"),
            models.CheckConstraint(
                condition=Q(factor__gt=0),
                name="unit_factor_positive",
                violation_error_message=_("A unit holds more than nothing of the product's own unit."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BundlePart(Record):
    """So much of a product in one piece of a bundle."""

    bundle = models.ForeignKey(Product, models.CASCADE, related_name="parts", verbose_name=_("bundle"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product in it"))
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=4, default=1)
    note = models.CharField(_("note"), max_length=200, blank=True)
    title = models.CharField(max_length=200, editable=False)

    class Meta:
        db_table = "catalog_bundle_part"
        verbose_name = _("part of a bundle")
        verbose_name_plural = _("parts of bundles")
        constraints = [
            models.UniqueConstraint(fields=["bundle", "product"], name="part_of_bundle_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="part_quantity_positive",
                violation_error_message=_("A bundle holds more than nothing of a part."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def derive(self) -> None:
        self.title = self.product.name

    @classmethod
    def inside(cls, bundles: Collection[int]) -> models.QuerySet["BundlePart"]:
        """The parts of some bundles with their products, in the order they were named."""
        return cls.objects.filter(bundle__in=bundles).select_related("product").order_by("pk")

    def clean(self) -> None:
        """Only a product that is said to be a bundle has parts, and none of them is a bundle itself."""
        if self.bundle_id and not self.bundle.bundle:
            raise ValidationError({"bundle": _("This product is no bundle. Say first that it is one.")})
        if self.product_id and self.product.bundle:
            raise ValidationError({"product": _("A bundle cannot hold another bundle. Name its parts.")})


class StockNote(Record):
    """How much of a product lay at a place at a moment, as another system told; the newest counts."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="stock", verbose_name=_("product"))
    place = models.CharField(_("place"), max_length=60)
    quantity = models.DecimalField(_("in stock"), max_digits=19, decimal_places=4)
    as_of = models.DateTimeField(_("as of"), default=timezone.now)
    title = models.CharField(max_length=300, editable=False)

    class Meta:
        db_table = "catalog_stock_note"
        verbose_name = _("stock note")
        verbose_name_plural = _("stock notes")
        indexes = [
            models.Index(fields=["product", "place", "-as_of"], name="stock_of_product"),
            models.Index(fields=["as_of", "id"], name="stock_by_time"),
        ]
        constraints = [models.UniqueConstraint(fields=["product", "place", "as_of"], name="stock_noted_once")]

    def __str__(self) -> str:
        return self.title

    def derive(self) -> None:
        self.title = f"{self.product.name} · {self.place}"
