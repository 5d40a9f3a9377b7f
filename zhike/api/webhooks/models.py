"""Who wants to be told of what, and what became of each message."""

import hmac
from base64 import b64encode
from datetime import timedelta
from fnmatch import fnmatchcase
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

OLD_SECRET = timedelta(hours=24)  # after a rotation, the secret before it signs as well for so long


class Webhook(models.Model):
    """An address that is told of events whose names match one of `patterns`.

    Its secret is derived from the site's own key and kept nowhere: a copy of the database signs nothing.
    """

    url = models.CharField(max_length=500)
    patterns = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    generation = models.PositiveIntegerField(default=1)
    rotated_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    made_by = models.ForeignKey("kit.Staff", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.url

    def wants(self, event: str) -> bool:
        """Whether an event of this name is told."""
        return any(fnmatchcase(event, pattern) for pattern in self.patterns)

    @property
    def secret(self) -> str:
        """The present secret, as Standard Webhooks writes it."""
        return "whsec_" + b64encode(self._key(self.generation)).decode()

    def signing_keys(self) -> list[bytes]:
        """What a message is signed with now: the present key, and for a day after a rotation the one before."""
        is_turning = self.rotated_at is not None and timezone.now() < self.rotated_at + OLD_SECRET
        return [self._key(self.generation - nth) for nth in ((0, 1) if is_turning else (0,))]

    def _key(self, generation: int) -> bytes:
        return hmac.digest(settings.SECRET_KEY.encode(), f"webhook {self.pk} {generation}".encode(), sha256)


class Delivery(models.Model):
    """One event on its way to one address."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        DEAD = "dead", _("given up")

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.ForeignKey("kit.Event", models.CASCADE, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, default=timezone.now)
    code = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["webhook", "-id"], name="delivery_of_webhook"),
            models.Index(fields=["next_at"], condition=models.Q(status="waiting"), name="delivery_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["waiting", "delivered", "dead"]), name="delivery_status_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.webhook}"
