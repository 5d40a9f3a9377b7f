"""What the firm calls late, and when it reminds."""

from typing import Any

from django.conf import settings
from django.db import models

from zhike.receivables.rules.ageing import Thresholds
from zhike.receivables.rules.dunning import STEPS


class RulebookQuerySet(models.QuerySet["Rulebook"]):
    """Versions of the rules."""

    def newest(self) -> "Rulebook":
        """The version that counts; the first one where nobody has published any."""
        return self.order_by("-version").first() or Rulebook(version=0, rules={})


class Rulebook(models.Model):
    """One version of the thresholds of ageing and the steps of reminding. A change adds a version."""

    version = models.PositiveIntegerField(unique=True)
    rules = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = RulebookQuerySet.as_manager()

    def __str__(self) -> str:
        return f"v{self.version}"

    @property
    def thresholds(self) -> Thresholds:
        """From how many days late money is owed long, and is lost."""
        return Thresholds(**self.rules.get("ageing", {}))

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The steps of reminding, the mildest first."""
        return self.rules.get("dunning") or STEPS
