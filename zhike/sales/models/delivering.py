"""What left the house for an order."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kit.record import Record
from zhike.sales.models.issuing import Language, amount
from zhike.sales.models.ledger import Order, OrderLine, OrderLinePart


class DeliveryStatus(models.TextChoices):
    """Whether a delivery counts."""

    DONE = "done", _("Delivered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Delivery(Record):
    """One delivery for an order, of a part of it or of all. What is still open is a sum, kept nowhere."""

    number = models.CharField(_("delivery number"), max_length=30, unique=True, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="deliveries", editable=False, verbose_name=_("order"))
    delivered_on = models.DateField(_("delivered on"), default=timezone.localdate, editable=False)
    carrier = models.CharField(_("carrier"), max_length=60, blank=True)
    tracking = models.CharField(_("tracking number"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=7, choices=Language.choices, default=Language.CHINESE)
    status = models.CharField(
        _("status"), max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.DONE, editable=False
    )

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(fields=["delivered_on", "id"], name="delivery_by_day"),
            models.Index(fields=["status", "delivered_on", "id"], name="delivery_of_status"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=DeliveryStatus.values), name="delivery_counts_or_not")
        ]

    def __str__(self) -> str:
        return self.number


class DeliveryLine(models.Model):
    """How much of one line of the order, or of a line that changed it, was delivered."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="lines", verbose_name=_("delivery"))
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="deliveries", verbose_name=_("order line"))
    quantity = amount(_("quantity"))

    class Meta:
        verbose_name = _("delivery line")
        verbose_name_plural = _("delivery lines")
        constraints = [
            models.UniqueConstraint(fields=["delivery", "line"], name="delivery_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="delivery_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.line} × {self.quantity}"


class DeliveryPart(models.Model):
    """How much of one part of a bundle was delivered alone, beside whole bundles."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="parts", verbose_name=_("delivery"))
    part = models.ForeignKey(
        OrderLinePart, models.PROTECT, related_name="deliveries", verbose_name=_("part of an order line")
    )
    quantity = amount(_("quantity"))

    class Meta:
        verbose_name = _("part of a bundle delivered alone")
        verbose_name_plural = _("parts of bundles delivered alone")
        constraints = [
            models.UniqueConstraint(fields=["delivery", "part"], name="delivery_part_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="delivery_part_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.part} × {self.quantity}"
