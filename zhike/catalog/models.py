"""What we sell."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.kit.naming import sort_key
from zhike.kit.record import Record


class Product(Record):
    """A thing on an order line: goods, or a charge such as postage that no analysis of goods may count."""

    code = models.CharField(_("product code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_sort = models.CharField(max_length=120, editable=False)
    category = models.CharField(_("category"), max_length=60, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    price = models.DecimalField(_("list price"), max_digits=19, decimal_places=4, null=True, blank=True)
    cost = models.DecimalField(_("unit cost"), max_digits=19, decimal_places=4, null=True, blank=True)
    is_goods = models.BooleanField(_("goods"), default=True)
    active = models.BooleanField(_("on sale"), default=True)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        indexes = [models.Index(fields=["name_sort", "id"], name="product_by_name")]

    def __str__(self) -> str:
        return self.name

    def derive(self) -> None:
        self.name_sort = sort_key(self.name)
