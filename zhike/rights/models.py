"""Roles that a firm makes, and rows that somebody shared."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Role


class RoleDefinition(models.Model):
    """A role of the firm's own: a built-in one, and what it says otherwise.

    `rights` is `{noun: {right or right.verb: scope}}`, `fields` is `{noun: {field: level}}`. What a person may do
    stands on their account as well (`Staff.grants`), so that a request asks no more of the database than before.
    """

    name = models.CharField(_("name"), max_length=60, unique=True)
    based_on = models.CharField(_("based on"), max_length=10, choices=Role.choices, default=Role.STAFF)
    rights = models.JSONField(default=dict, blank=True)
    fields = models.JSONField(default=dict, blank=True)
    row_budget = models.PositiveIntegerField(_("rows exported in an hour, at most"), null=True, blank=True)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [models.CheckConstraint(condition=Q(based_on__in=Role.values), name="role_base_known")]

    def __str__(self) -> str:
        return self.name

    @property
    def grants(self) -> dict[str, Any]:
        """What stands on the account of whoever holds this role."""
        told = {"role": self.pk, "name": self.name, "rights": self.rights, "fields": self.fields}
        return told | ({"budget": self.row_budget} if self.row_budget is not None else {})


class Level(models.TextChoices):
    """What a share lets do."""

    READ = "read", _("read")
    CHANGE = "change", _("read and change")


class Share(models.Model):
    """A row that somebody lets one person or one team have, until a day or until it is ended."""

    noun = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    team = models.ForeignKey("kit.Team", models.CASCADE, null=True, blank=True, related_name="+")
    right = models.CharField(max_length=10, choices=Level.choices, default=Level.READ)
    until = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        indexes = [models.Index(fields=["noun", "object_id"], condition=Q(ended_at=None), name="share_of_row")]
        constraints = [
            models.CheckConstraint(condition=Q(right__in=Level.values), name="share_right_known"),
            models.CheckConstraint(
                condition=Q(staff__isnull=True) ^ Q(team__isnull=True), name="share_with_one_person_or_team"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.whom}: {self.get_right_display()}"

    @property
    def whom(self) -> Any:
        """The person or the team."""
        return self.staff or self.team
