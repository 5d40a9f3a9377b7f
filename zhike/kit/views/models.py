"""Views, and which of them a list opens with."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NAME_LENGTH = 40


class Audience(models.TextChoices):
    """Who sees a view. Its rows are always those of the one who looks."""

    PRIVATE = "private", _("Only me")
    TEAM = "team", _("A team")
    EVERYONE = "everyone", _("Everyone")


class View(models.Model):
    """A list under a name. `state` holds the parameters of its address: `{"kind": ["a"], "sort": ["-name"]}`."""

    noun = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    state = models.JSONField(default=dict, blank=True)
    made_by = models.ForeignKey("kit.Staff", models.PROTECT, related_name="+")
    audience = models.CharField(_("shown to"), max_length=10, choices=Audience.choices, default=Audience.PRIVATE)
    team = models.ForeignKey("kit.Team", models.PROTECT, null=True, blank=True, related_name="+")
    pinned = models.BooleanField(_("as a tab"), default=False)
    position = models.IntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("view")
        verbose_name_plural = _("views")
        indexes = [models.Index(fields=["noun", "position", "id"], condition=Q(deleted_at=None), name="view_of_noun")]
        constraints = [
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="view_audience_known"),
            models.CheckConstraint(condition=~Q(audience="team") ^ Q(team__isnull=False), name="view_of_team_names_it"),
        ]

    def __str__(self) -> str:
        return self.name


class Opening(models.Model):
    """The view with which a list opens: for one person, or without a person for everyone who chose none."""

    noun = models.CharField(max_length=60)
    person = models.ForeignKey("kit.Staff", models.CASCADE, null=True, related_name="+")
    view = models.ForeignKey(View, models.CASCADE, related_name="openings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["noun", "person"], nulls_distinct=False, name="one_opening_each")
        ]

    def __str__(self) -> str:
        return f"{self.noun}: {self.view_id}"
