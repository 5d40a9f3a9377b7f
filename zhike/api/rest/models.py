"""Answers that are kept for a day, so that a request sent twice is done once."""

from django.db import models
from django.utils import timezone


class Answered(models.Model):
    """The answer to one request with an idempotency key. `key` and `request` are digests."""

    key = models.CharField(primary_key=True, max_length=64)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.key
