"""The sales ledger: orders and returns, line by line. Rows are added, never changed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhike.catalog.models import Product
from zhike.customers.models import Customer
from zhike.exchange.importing.models import ImportRun
from zhike.kit.record import Record


class Kind(models.TextChoices):
    """What a document of the ledger is."""

    SALE = "sale", _("Sale")
    RETURN = "return", _("Return")
    ADJUSTMENT = "adjustment", _("Adjustment")


class Order(Record):
    """One sale, return or adjustment. Without a customer it counts in totals, but in no customer's history.

    `total` is the sum of the lines, kept because lists sort by it. `placed_on` is the day in the business zone.
    """

    number = models.CharField(_("order number"), max_length=60, unique=True)
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("customer")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.SALE)
    placed_at = models.DateTimeField(_("placed at"))
    placed_on = models.DateField(_("placed on"), db_index=True)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    total = models.DecimalField(_("total"), max_digits=19, decimal_places=4, default=0)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        indexes = [
            models.Index(fields=["customer", "-placed_at", "-id"], name="order_of_customer"),
            models.Index(fields=["placed_at", "id"], name="order_by_time"),
            models.Index(fields=["total", "id"], name="order_by_total"),
            models.Index(fields=["kind", "-placed_at", "-id"], name="order_of_kind_by_time"),
        ]
        constraints = [models.CheckConstraint(condition=Q(kind__in=Kind.values), name="order_kind_known")]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """One line. `amount` = quantity × unit price, exact; negative quantities give goods or money back.

    `key` makes an import idempotent: the same line of the same order has the same key.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", verbose_name=_("order"))
    position = models.PositiveIntegerField(_("position"))
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    description = models.CharField(_("description"), max_length=200, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=19, decimal_places=4)
    unit_price = models.DecimalField(_("unit price"), max_digits=19, decimal_places=4)
    amount = models.DecimalField(_("amount"), max_digits=19, decimal_places=4)
    unit_cost = models.DecimalField(_("unit cost"), max_digits=19, decimal_places=4, null=True, blank=True)
    key = models.UUIDField(unique=True, editable=False)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")

    def __str__(self) -> str:
        return self.description or str(self.product or self.position)


class StagedLine(models.Model):
    """A line of a file between reading and the ledger. Gone once its order is in the ledger."""

    pk = models.CompositePrimaryKey("run", "number", "row_number")
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    number = models.CharField(max_length=60)
    row_number = models.BigIntegerField()
    customer_code = models.CharField(max_length=60, null=True)
    customer_name = models.CharField(max_length=120, null=True)
    region = models.CharField(max_length=60, null=True)
    product_code = models.CharField(max_length=60, null=True)
    description = models.CharField(max_length=200, null=True)
    quantity = models.DecimalField(max_digits=19, decimal_places=4)
    unit_price = models.DecimalField(max_digits=19, decimal_places=4)
    unit_cost = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    placed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.number} {self.row_number}"
