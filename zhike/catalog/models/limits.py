"""How much somebody may take off a price."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Role
from zhike.kit.record import Record
from zhike.rights.models import RoleDefinition


class DiscountLimit(Record):
    """The most that holders of a role take off goods of a category, or of all that no other limit of theirs names.

    `margin` is what must stay of a price above the cost, in percent of the price, whatever is taken off.
    """

    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.STAFF)
    own_role = models.ForeignKey(
        RoleDefinition, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("role of our own")
    )
    category = models.CharField(_("category"), max_length=60, blank=True)
    percent = models.DecimalField(_("discount up to"), max_digits=5, decimal_places=2)
    margin = models.DecimalField(_("margin at least"), max_digits=5, decimal_places=2, null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    own_name = models.CharField(max_length=60, blank=True, editable=False)

    class Meta:
        db_table = "catalog_discount_limit"
        verbose_name = _("discount limit")
        verbose_name_plural = _("discount limits")
        constraints = [
            models.UniqueConstraint(
                fields=["role", "own_role", "category"], nulls_distinct=False, name="limit_said_once"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="limit_role_known"),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100) & (Q(margin=None) | Q(margin__lt=100)),
                name="limit_is_a_share",
                violation_error_message=_("A limit lies between 0 and 100 percent."),
            ),
        ]

    def __str__(self) -> str:
        category = self.category or _("all categories")
        return f"{self.own_name or self.get_role_display()} · {category}"

    def derive(self) -> None:
        self.own_name = self.own_role.name if self.own_role else ""

    @classmethod
    def every(cls) -> list["DiscountLimit"]:
        """All limits of the firm: there are a few for each role."""
        return list(cls.objects.all())
