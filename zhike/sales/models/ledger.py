"""The sales ledger: orders and returns, line by line. Rows are added, never changed."""

from collections.abc import Collection

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhike.catalog.models import Product
from zhike.customers.models import Customer
from zhike.deals.models import Deal
from zhike.exchange.importing.models import ImportRun
from zhike.sales.models.contracting import Contract
from zhike.sales.models.crediting import Credited
from zhike.sales.models.quoting import Quote


class Kind(models.TextChoices):
    """What a document of the ledger is."""

    SALE = "sale", _("Sale")
    RETURN = "return", _("Return")
    ADJUSTMENT = "adjustment", _("Adjustment")


class OrderStatus(models.TextChoices):
    """How far an order is. What was imported, and every row that amends another, is complete from the beginning."""

    OPEN = "open", _("To deliver")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancelled")
    COMPLETE = "complete", _("Complete")


class Order(Credited):
    """One sale, return or adjustment. Without a customer it counts in totals, but in no customer's history.

    `total` is the sum of the lines, kept because lists sort by it. `placed_on` is the day in the business zone.

    An order that was made here is not changed either: a change or a return of it is a row of its own, an adjustment or
    a return, that names it in `amends`. Their totals together are what the customer owes. `tax` is the part of `total`
    that is tax; of what was imported nobody knows it.
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
    # The columns below were added to millions of rows: their defaults are the database's, their indexes partial.
    status = models.CharField(
        _("order status"),
        max_length=10,
        choices=OrderStatus.choices,
        default=OrderStatus.COMPLETE,
        db_default=OrderStatus.COMPLETE,
        editable=False,
    )
    tax = models.DecimalField(_("tax"), max_digits=19, decimal_places=4, null=True, editable=False)
    due_days = models.PositiveSmallIntegerField(_("days to pay"), null=True, blank=True)
    deliver_by = models.DateField(_("deliver by"), null=True, blank=True)
    quote = models.ForeignKey(
        Quote,
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="orders",
        verbose_name=_("quote"),
    )
    deal = models.ForeignKey(
        Deal, models.SET_NULL, null=True, editable=False, db_index=False, related_name="+", verbose_name=_("deal")
    )
    contract = models.ForeignKey(
        Contract,
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="orders",
        verbose_name=_("contract"),
    )
    amends = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="amendments",
        verbose_name=_("amends"),
    )

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        indexes = [
            models.Index(fields=["customer", "-placed_at", "-id"], name="order_of_customer"),
            models.Index(fields=["placed_at", "id"], name="order_by_time"),
            models.Index(fields=["total", "id"], name="order_by_total"),
            models.Index(fields=["kind", "-placed_at", "-id"], name="order_of_kind_by_time"),
            models.Index(
                fields=["status", "-placed_at", "-id"], condition=~Q(status="complete"), name="order_under_way_by_time"
            ),
            models.Index(fields=["quote"], condition=Q(quote__isnull=False), name="order_of_quote"),
            models.Index(fields=["deal"], condition=Q(deal__isnull=False), name="order_of_deal"),
            models.Index(fields=["contract"], condition=Q(contract__isnull=False), name="order_of_contract"),
            models.Index(fields=["amends"], condition=Q(amends__isnull=False), name="order_amending"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="order_kind_known"),
            models.CheckConstraint(condition=Q(status__in=OrderStatus.values), name="order_status_known"),
            models.CheckConstraint(condition=Q(amends=None) | ~Q(kind="sale"), name="order_amended_by_no_sale"),
        ]

    def __str__(self) -> str:
        return self.number

    @classmethod
    def family(cls, keys: Collection[int]) -> "models.QuerySet[Order]":
        """Some orders with all that amends them."""
        return cls.objects.filter(Q(pk__in=keys) | Q(amends__in=keys))


class OrderLine(models.Model):
    """One line. `amount` = quantity × unit price, exact; negative quantities give goods or money back.

    `key` makes an import idempotent: the same line of the same order has the same key.

    A line of a paper is rounded to the cent and holds tax: `tax` is the part of `amount` that is, at `tax_rate` per
    cent. `list_price` is the price before its `discount` in per cent. A line that changes or gives back another names
    it in `amends`.
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
    unit = models.CharField(_("unit"), max_length=20, blank=True, db_default="")
    list_price = models.DecimalField(_("list price"), max_digits=19, decimal_places=4, null=True, blank=True)
    discount = models.DecimalField(_("discount"), max_digits=5, decimal_places=2, null=True, blank=True)
    tax_rate = models.DecimalField(_("tax rate"), max_digits=5, decimal_places=2, null=True, blank=True)
    tax = models.DecimalField(_("tax"), max_digits=19, decimal_places=4, null=True, blank=True)
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, db_index=False, related_name="amendments", verbose_name=_("amends")
    )

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        indexes = [models.Index(fields=["amends"], condition=Q(amends__isnull=False), name="order_line_amending")]

    def __str__(self) -> str:
        return self.description or str(self.product or self.position)


class OrderLinePart(models.Model):
    """So much of a product in one piece of a bundle on a line, as it was ordered. It has no price: the bundle has.

    `worth` is what so much of it cost by its list price on that day: of the price of a bundle each part carries its
    share of the worth of all.
    """

    line = models.ForeignKey(OrderLine, models.CASCADE, related_name="parts", verbose_name=_("order line"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=4)
    worth = models.DecimalField(max_digits=19, decimal_places=4, default=0, db_default=0, editable=False)

    class Meta:
        verbose_name = _("part of an order line")
        verbose_name_plural = _("parts of order lines")
        constraints = [
            models.UniqueConstraint(fields=["line", "product"], name="order_line_part_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="order_line_part_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.product} × {self.quantity}"


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
