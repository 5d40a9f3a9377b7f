"""What is kept of a token: enough to know it again, nothing to make it from."""

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.db import models
from django.utils import timezone

UNUSED = timedelta(days=60)


class Token(models.Model):
    """One key of one person. `networks` are the only places it works from, where there are any."""

    owner = models.ForeignKey("kit.Staff", models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    networks = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "-id"], name="token_of_person")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_live(self) -> bool:
        return self.ended_at is None and timezone.now() < min(self.expires_at, self.unused_since + UNUSED)

    @property
    def unused_since(self) -> datetime:
        return self.used_at or self.created_at

    def works_from(self, address: str) -> bool:
        """Whether a request may come from this address."""
        if not self.networks:
            return True
        try:
            place = ip_address(address)
        except ValueError:  # behind a socket nobody has an address
            return False
        return any(place in ip_network(network) for network in self.networks)
