"""What rows held before many of them were changed at once, so that it can be taken back."""

from django.db import models

from zhike.kit.batches.models import Batch


class Earlier(models.Model):
    """The fields of one row as they were before a batch changed them, and the version the batch left it in."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="earlier")
    object_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    values = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "object_id"], name="one_earlier_per_row")]

    def __str__(self) -> str:
        return f"{self.batch} {self.object_id}"
